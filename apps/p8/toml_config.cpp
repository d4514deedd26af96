#include "p8/toml_config.h"

#include <algorithm>
#include <sstream>

#include <toml++/toml.h>

#include "p8/core/error.h"
#include "p8/core/log.h"

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

void add_items(const toml::table& table, const std::string& command, std::vector<CLI::ConfigItem>& items) {
  for (const auto& [key, node] : table) {
    if (node.is_table() || node.is_array_of_tables()) continue;
    CLI::ConfigItem item;
    item.parents = {command};
    item.name = std::string(key.str());
    if (const toml::array* array = node.as_array()) {
      for (const toml::node& element : *array) item.inputs.push_back(word_of(element));
    } else {
      item.inputs = {word_of(node)};
    }
    items.push_back(std::move(item));
  }
}

bool is_command(const CLI::App& program, const std::string& name) {
  const auto commands = program.get_subcommands([](const CLI::App*) { return true; });
  return std::any_of(commands.begin(), commands.end(), [&](const CLI::App* c) { return c->get_name() == name; });
}

void refuse_unknown_tables(const toml::table& table, const CLI::App& program) {
  for (const auto& [key, node] : table) {
    if (node.is_table() && !is_command(program, std::string(key.str()))) {
      throw usage_error("--config: [{}] is not a command of p8", "--config : [{}] n'est pas une commande de p8",
                        printable(std::string(key.str()), 40));
    }
    if (node.is_array_of_tables() && key.str() != kStudyRuns) {
      throw usage_error("--config: [[{}]]; only [[run]] may be a list of tables",
                        "--config : [[{}]] ; seul [[run]] peut être une liste de tables",
                        printable(std::string(key.str()), 40));
    }
  }
}

}  // namespace

std::vector<CLI::ConfigItem> TomlConfig::from_config(std::istream& input) const {
  std::vector<CLI::ConfigItem> found;
  if (program_.get_subcommands().empty()) return found;
  const std::string command = program_.get_subcommands().front()->get_name();
  try {
    const toml::table table = toml::parse(input);
    refuse_unknown_tables(table, program_);
    add_items(table, command, found);
    if (const toml::table* own = table[command].as_table()) add_items(*own, command, found);
  } catch (const toml::parse_error& error) {
    throw data_error("--config, row {0}, column {1}: {2}", "--config, ligne {0}, colonne {1} : {2}",
                     error.source().begin.line, error.source().begin.column, std::string(error.description()));
  }
  return found;
}

}  // namespace p8::app
