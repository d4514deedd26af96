#include <filesystem>
#include <memory>

#include <nlohmann/json.hpp>

#include "p8/command_line/run.h"
#include "p8/commands/commands.h"
#include "p8/files/finished_run.h"
#include "p8/report/html/render.h"
#include "p8/views/overview/overview_page.h"

namespace fs = std::filesystem;

namespace p8::app {

namespace {

struct Options {
  CommonOptions common;
  std::vector<std::string> runs;
};

/// report.html of each run, seen from the directory of the results; empty for a run without.
std::vector<std::string> reports_of(const std::vector<FinishedRun>& runs, const std::string& out) {
  const fs::path from = fs::weakly_canonical(fs::absolute(out));
  std::vector<std::string> reports;
  for (const FinishedRun& run : runs) {
    const fs::path report = fs::weakly_canonical(run.path) / "report.html";
    reports.push_back(run.has_report
                          ? report.lexically_relative(from.has_filename() ? from : from.parent_path()).string()
                          : std::string());
  }
  return reports;
}

void run(const Options& options, const CLI::App& command) {
  const std::vector<FinishedRun> runs = find_finished_runs(options.runs);
  std::vector<std::string> inputs;
  for (const FinishedRun& one : runs) inputs.push_back(one.path);
  Run run(command, options.common, inputs);
  for (const FinishedRun& one : runs) run.record().inputs.push_back(one.input);
  const std::vector<std::string> reports = reports_of(runs, options.common.out);
  run.write("overview.csv", views::overview_csv(runs, reports));
  run.write("report.html", report::render_html(views::overview_page({runs, reports, run.record()}), run.language()));
  nlohmann::ordered_json figures;
  figures["runs"] = runs.size();
  run.finish(views::overview_lead(runs), figures.dump(), {"overview.csv", "report.html"});
}

}  // namespace

void add_overview(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command = program.add_subcommand("overview", "One page that leads to the reports of many runs");
  command->add_option("runs", options->runs, "Directories written by p8, or folders that contain some")
      ->required()
      ->type_name("DIR");
  add_common_options(*command, options->common);
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
