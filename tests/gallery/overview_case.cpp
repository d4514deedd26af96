#include "gallery/overview_case.h"

#include "p8/views/overview/overview_page.h"

namespace p8::test {

namespace {

FinishedRun run_of(const std::string& command, const std::string& path, std::map<std::string, std::string> options,
                   std::map<std::string, double> figures) {
  static int minute = 0;
  FinishedRun run;
  run.path = path;
  run.file = {"0.1.0", command, std::move(options), "2026-11-22T13:0" + std::to_string(minute++ % 10) + ":00Z", 1.25};
  run.figures_file = command == "compare" ? "compare.json" : "metrics.json";
  run.figures = std::move(figures);
  run.has_report = true;
  return run;
}

const std::map<std::string, std::string> kProducts = {{"data", "configs/demo/products/products.csv"}};

std::map<std::string, double> classification(double accuracy) {
  return {{"images", 60},
          {"answered", 60},
          {"accuracy", accuracy},
          {"accuracy_interval.0", accuracy - 0.1},
          {"accuracy_interval.1", accuracy + 0.1},
          {"macro_f1", accuracy - 0.02}};
}

FinishedRun comparison() {
  FinishedRun run = run_of("compare", "out/comparison", {{"runs", "out/zeroshot, out/clip-head"}},
                           {{"images", 12}, {"runs.0.accuracy", 0.5}, {"runs.1.accuracy", 0.75}});
  run.words = {{"runs.0.run", "zeroshot"}, {"runs.1.run", "clip-head"}, {"pairs.0.beyond_chance", "false"}};
  return run;
}

}  // namespace

std::vector<FinishedRun> every_kind_of_run() {
  std::map<std::string, std::string> trained = kProducts, zeroshot = kProducts, lime = kProducts;
  trained["backbone"] = "clip:configs/models/p8-mini-clip/";
  zeroshot["model"] = "configs/models/p8-mini-clip";
  lime["model"] = "out/clip-head";
  std::vector<FinishedRun> runs = {
      run_of("train", "out/model", {{"data", "out/known_clients.csv"}},
             {{"cv.auc.mean", 0.7844}, {"cost", 0.516}, {"threshold", 0.1813}, {"rows", 800}}),
      run_of("score", "out/scores", {{"data", "out/new_clients.csv"}, {"model", "out/model"}},
             {{"rows", 200}, {"accepted", 81}, {"refused", 119}, {"mean_probability_default", 0.302}, {"auc", 0.7944}}),
      run_of("explain", "out/explanations", {{"data", "out/new_clients.csv"}, {"model", "out/model"}},
             {{"explained", 3}, {"explained_refused", 3}, {"with_counterfactual", 2}}),
      run_of("zeroshot", "out/zeroshot", zeroshot, classification(0.5)),
      run_of("finetune", "out/clip-head", trained, classification(0.75)),
      run_of("predict", "out/answer", lime, {{"images", 4}, {"answered", 4}}),
      comparison(),
      run_of("lime", "out/lime", lime,
             {{"images", 7}, {"explanations", 7}, {"no_better_than_chance", 1}, {"mean.r2", 0.87}})};
  FinishedRun later = run_of("audit", "out/audit", {}, {});
  later.figures_file.clear();
  later.has_report = false;
  later.file.start.clear();
  later.file.duration.reset();
  runs.insert(runs.begin(), later);
  return runs;
}

std::vector<FinishedRun> hostile_runs() {
  std::vector<FinishedRun> runs;
  for (const char* path : {"runs/<script>alert('p8')<", "runs/\u202Egnirts desrever", "runs/\u05D0\u05D1\u05D2 \u0645",
                           "runs/aVeryLongNameWithoutAnyPlaceToBreakItThatGoesOnAndOnAndOnAndOnAndOnAndOnAndOnAndOn",
                           "other/{0}", "runs/{0}", "javascript:alert(1)", "runs/\xFF\n"}) {
    FinishedRun run = run_of("zeroshot", path, {{"data", path}, {"model", path}}, classification(0.5));
    run.figures["accuracy"] = 1e300;
    run.figures["images"] = 1e15;
    runs.push_back(run);
  }
  FinishedRun compared = comparison();
  compared.words["runs.1.run"] = "<img src=x>";
  runs.push_back(compared);
  return runs;
}

report::Page overview_case_page(const std::vector<FinishedRun>& runs, const std::string& report) {
  std::vector<std::string> reports;
  for (const FinishedRun& run : runs) {
    const std::string own = report.empty() ? "../" + run.name() + "/report.html" : report;
    reports.push_back(run.has_report ? own : std::string());
  }
  RunRecord record;
  record.command = "overview";
  record.options_json = "{}";
  record.start = 1763800000.0;
  return views::overview_page({runs, reports, record});
}

}  // namespace p8::test
