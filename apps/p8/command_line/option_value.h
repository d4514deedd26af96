#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/base/text.h"

namespace p8::app {

/// What an option's value may be, read off its declaration.
struct ValueRule {
  std::vector<std::string> choices;  ///< the only values, if any
  bool is_number = false;
  bool is_whole = false;        ///< a number without decimals
  std::string least, greatest;  ///< bounds as declared; empty: none
  bool is_positive = false;     ///< greater than 0, without further bounds
};
ValueRule value_rule(const CLI::Option& option);

bool takes_value(const CLI::Option& option);
/// Whether the option may be given several times, each time with one more value or several.
bool takes_many(const CLI::Option& option);

/// "--model", or for a word without a name what stands for it: "RUN_DIR".
std::string shown_name(const CLI::Option& option);
/// What stands for the value: a declared name, "en|fr" of a choice, "N" of a number; empty for a flag.
std::string placeholder(const CLI::Option& option);
/// Whether the value is a path, or may be one ("clip:PATH"): that of every option is, unless what stands for it is
/// known to be none. An option of a new kind is thus one whose files are protected.
bool names_path(const CLI::Option& option);
/// "0 to 1", "positive": the bounds of a number; nothing without.
std::optional<Text> bounds(const CLI::Option& option);

/// What is wrong with the values that the option was given; nothing if they are as declared.
std::optional<Text> value_fault(const CLI::Option& option);

}  // namespace p8::app
