#include "p8/command_line/toml_config.h"

#include <algorithm>
#include <sstream>

#include <toml++/toml.h>

#include "p8/base/closest.h"
#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/command_line/command_line.h"
#include "p8/command_line/option_value.h"
#include "p8/files/toml_text.h"

namespace p8::app {

namespace {

constexpr const char* kStudyRuns = "run";  // the tables [[run]] of p8 compare

std::string word_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  std::ostringstream word;
  node.visit([&word](const auto& value) {
    if constexpr (toml::is_value<decltype(value)>) word << toml::toml_formatter(value);
  });
  return word.str();
}

/// All of the file, which may be a device without end. Throws Error(Data) beyond 1 MiB.
std::string bytes_of(std::istream& input, const std::string& file) {
  constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
  std::string bytes(kMaxBytes + 1, '\0');
  input.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(input.gcount()));
  if (bytes.size() <= kMaxBytes) return bytes;
  throw data_error("--config: {} has more than {} bytes; expected the options of commands",
                   "--config : {} dépasse {} octets ; il faut les options de commandes", printable(file), kMaxBytes);
}

/// The file's options for the command that is called; what is wrong is said with file and row.
class OptionReader {
 public:
  OptionReader(const CLI::App& program, const CLI::App& command, std::string file)
      : program_(program), command_(command), file_(std::move(file)) {}

  std::vector<CLI::ConfigItem> read(const toml::table& table) {
    require_known_tables(table);
    // The command's own table first: of two values for one option the parser keeps the first.
    if (const toml::table* own = table[command_.get_name()].as_table()) {
      for (const auto& [key, node] : *own) add(key, node);
    }
    for (const auto& [key, node] : table) {
      if (!node.is_table() && !node.is_array_of_tables()) add(key, node);
    }
    return std::move(items_);
  }

 private:
  template <typename... Args>
  Error wrong(const toml::key& key, const char* en, const char* fr, const Args&... args) const {
    const Text what =
        text("{}, row {}: {}", "{}, ligne {} : {}", printable(file_), key.source().begin.line, text(en, fr, args...));
    return {ErrorKind::Usage, with_help({what}, &command_)};
  }

  void require_known_tables(const toml::table& table) const {
    std::vector<std::string> commands;
    for (const CLI::App* command : program_.get_subcommands([](const CLI::App*) { return true; })) {
      commands.push_back(command->get_name());
    }
    for (const auto& [key, node] : table) {
      const std::string name(key.str());
      const std::string shown = printable(name, 40);
      if (node.is_table() && std::find(commands.begin(), commands.end(), name) == commands.end()) {
        const Text hint = did_you_mean(closest_names(name, commands, 1));
        throw wrong(key, "[{0}] is not a command of p8{1}", "[{0}] n'est pas une commande de p8{1}", shown, hint);
      }
      if (node.is_array_of_tables() && name != kStudyRuns) {
        throw wrong(key, "[[{}]]; only [[run]] may be a list of tables",
                    "[[{}]] ; seul [[run]] peut être une liste de tables", shown);
      }
    }
  }

  Error unknown(const toml::key& key) const {
    const std::string name(key.str());
    const std::string shown = printable(name, 60);
    const Text hint = meant_options(name, command_, "");
    const std::vector<std::string> owners = commands_with(program_, name);
    if (owners.empty()) {
      return wrong(key, "unknown key '{0}'{1}", "clé inconnue « {0} »{1}", shown, hint);
    }
    return wrong(key, "p8 {0} has no option '{1}'; if it is meant for p8 {2}, it goes below [{2}]",
                 "p8 {0} n'a pas d'option « {1} » ; si elle s'adresse à p8 {2}, elle se place sous [{2}]",
                 command_.get_name(), shown, owners.front());
  }

  const CLI::Option& option_of(const toml::key& key) const {
    const std::string name(key.str());
    const CLI::Option* option = command_.get_option_no_throw("--" + name);
    if (option == nullptr) option = command_.get_option_no_throw(name);  // a word without a name
    if (option == nullptr || !option->get_configurable()) throw unknown(key);
    return *option;
  }

  void add(const toml::key& key, const toml::node& node) {
    const CLI::Option& option = option_of(key);
    CLI::ConfigItem item;
    item.parents = {command_.get_name()};
    item.name = std::string(key.str());
    std::vector<const toml::node*> values = {&node};
    if (const toml::array* list = node.as_array()) {
      values.clear();
      for (const toml::node& element : *list) values.push_back(&element);
    }
    for (const toml::node* value : values) {
      if (!value->is_value()) {
        throw wrong(key, "'{}': expected a value, or a list of values", "« {} » : il faut une valeur ou une liste",
                    item.name);
      }
      item.inputs.push_back(word_of(*value));
    }
    if (!takes_value(option) && !node.is_boolean()) {
      throw wrong(key, "'{}': expected true or false", "« {} » : il faut true ou false", item.name);
    }
    if (values.size() > 1 && !takes_many(option)) {
      throw wrong(key, "'{}' takes one value, {} are given", "« {} » prend une seule valeur, {} sont données",
                  item.name, values.size());
    }
    if (!values.empty()) items_.push_back(std::move(item));
  }

  const CLI::App& program_;
  const CLI::App& command_;
  std::string file_;
  std::vector<CLI::ConfigItem> items_;
};

}  // namespace

std::vector<CLI::ConfigItem> TomlConfig::from_config(std::istream& input) const {
  if (program_.get_subcommands().empty()) return {};
  const std::vector<std::string> files = program_.get_config_ptr()->results();
  const std::string file = files.empty() ? "--config" : files.back();
  try {
    const toml::table table = parse_toml(bytes_of(input, file));
    return OptionReader(program_, *program_.get_subcommands().front(), file).read(table);
  } catch (const TomlFault& fault) {
    throw data_error("--config, row {1}, column {2}: {0} is not valid TOML: {3}",
                     "--config, ligne {1}, colonne {2} : {0} n'est pas du TOML valide : {3}", printable(file),
                     fault.row, fault.column, fault.what);
  }
}

}  // namespace p8::app
