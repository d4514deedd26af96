#include <memory>

#include "p8/base/closest.h"
#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/command_line/completion.h"
#include "p8/command_line/manual.h"
#include "p8/command_line/standard_output.h"
#include "p8/commands/commands.h"

namespace p8::app {

namespace {

const CLI::App* command_of(const CLI::App& program, const std::string& name) {
  for (const CLI::App* command : visible_commands(program)) {
    if (command->get_name() == name) return command;
  }
  std::vector<std::string> names;
  for (const CLI::App* command : visible_commands(program)) names.push_back(command->get_name());
  const Text hint = did_you_mean(closest_names(name, names, 1));
  throw usage_error("unknown command '{0}'{1}", "commande inconnue « {0} »{1}", printable(name, 60), hint);
}

}  // namespace

void add_completion(CLI::App& program) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* const completion = program.add_subcommand("completion", "Print the completion script of bash, zsh or fish");
  completion->group("");  // for packages, not for help
  completion->add_option("shell", *shell, "The shell")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->callback([&program, shell] { print(completion_script(program, *shell)); });

  const auto name = std::make_shared<std::string>();
  CLI::App* const man = program.add_subcommand("man", "Print the manual page of p8 or of a command (troff)");
  man->group("");
  man->add_option("command", *name, "A command");
  man->callback(
      [&program, name] { print(name->empty() ? manual_page(program) : manual_page(*command_of(program, *name))); });
}

}  // namespace p8::app
