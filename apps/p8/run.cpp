#include "p8/run.h"

#include <chrono>

#include <boost/version.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <unistd.h>
#include <xgboost/c_api.h>

#include "p8/core/error.h"
#include "p8/core/file.h"
#include "p8/table/csv_writer.h"

namespace p8::app {

namespace {

#ifdef __clang__
constexpr const char* kCompiler = "clang " __clang_version__;
#else
constexpr const char* kCompiler = "gcc " __VERSION__;
#endif

double seconds_since_epoch() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// run.json, with the iterations that count of a boosted model.
std::string run_json(const RunRecord& record, const IterationCount& iterations) {
  if (iterations.total == 0) return to_json(record);
  auto json = nlohmann::ordered_json::parse(to_json(record));
  json["iterations"] = {{"used", iterations.used}, {"total", iterations.total}};
  return json.dump(2) + "\n";
}

/// A bar would be drawn between the rows.
bool is_streamed_to_terminal(const CommonOptions& options) { return options.out == "-" && isatty(STDOUT_FILENO) == 1; }

}  // namespace

std::vector<std::pair<std::string, std::string>> library_versions() {
  int major = 0;
  int minor = 0;
  int patch = 0;
  XGBoostVersion(&major, &minor, &patch);
  return {{"xgboost", fmt::format("{}.{}.{}", major, minor, patch)},
          {"fmt", fmt::format("{}.{}.{}", FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100)},
          {"nlohmann-json", fmt::format("{}.{}.{}", NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                        NLOHMANN_JSON_VERSION_PATCH)},
          {"CLI11", CLI11_VERSION},
          {"boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
          {"openssl", OpenSSL_version(OPENSSL_VERSION_STRING)},
          {"compiler", kCompiler}};
}

Run::Run(const CLI::App& command, const CommonOptions& options, const std::vector<std::string>& inputs)
    : options_(options),
      language_(options.language()),
      log_(std::in_place, options.verbosity(), language_, !options.no_progress && !is_streamed_to_terminal(options)) {
  if (options.out != "-") directory_.emplace(options.out, options.force, inputs);
  record_.command = command.get_name();
  record_.options_json = options_json(command);
  record_.seed = options.seed;
  record_.threads = options.thread_count();
  record_.libraries = library_versions();
  record_.start = seconds_since_epoch();
}

void Run::write(const std::string& name, const std::string& bytes) {
  const bool is_csv = std::filesystem::path(name).extension() == ".csv";
  write_file(file(name), is_csv ? csv(bytes) : bytes);
}

std::string Run::csv(std::string lines) {
  if (options_.csv_guard == "off") return without_guards(lines);
  record_.guarded_cells += count_guarded(lines);
  return lines;
}

void Run::warn_of_guard() {
  if (record_.guarded_cells == 0) return;
  log().warn(
      text("{} cell(s) of the CSV files got an apostrophe in front, so that no spreadsheet runs them as a formula; "
           "--csv-guard off keeps them as they are",
           "{} cellule(s) des fichiers CSV ont reçu une apostrophe devant, pour qu'aucun tableur ne les exécute "
           "comme formule ; --csv-guard off les garde telles quelles",
           record_.guarded_cells));
}

void Run::finish(const Text& summary, const std::string& figures, const std::vector<std::string>& files) {
  warn_of_guard();
  record_.duration = seconds_since_epoch() - record_.start;
  write("run.json", run_json(record_, iterations_));
  directory_->commit();
  const std::filesystem::path target = directory_->target();
  log_.reset();  // takes the bar off the terminal before the result is written there
  if (!options_.json) {
    fmt::print("{}\n{}\n", summary.in(language_), (target / "report.html").string());
    return;
  }
  nlohmann::ordered_json json;
  json["command"] = record_.command;
  json["out"] = target.string();
  for (const std::string& name : files) json["files"][name] = (target / name).string();
  json["files"]["run.json"] = (target / "run.json").string();
  json["figures"] = nlohmann::ordered_json::parse(figures);
  json["duration_seconds"] = record_.duration;
  fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace p8::app
