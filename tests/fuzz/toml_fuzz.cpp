// TOML that users write: 'c' a --config file for a command, 's' a study, 'f' facts and 'w' words of a catalogue. Read,
// or refused with an Error. Seeds: tests/fuzz/toml/.
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>

#include "fuzz/input.h"
#include "p8/base/error.h"
#include "p8/command_line/toml_config.h"
#include "p8/credit/columns/catalogue_file.h"
#include "p8/study/study.h"

using namespace p8;
using fuzz::check;

namespace {

void read_catalogue(const std::string& toml, bool has_facts) {
  std::map<std::string, ColumnEntry> columns;
  std::map<std::string, ColumnPattern> patterns;
  const CatalogueTarget target = {[&](const std::string& name) -> ColumnEntry& { return columns[name]; },
                                  [&](const std::string& key) -> ColumnPattern& { return patterns[key]; }};
  if (has_facts) {
    read_column_facts(toml, "columns.toml", target);
  } else {
    read_column_words(toml, "reasons.fr.toml", Language::French, target);
  }
}

void read_config(const std::string& toml) {
  CLI::App program;
  std::string file, text;
  std::vector<std::string> list;
  double number = 0.0;
  bool flag = false;
  program.set_config("--config", "", "");
  CLI::App* const command = program.add_subcommand("score", "");
  command->configurable();
  command->add_option("--model", text);
  command->add_option("--threshold", number);
  command->add_option("--drop", list);
  command->add_flag("--quiet", flag);
  program.parse(std::vector<std::string>{"score"});
  std::istringstream input(toml);
  for (const CLI::ConfigItem& item : app::TomlConfig(program).from_config(input)) check(!item.inputs.empty());
}

void read_study(const std::string& toml) {
  static const fuzz::Scratch scratch;
  for (const app::StudyRun& run : app::read_study(scratch.write("study.toml", toml))) {
    check(!run.name.empty() && run.name.find('/') == std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string input = fuzz::text_of(data, size);
  const char kind = input.empty() ? 'c' : input[0];
  input.erase(0, 1);
  try {
    if (kind == 's') {
      read_study(input);
    } else if (kind == 'f' || kind == 'w') {
      read_catalogue(input, kind == 'f');
    } else {
      read_config(input);
    }
  } catch (const Error& error) {
    check(error.kind() == ErrorKind::Data || error.kind() == ErrorKind::Usage);
  }
  return 0;
}
