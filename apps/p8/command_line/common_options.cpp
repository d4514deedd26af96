#include "p8/command_line/common_options.h"

#include <cstdlib>
#include <cstring>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "p8/base/parallel.h"
#include "p8/base/secrets.h"
#include "p8/command_line/option_value.h"

namespace p8::app {

Language CommonOptions::language() const {
  if (lang.empty()) return language_of_environment();
  return lang == "fr" ? Language::French : Language::English;
}

int CommonOptions::thread_count() const { return threads > 0 ? threads : available_threads(); }

Verbosity CommonOptions::verbosity() const {
  return quiet ? Verbosity::Quiet : verbose ? Verbosity::Verbose : Verbosity::Normal;
}

void add_common_options(CLI::App& command, CommonOptions& options) {
  command.add_option("--out", options.out, "Directory for the results; must be new or empty")
      ->required()
      ->type_name("DIR");
  command.add_flag("--force", options.force, "Replace a non-empty --out directory once the new one is complete");
  command.add_option("--lang", options.lang, "Language of reports and messages (default: from LC_ALL or LANG)")
      ->check(CLI::IsMember({"en", "fr"}));
  command.add_option("--seed", options.seed, "Seed of every random choice")->capture_default_str();
  command.add_option("--threads", options.threads, "Threads (default: the processors this process may use)")
      ->check(CLI::Range(1, 1024));
  CLI::Option* const quiet = command.add_flag("--quiet", options.quiet, "Print nothing but errors on standard error");
  command.add_flag("--verbose", options.verbose, "Print more details on standard error")->excludes(quiet);
  command.add_flag("--no-progress", options.no_progress, "Draw no progress bar");
  command
      .add_option(
          "--csv-guard", options.csv_guard,
          "Put an apostrophe before texts that a spreadsheet would run as a formula; off keeps them as they are")
      ->capture_default_str()
      ->check(CLI::IsMember({"on", "off"}));
  command.add_flag("--json", options.json, "Print one JSON object with figures and paths on standard output");
  group_options(
      command, "Common options",
      {"--force", "--lang", "--seed", "--threads", "--quiet", "--verbose", "--no-progress", "--csv-guard", "--json"});
}

void group_options(CLI::App& command, const std::string& group, const std::vector<std::string>& options) {
  for (const std::string& option : options) command.get_option(option)->group(group);
}

Language language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0')
      return std::strncmp(value, "fr", 2) == 0 ? Language::French : Language::English;
  }
  return Language::English;
}

Language language_of_words(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const std::string value = word == "--lang" && i + 1 < argc ? argv[i + 1]
                              : word.rfind("--lang=", 0) == 0  ? word.substr(7)
                                                               : "";
    if (!value.empty()) return value == "fr" ? Language::French : Language::English;
  }
  return language_of_environment();
}

Language language_of(const CLI::App& program, Language of_words) {
  for (const CLI::App* command : program.get_subcommands()) {
    const CLI::Option* const lang = command->get_option_no_throw("--lang");
    if (lang == nullptr || lang->count() == 0) continue;
    return lang->results().back() == "fr" ? Language::French : Language::English;
  }
  return of_words;
}

const char* error_mark(Language language) { return language == Language::French ? "p8 : erreur : " : "p8: error: "; }

std::string options_json(const CLI::App& command) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_lnames().empty() || option->get_lnames().front() == "help") continue;
    const std::string& name = option->get_lnames().front();
    const std::vector<std::string> values = option->results();
    const bool is_flag = option->get_expected_max() == 0;
    if (is_flag) {
      json[name] = option->count() > 0;
    } else if (values.empty()) {
      json[name] = nullptr;
      if (!option->get_default_str().empty()) json[name] = option->get_default_str();
    } else if (placeholder(*option) == "ID") {
      json[name] = fmt::format("{} id(s)", values.size());
    } else if (takes_many(*option)) {
      for (const std::string& value : values) json[name].push_back(without_secrets(value));
    } else {
      json[name] = without_secrets(values.back());
    }
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace p8::app
