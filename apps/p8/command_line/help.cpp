#include "p8/command_line/help.h"

#include <algorithm>
#include <sstream>

#include "p8/command_line/completion.h"
#include "p8/command_line/manual.h"
#include "p8/command_line/option_value.h"

namespace p8::app {

namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kIndent = 24;  // of descriptions
constexpr const char* kRequired = "Required";
constexpr const char* kOptions = "Options";
constexpr const char* kCommon = "Common options";

const Text kExitCodes = {
    "Exit codes: 0 done; 1 a --fail-on check fails, or p8 has a fault; 2 wrong command line; 3 wrong input; 4 wrong "
    "model; 5 output cannot be written.",
    "Codes de sortie : 0 terminé ; 1 un contrôle de --fail-on échoue, ou défaut de p8 ; 2 ligne de commande erronée ; "
    "3 données erronées ; 4 modèle erroné ; 5 écriture impossible."};

std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The words of a text in lines that end before kColumns; `first` columns of the first line are taken already, and each
/// line but the last ends in `at_break`.
std::string wrapped(const std::string& text, std::size_t indent, std::size_t first, const std::string& at_break = {}) {
  std::string lines;
  std::size_t column = first;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (!lines.empty() && column + 1 + columns_of(word) > kColumns - columns_of(at_break)) {
      lines += at_break + "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!lines.empty()) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += columns_of(word);
  }
  return lines + "\n";
}

/// "  --seed N              Seed of …", the description on a line of its own where the head is long.
std::string entry(const std::string& head, const std::string& text, std::size_t indent) {
  std::string line = "  " + head;
  const std::size_t used = columns_of(line);
  line += used + 2 > indent ? "\n" + std::string(indent, ' ') : std::string(indent - used, ' ');
  return line + wrapped(text, indent, indent);
}

std::string usage(const CLI::App& app, Language language) {
  std::string words = app.get_parent() == nullptr ? (language == Language::French ? "p8 COMMANDE" : "p8 COMMAND")
                                                  : "p8 " + app.get_name();
  words += " [OPTIONS]";
  for (const CLI::Option* option : app.get_options([](const CLI::Option* one) { return one->get_positional(); })) {
    words += option->get_required() ? " " + option_head(*option) : " [" + option_head(*option) + "]";
  }
  return (language == Language::French ? "Utilisation : " : "Usage: ") + words + "\n";
}

std::string commands(const CLI::App& program, Language language) {
  constexpr std::size_t kNames = 14;
  std::string lines = language == Language::French ? "\nCommandes :\n" : "\nCommands:\n";
  for (const CLI::App* command : visible_commands(program)) {
    lines += entry(command->get_name(), described(command->get_description(), language), kNames);
  }
  return lines;
}

}  // namespace

std::string described(const std::string& english, Language language) {
  return language == Language::French ? french_help(english).value_or(english) : english;
}

std::string option_head(const CLI::Option& option) {
  std::string head;
  for (const std::string& name : option.get_snames()) head += "-" + name + ", ";
  head += option.get_positional() ? placeholder(option) : shown_name(option);
  if (!option.get_positional() && takes_value(option)) head += " " + placeholder(option);
  return takes_many(option) ? head + "..." : head;
}

std::string option_notes(const CLI::Option& option, Language language) {
  std::vector<std::string> notes;
  if (const std::optional<Text> range = bounds(option)) notes.push_back(range->in(language));
  const std::string value = option.get_default_str();
  if (!value.empty() && takes_value(option)) {
    notes.push_back(text("default: {}", "par défaut : {}", value).in(language));
  }
  return notes.empty() ? "" : "(" + CLI::detail::join(notes, language == Language::French ? " ; " : "; ") + ")";
}

std::vector<std::pair<std::string, std::vector<const CLI::Option*>>> option_groups(const CLI::App& app) {
  std::vector<std::pair<std::string, std::vector<const CLI::Option*>>> groups = {{kRequired, {}}, {kOptions, {}}};
  const CLI::Option* const config = app.get_parent() == nullptr ? nullptr : app.get_parent()->get_config_ptr();
  std::vector<const CLI::Option*> options = app.get_options();
  if (config != nullptr) options.push_back(config);  // declared once, for all commands
  for (const CLI::Option* option : options) {
    if (option->get_group().empty()) continue;
    const std::string name = option->get_required() ? kRequired : option == config ? kCommon : option->get_group();
    const auto same_name = [&](const auto& group) { return group.first == name; };
    auto group = std::find_if(groups.begin(), groups.end(), same_name);
    if (group == groups.end()) group = groups.insert(groups.end(), {name, {}});
    group->second.push_back(option);
  }
  groups.erase(std::remove_if(groups.begin(), groups.end(), [](const auto& group) { return group.second.empty(); }),
               groups.end());
  return groups;
}

std::string help_text(const CLI::App& app, Language language) {
  std::string help = usage(app, language) + "\n" + wrapped(described(app.get_description(), language), 0, 0);
  if (app.get_parent() == nullptr) help += commands(app, language);
  for (const auto& [name, options] : option_groups(app)) {
    help += "\n" + described(name, language) + (language == Language::French ? " :\n" : ":\n");
    for (const CLI::Option* option : options) {
      const std::string notes = option_notes(*option, language);
      help += entry(option_head(*option),
                    described(option->get_description(), language) + (notes.empty() ? "" : " " + notes), kIndent);
    }
  }
  if (app.get_parent() == nullptr) {
    help += "\n" + wrapped(language == Language::French ? "p8 COMMANDE --help décrit les options d'une commande."
                                                        : "p8 COMMAND --help describes a command's options.",
                           0, 0);
    help += wrapped(kExitCodes.in(language), 0, 0);
    return help;
  }
  const std::vector<std::string> examples = manual_of(app.get_name()).examples;
  if (!examples.empty()) help += language == Language::French ? "\nExemples :\n" : "\nExamples:\n";
  for (const std::string& example : examples)
    help += "  " + wrapped(example, 6, 2, " \\");  // to be copied into a shell
  return help;
}

}  // namespace p8::app
