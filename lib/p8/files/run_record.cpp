#include "p8/files/run_record.h"

#include <charconv>
#include <ctime>
#include <system_error>

#include <nlohmann/json.hpp>

#include "p8/base/json_text.h"
#include "p8/base/secrets.h"

namespace p8 {

namespace {

/// Counts are kept as their digits among texts; as JSON they are numbers.
nlohmann::ordered_json number_or_text(const std::string& value) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), count);
  if (error == std::errc() && end == value.data() + value.size()) return count;
  return value;
}

}  // namespace

std::string utc_time(double seconds_since_epoch) {
  const auto seconds = static_cast<std::time_t>(seconds_since_epoch);
  std::tm parts = {};
  gmtime_r(&seconds, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::string to_json(const RunRecord& record) {
  nlohmann::ordered_json json;
  json["p8"] = kVersion;
  json["command"] = record.command;
  json["options"] = parse_json_text<nlohmann::ordered_json>(record.options_json);
  json["seed"] = record.seed;
  json["threads"] = record.threads;
  for (const auto& [name, version] : record.libraries) json["libraries"][name] = version;
  for (const auto& [name, value] : record.encoder) json["encoder"][name] = number_or_text(value);
  json["inputs"] = nlohmann::ordered_json::array();
  for (const RunRecord::Input& input : record.inputs) {
    json["inputs"].push_back({{"role", input.role},
                              {"path", without_secrets(input.path)},
                              {"sha256", input.digest.sha256},
                              {"bytes", input.digest.bytes}});
  }
  for (const auto& [file, sha256] : record.model_files) {
    json["model_files"].push_back({{"file", file}, {"sha256", sha256}});
  }
  json["csv_cells_guarded"] = record.guarded_cells;
  json["start"] = utc_time(record.start);
  json["duration_seconds"] = record.duration;
  // Paths come from outside and need not be UTF-8: what is not becomes U+FFFD.
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace p8
