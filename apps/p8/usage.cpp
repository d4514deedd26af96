#include "p8/usage.h"

#include <memory>
#include <utility>

#include "p8/core/run_record.h"
#include "p8/toml_config.h"

namespace p8::app {

namespace {

constexpr const char* kFooter = R"(
--config FILE  reads a command's options from a TOML file: the long name is the
               key, the command line wins
Exit codes: 0 done, 2 command line, 3 input, 4 model, 5 output, 1 a check of
               --fail-on does not hold, or a fault of p8)";

// CLI11 words its errors in English; what went wrong is said in French too, its details are names and values.
constexpr std::pair<const char*, const char*> kFrench[] = {
    {"ExtrasError", "argument inconnu"},
    {"RequiredError", "il manque une option obligatoire"},
    {"ValidationError", "valeur refusée"},
    {"ConversionError", "valeur d'un autre type"},
    {"ArgumentMismatch", "il manque une valeur, ou il y en a trop"},
    {"ExcludesError", "options contradictoires"},
    {"RequiresError", "une option en demande une autre"},
    {"ConfigError", "fichier --config"},
    {"FileError", "fichier --config illisible"},
};

}  // namespace

void setup_program(CLI::App& program) {
  program.set_version_flag("--version", std::string("p8 ") + kVersion);
  program.set_config("--config")->group("");
  program.config_formatter(std::make_shared<TomlConfig>(program));
  program.allow_config_extras(CLI::config_extras_mode::error);
  program.fallthrough();
  program.require_subcommand(1);
  program.footer(kFooter);
}

Text usage_message(const CLI::ParseError& error) {
  std::string what = error.what();
  for (char& c : what) c = c == '\n' ? ' ' : c;
  Text message = same(what);
  for (const auto& [name, french] : kFrench) {
    if (error.get_name() == name) message.fr = std::string(french) + " : " + what;
  }
  message.en += "; see p8 --help";
  message.fr += " ; voir p8 --help";
  return message;
}

}  // namespace p8::app
