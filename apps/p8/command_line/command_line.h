#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/base/text.h"

namespace p8::app {

/// "p8 score --help", or "p8 --help" without a command.
std::string help_command(const CLI::App* command);

/// Sentences of one message, with "see p8 score --help" at the end.
Text with_help(const std::vector<Text>& sentences, const CLI::App* command);

/// The command whose help is requested, by "help" as first word or by --help, -h or -help anywhere; the program itself
/// if no command is named; null if help is not asked for. Throws Error(Usage) for a word that is not a command.
const CLI::App* asked_help(const CLI::App& program, const std::vector<std::string>& words);

/// What the parser would say less well: a word that is not a command, options that the command does not have, options
/// without their value or given twice, words too many. Throws Error(Usage) that names all of them, with the names that
/// may have been meant; Error(Data) for a --config file that does not exist.
void check_words(const CLI::App& program, const std::vector<std::string>& words);

/// "; did you mean '--model'?" for what is not an option or key of the command: names near by, or that it begins or
/// continues; nothing if there are none. @param dashes  "--" before each name, or nothing.
Text meant_options(const std::string& name, const CLI::App& command, const std::string& dashes);

/// The commands (not hidden ones) with an option of that name.
std::vector<std::string> commands_with(const CLI::App& program, const std::string& option);

}  // namespace p8::app
