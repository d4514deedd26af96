#pragma once

#include <CLI/CLI.hpp>

#include "p8/base/text.h"

namespace p8::app {

/// Version, --config, and what every command checks before it runs: values, and that what it reads exists.
void setup_program(CLI::App& program);

/// What is wrong with the command line, in one line and both languages: all that is missing, or each value that is not
/// as declared, with the command whose help tells more.
Text usage_message(const CLI::App& program, const CLI::ParseError& error);

}  // namespace p8::app
