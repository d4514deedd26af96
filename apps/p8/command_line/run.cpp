#include "p8/command_line/run.h"

#include <chrono>

#include <boost/version.hpp>
#include <fmt/core.h>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xgboost/c_api.h>

#include "p8/base/error.h"
#include "p8/command_line/input_paths.h"
#include "p8/command_line/standard_output.h"
#include "p8/csv/csv_writer.h"
#include "p8/files/file.h"

namespace p8::app {

namespace {

#ifdef __clang__
constexpr const char* kCompiler = "clang " __clang_version__;
#else
constexpr const char* kCompiler = "gcc " __VERSION__;
#endif

constexpr const char* kShare = "--share";

double seconds_since_epoch() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// Since the program's one run began, by a clock that nobody sets.
double seconds_since_start() {
  static const auto kStart = std::chrono::steady_clock::now();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - kStart).count();
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

void add_share_option(CLI::App& command) {
  command.add_flag(kShare, "Let others read the results, as the umask allows (default: only you)");
  group_options(command, "Common options", {kShare});
}

Run::Run(const CLI::App& command, const CommonOptions& options, const std::vector<std::string>& others)
    : options_(options),
      language_(options.language()),
      log_(std::in_place, options.verbosity(), language_, !options.no_progress && !is_streamed_to_terminal(options)) {
  const bool is_private = command.get_option_no_throw(kShare) != nullptr && command.count(kShare) == 0;
  if (options.out != "-") {
    std::vector<std::string> given = given_paths(command);
    given.insert(given.end(), others.begin(), others.end());
    directory_.emplace(options.out, options.force, given,
                       is_private ? StagedDirectory::Readers::OwnerOnly : StagedDirectory::Readers::AsUsual);
  }
  if (is_private) umask(umask(0077) | 0077);
  record_.command = command.get_name();
  record_.options_json = options_json(command);
  record_.seed = options.seed;
  record_.threads = options.thread_count();
  record_.libraries = library_versions();
  record_.start = seconds_since_epoch();
  record_.duration = seconds_since_start();  // 0: it starts here
}

void Run::write(const std::string& name, const std::string& bytes) {
  const bool is_csv = std::filesystem::path(name).extension() == ".csv";
  write_file(file(name), is_csv ? csv(bytes) : bytes);
}

void Run::require_outside(const std::vector<std::string>& paths) const {
  if (directory_) directory_->require_outside(paths);
}

void Run::note_model(const std::string& name) {
  record_.model_files.emplace_back(name, digest_of_file(file(name)).sha256);
}

std::string Run::csv(std::string lines) {
  if (options_.csv_guard == "off") return without_guards(lines);
  record_.guarded_cells += count_guarded(lines);
  return lines;
}

void Run::warn_of_guard() {
  if (record_.guarded_cells == 0) return;
  log().warn(
      text("cells of the CSV files that got an apostrophe in front, so that no spreadsheet runs them as a formula: {}; "
           "--csv-guard off keeps them as they are",
           "cellules des fichiers CSV précédées d'une apostrophe, pour qu'aucun tableur ne les exécute comme formule : "
           "{} ; --csv-guard off les garde telles quelles",
           record_.guarded_cells));
}

void Run::finish(const Text& summary, const std::string& figures, const std::vector<std::string>& files) {
  warn_of_guard();
  record_.duration = seconds_since_start();
  write("run.json", run_json(record_, iterations_));
  std::vector<std::string> read;
  for (const RunRecord::Input& input : record_.inputs) read.push_back(input.path);
  directory_->commit(read);
  const std::filesystem::path target = directory_->target();
  log_.reset();  // takes the bar off the terminal before the result is written there
  if (!options_.json) {
    print(fmt::format("{}\n{}\n", summary.in(language_), (target / "report.html").string()));
    return;
  }
  nlohmann::ordered_json json;
  json["command"] = record_.command;
  json["out"] = target.string();
  for (const std::string& name : files) json["files"][name] = (target / name).string();
  json["files"]["run.json"] = (target / "run.json").string();
  json["figures"] = nlohmann::ordered_json::parse(figures);
  json["duration_seconds"] = record_.duration;
  print(fmt::format("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace)));
}

}  // namespace p8::app
