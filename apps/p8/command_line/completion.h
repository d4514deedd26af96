#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace p8::app {

/// The commands that help shows.
std::vector<const CLI::App*> visible_commands(const CLI::App& program);

/// What a shell reads to complete commands and options; from their own declarations. @param shell  bash, zsh or fish.
std::string completion_script(const CLI::App& program, const std::string& shell);

}  // namespace p8::app
