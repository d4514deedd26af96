#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/command_line/common_options.h"
#include "p8/csv/csv_reader.h"
#include "p8/options/client_options.h"

namespace p8::app {

/// How a scoring API is asked, where `--model` is an address.
struct ApiOptionValues {
  std::string cache;
  std::string missing_as = "error";
  std::string token_variable;
  std::string ca_file;
  std::vector<std::string> leave_out;
  int retries = 5;
  double timeout = 30.0;         ///< seconds, of one request
  double connect_timeout = 5.0;  ///< seconds
  bool insecure = false;
};

void add_api_options(CLI::App& command, ApiOptionValues& choices);

/// The model of `--model`: a file, a bundle, or an API. An API tells no names, so its features are the columns of the
/// data but for id, label and those left out; the data are then opened for it.
/// @param again  the same clients are asked of more than once.   @param opened  set where the data were opened.
/// Throws Error(Usage) for an address that is not one, or that would send clients unencrypted to another machine; a
/// variable without a token; options of the API without one. Else as load_model and CsvReader do.
Model load_any_model(const ClientOptions& clients, const ApiOptionValues& api, const CommonOptions& common, bool again,
                     std::optional<CsvReader>& opened);

}  // namespace p8::app
