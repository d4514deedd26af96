#include "p8/views/overview/overview_page.h"

#include <doctest/doctest.h>

#include "gallery/overview_case.h"
#include "p8/report/escape.h"
#include "p8/report/html/render.h"
#include "support/contains.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::test;

namespace {

/// The rendered page without <bdi> and <span>, so that sentences can be looked for.
std::string words_of(const report::Page& page, Language language = Language::English) {
  std::string words = report::render_html(page, language);
  check_nesting(words);
  for (const char* tag : {"<bdi>", "</bdi>", "<span>", "</span>"}) {
    for (std::size_t at = words.find(tag); at != std::string::npos; at = words.find(tag)) {
      words.erase(at, std::string(tag).size());
    }
  }
  return report::without_isolates(words);
}

std::vector<FinishedRun> only(const std::string& command) {
  std::vector<FinishedRun> runs;
  for (const FinishedRun& run : every_kind_of_run()) {
    if (run.file.command == command) runs.push_back(run);
  }
  return runs;
}

}  // namespace

TEST_CASE("each command's result stands in one sentence, with the link to its report") {
  const std::string page = words_of(overview_case_page(every_kind_of_run()));
  for (const char* sentence :
       {"9 analyses",
        "Cross-validated on 800 clients, the model reaches an AUC of 0.78; at the threshold of 0.181 a client costs "
        "0.516",
        "Of 200 clients, the model accepts 81 and refuses 119; the mean probability of default is 30.2%.",
        "On clients with a known outcome, the AUC is 0.79.", "3 decisions explained, including 3 refusals.",
        "Without any training, 50.0% of 60 photos were classified correctly.",
        "After training, 75.0% of 60 photos that it had not seen were classified correctly.",
        "4 photos sorted into classes; the true classes are not known.",
        "clip-head has the highest accuracy on the same 12 photos: 75.0%. Significant differences: 0 of 1.",
        "7 photos explained, with 7 maps of the deciding regions; 6 maps beat chance.",
        "This analysis left no figures: there is neither metrics.json nor compare.json."}) {
    CHECK_MESSAGE(contains(page, sentence), sentence);
  }
  for (const char* name :
       {"model", "scores", "explanations", "zeroshot", "clip-head", "answer", "comparison", "lime"}) {
    CHECK_MESSAGE(contains(page, std::string("<h3><a href=\"../") + name + "/report.html\">" + name + "</a></h3>"),
                  name);
  }
  CHECK(contains(page, "<h3>audit</h3>"));
  CHECK(contains(page, "CLIP: p8-mini-clip"));
}

TEST_CASE("the page is written in French too") {
  const std::string page = words_of(overview_case_page(every_kind_of_run()), Language::French);
  CHECK(contains(page, "Décisions de crédit"));
  CHECK(contains(page, "le modèle en accepte 81 et en refuse 119"));
  CHECK(contains(page, "Toutes les analyses en tableau"));
}

TEST_CASE("figures that lack, or are no counts, are said to be missing rather than made up") {
  for (FinishedRun run : only("score")) {
    run.figures["accepted"] = 80.5;
    const std::string page = words_of(overview_case_page({run}));
    CHECK(contains(page, "metrics.json of this analysis holds none of the figures shown here."));
    CHECK(contains(page, "Without figures"));
  }
}

TEST_CASE("names, paths and figures from an enemy stay text, and links lead to files only") {
  const std::string page = report::render_html(overview_case_page(hostile_runs()), Language::English);
  check_nesting(page);
  CHECK(!contains(page, "<script>alert"));
  CHECK(!contains(page, "<img src=x"));
  CHECK(!contains(page, "href=\"javascript"));
  CHECK(contains(page, "href=\"../%3Cscript%3Ealert%28%27p8%27%29%3C/report.html\""));
  CHECK(contains(words_of(overview_case_page(hostile_runs())), ">other/{0}</a>"));
}

TEST_CASE("the CSV has a line a run, with the figures it has in full precision") {
  const std::vector<FinishedRun> runs = only("train");
  CHECK(views::overview_csv(runs, {"../model/report.html"}) ==
        "run,path,command,p8,start,duration_seconds,data,model,report,rows,auc,cost,images,accuracy\n"
        "model,out/model,train,0.1.0," +
            runs[0].file.start + ",1.25,out/known_clients.csv,,../model/report.html,800,0.7844,0.516,,\n");
}
