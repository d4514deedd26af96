#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace p8::app {

/// `--config FILE`: TOML in which an option's long name is the key, for the command that is called. A table with the
/// command's name works too, so that one file can serve several commands; tables of other commands are left aside, and
/// so are the tables [[run]] of a study, which `p8 compare` reads itself.
/// The command line wins over the file, a command's own table over the rest. Throws Error(Data) with row and column for
/// a file that is not TOML; Error(Usage) with the row for a key that is not an option of the command, for more values
/// than the option takes, and for tables that are not a command's.
class TomlConfig : public CLI::Config {
 public:
  explicit TomlConfig(const CLI::App& program) : program_(program) {}

  std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;
  std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }

 private:
  const CLI::App& program_;
};

}  // namespace p8::app
