#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/base/text.h"

namespace p8::app {

/// What `p8 --help` and `p8 COMMAND --help` print, in lines of at most 80 columns.
std::string help_text(const CLI::App& app, Language language);

/// A description of a command, an option or a group, in the language: the declaration's own English, or its French from
/// help_french.cpp (the English where that lacks one).
std::string described(const std::string& english, Language language);

/// What else is to be known of an option: whether it is required or repeatable, its bounds and its default; "" if
/// nothing.
std::string option_notes(const CLI::Option& option, Language language);

/// "-h, --help", "--model MODEL", "RUN_DIR...": the option as it is written.
std::string option_head(const CLI::Option& option);

/// The groups of a command's options in the order of their help, each with its options; those required first.
std::vector<std::pair<std::string, std::vector<const CLI::Option*>>> option_groups(const CLI::App& app);

/// The French of an English description; nothing where there is none.
std::optional<std::string> french_help(const std::string& english);

}  // namespace p8::app
