#pragma once

#include <CLI/CLI.hpp>

namespace p8::app {

/// Every path that the command's options name and that does not exist, in one Error: of kind Model if a model is among
/// them, else Data. What an option writes, addresses and standard input are passed over.
void require_input_paths(const CLI::App& command);

}  // namespace p8::app
