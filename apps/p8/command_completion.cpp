#include <memory>

#include <fmt/format.h>

#include "p8/commands.h"
#include "p8/completion.h"
#include "p8/core/error.h"
#include "p8/core/log.h"

namespace p8::app {

namespace {

const CLI::App* command_of(const CLI::App& program, const std::string& name) {
  for (const CLI::App* command : visible_commands(program)) {
    if (command->get_name() == name) return command;
  }
  throw usage_error("no command '{}'", "pas de commande « {} »", printable(name, 60));
}

}  // namespace

void add_completion(CLI::App& program) {
  const auto shell = std::make_shared<std::string>();
  CLI::App* const completion = program.add_subcommand("completion", "Completion for bash, zsh or fish");
  completion->group("");  // for packages, not for help
  completion->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  completion->callback([&program, shell] { fmt::print("{}", completion_script(program, *shell)); });

  const auto name = std::make_shared<std::string>();
  CLI::App* const man = program.add_subcommand("man", "Manual page of p8, or of a command");
  man->group("");
  man->add_option("command", *name, "A command");
  man->callback([&program, name] {
    fmt::print("{}", name->empty() ? manual_page(program) : manual_page(*command_of(program, *name)));
  });
}

}  // namespace p8::app
