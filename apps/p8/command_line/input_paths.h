#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace p8::app {

/// Every path that the command's options name and that does not exist, in one Error: of kind Model if a model is among
/// them, else Data. What an option writes, addresses and standard input are passed over.
void require_input_paths(const CLI::App& command);

/// Every path that the user gave to the command, by its options or by --config, to be read or written; but not --out.
std::vector<std::string> given_paths(const CLI::App& command);

/// Throws Error(Output) where a file that the user gave lies in the folder of --checkpoint, whose files a training
/// replaces.   @param folder  of --checkpoint; empty: none.
void require_no_file_in_checkpoint(const CLI::App& command, const std::string& folder);

/// What of the values of an option are paths: the values, and "PATH" of "clip:PATH".
std::vector<std::string> paths_in(const CLI::Option& option, const std::vector<std::string>& values);

}  // namespace p8::app
