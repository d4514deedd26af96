#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "p8/base/hash.h"

namespace p8 {

/// How a run was made: what `run.json` says, so that an auditor can repeat it.
struct RunRecord {
  std::string command;
  std::string options_json;  ///< every option with its value, defaults included, as a JSON object
  std::uint64_t seed = 42;
  int threads = 1;
  std::vector<std::pair<std::string, std::string>> libraries;  ///< name, version
  std::vector<std::pair<std::string, std::string>> encoder;    ///< what encoded images and texts: name, value
  struct Input {
    std::string role;  ///< "data", "model", …
    std::string path;
    Digest digest;
  };
  std::vector<Input> inputs;
  /// Models among the results: the file, from the results' folder on, and its SHA-256.
  std::vector<std::pair<std::string, std::string>> model_files;
  std::size_t guarded_cells = 0;  ///< of CSV files: texts with an apostrophe, so that no spreadsheet runs them
  double start = 0.0;             ///< seconds since 1970-01-01 UTC
  double duration = 0.0;          ///< seconds
};

constexpr const char* kVersion = P8_VERSION;

/// run.json, indented.
std::string to_json(const RunRecord& record);

/// "2026-11-22T13:05:00Z".
std::string utc_time(double seconds_since_epoch);

}  // namespace p8
