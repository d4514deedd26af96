#pragma once

#include <CLI/CLI.hpp>

#include "p8/core/text.h"

namespace p8::app {

/// Name, version, --config and the way help is laid out.
void setup_program(CLI::App& program);

/// What is wrong with the command line, in one line and both languages.
Text usage_message(const CLI::ParseError& error);

}  // namespace p8::app
