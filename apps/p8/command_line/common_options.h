#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/base/log.h"

namespace p8::app {

/// The options every command has; see the README's table.
struct CommonOptions {
  std::string out;
  bool force = false;
  std::string lang;  ///< "en", "fr" or empty: from the environment
  std::uint64_t seed = 42;
  int threads = 0;  ///< 0: the processors this process may use
  bool quiet = false;
  bool verbose = false;
  bool no_progress = false;
  bool json = false;
  std::string csv_guard = "on";  ///< "on" or "off"

  Language language() const;
  int thread_count() const;
  Verbosity verbosity() const;
};

/// Declares them on a command; the result lives as long as the command.
void add_common_options(CLI::App& command, CommonOptions& options);

/// Shows options below a heading of their own in help.
void group_options(CLI::App& command, const std::string& group, const std::vector<std::string>& options);

/// Of LC_ALL, LC_MESSAGES or LANG, the first that is set; English unless it begins with "fr".
Language language_of_environment();
/// The language of help and of errors of the command line itself: --lang among the words, else the environment's.
Language language_of_words(int argc, const char* const* argv);

/// The same once the words were parsed, when --lang may have come from --config.
Language language_of(const CLI::App& program, Language of_words);
/// What an error's line begins with: "p8: error: ".
const char* error_mark(Language language);

/// Every option of a command with its value, defaults included, as a JSON object.
std::string options_json(const CLI::App& command);

}  // namespace p8::app
