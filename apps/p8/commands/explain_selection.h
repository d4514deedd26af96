#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/base/log.h"
#include "p8/credit/portfolio/population.h"
#include "p8/credit/portfolio/what_if.h"

namespace p8::app {

/// Whom `p8 explain` explains; exactly one of the three.
struct SelectionOptions {
  std::vector<std::string> clients;
  std::size_t top = 0;  ///< the clients of highest P(default)
  bool all = false;
};

void add_selection_options(CLI::App& command, SelectionOptions& options);

/// Throws Error(Usage) when none of the three is given.
void require_selection(const SelectionOptions& options);

/// Rows of the population: as named, each once; by falling P(default); or all in the file's order.
/// Throws Error(Data) that lists every unknown client with the closest ids.
std::vector<std::size_t> select_clients(const SelectionOptions& options, const Population& population);

/// Warns of values beyond what the model has seen.
void warn_of_settings(const std::vector<Setting>& settings, const Schema& schema, Log& log);

}  // namespace p8::app
