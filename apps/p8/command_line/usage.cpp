#include "p8/command_line/usage.h"

#include <memory>
#include <vector>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/command_line/command_line.h"
#include "p8/command_line/completion.h"
#include "p8/command_line/input_paths.h"
#include "p8/command_line/option_value.h"
#include "p8/command_line/toml_config.h"
#include "p8/files/run_record.h"

namespace p8::app {

namespace {

const CLI::App* called(const CLI::App& program) {
  const std::vector<CLI::App*> commands = program.get_subcommands();
  return commands.empty() ? nullptr : commands.front();
}

/// "--model, --data and --out".
Text enumeration(const std::vector<std::string>& names) {
  Text list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_last = i > 0 && i + 1 == names.size();
    list.en += (i == 0 ? "" : is_last ? " and " : ", ") + names[i];
    list.fr += (i == 0 ? "" : is_last ? " et " : ", ") + names[i];
  }
  return list;
}

std::vector<Text> value_faults(const CLI::App& command) {
  std::vector<Text> faults;
  for (const CLI::Option* option : command.get_options()) {
    if (std::optional<Text> fault = value_fault(*option)) faults.push_back(*fault);
  }
  return faults;
}

std::vector<Text> missing_options(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_required() && option->count() == 0) names.push_back(shown_name(*option));
  }
  if (names.empty()) return {};
  const Text list = enumeration(names);
  return {text(names.size() == 1 ? "{0} is missing" : "{0} are missing", "il manque {0}", list)};
}

/// Options that exclude or need one another.
std::vector<Text> contradictions(const CLI::App& command) {
  std::vector<Text> faults;
  for (const CLI::Option* option : command.get_options([](const CLI::Option* one) { return one->count() > 0; })) {
    for (const CLI::Option* other : option->get_excludes()) {
      if (other->count() > 0 && other < option) continue;  // each pair once
      if (other->count() > 0) {
        faults.push_back(
            text("{} and {} exclude each other", "{} et {} s'excluent", shown_name(*option), shown_name(*other)));
      }
    }
    for (const CLI::Option* other : option->get_needs()) {
      if (other->count() > 0) continue;
      faults.push_back(text("{} needs {}", "{} demande {}", shown_name(*option), shown_name(*other)));
    }
  }
  return faults;
}

/// Before any command runs: numbers that the parser takes for such (nan), and what is to be read.
void check_command(const CLI::App& command) {
  const std::vector<Text> faults = value_faults(command);
  if (!faults.empty()) throw Error(ErrorKind::Usage, with_help(faults, &command));
  const CLI::Option* const out = command.get_option_no_throw("--out");
  if (out != nullptr && out->count() > 0 && out->results().back() == "-" && command.get_name() != "score") {
    throw usage_error("--out -: p8 {} writes several files and needs a directory; only p8 score streams its table",
                      "--out - : p8 {} écrit plusieurs fichiers et demande un dossier ; seul p8 score émet sa table",
                      command.get_name());
  }
  require_input_paths(command);
}

}  // namespace

void setup_program(CLI::App& program) {
  program.set_help_flag("-h,--help", "Print this help and exit");
  program.set_version_flag("--version", std::string("p8 ") + kVersion, "Print the version and exit");
  program.set_config("--config", "", "Read options from a TOML file; the command line wins")->type_name("FILE");
  program.config_formatter(std::make_shared<TomlConfig>(program));
  program.allow_config_extras(CLI::config_extras_mode::error);
  program.fallthrough();
  program.require_subcommand(1);
  program.parse_complete_callback([&program] {
    if (const CLI::App* command = called(program)) check_command(*command);
  });
}

Text usage_message(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App* const command = called(program);
  if (command == nullptr) {
    std::vector<std::string> names;
    for (const CLI::App* one : visible_commands(program)) names.push_back(one->get_name());
    const std::string list = CLI::detail::join(names, ", ");
    return with_help({text("no command given; expected one of {}", "il manque une commande : {}", list)}, nullptr);
  }
  std::vector<Text> faults = value_faults(*command);
  if (faults.empty()) faults = contradictions(*command);
  if (faults.empty()) faults = missing_options(*command);
  // What the parser alone knows of, in its own words.
  if (faults.empty()) faults = {same(printable(error.what(), 300))};
  return with_help(faults, command);
}

}  // namespace p8::app
