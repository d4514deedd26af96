#pragma once

#include <string>
#include <vector>

#include "p8/files/finished_run.h"
#include "p8/files/run_record.h"
#include "p8/report/page.h"

namespace p8::views {

/// What the page of `p8 overview` is made from; all borrowed.
struct OverviewPage {
  const std::vector<FinishedRun>& runs;     ///< in the order in which they are shown; at least one
  const std::vector<std::string>& reports;  ///< of each run: report.html seen from the page, such as
                                            ///< "../a/report.html"; empty: it has none. As a path, not as an address
  const RunRecord& record;
};

/// The page that leads to the reports of many runs: a card a run with what was done, its result in a sentence, its most
/// important figures, data, model, time and duration; and all of them as a table.
report::Page overview_page(const OverviewPage& view);

/// "8 runs, 8 of them with a report.", for the command's last words.
Text overview_lead(const std::vector<FinishedRun>& runs);

/// overview.csv: run, path, command, p8, start, duration_seconds, data, model, report, rows, auc, cost, images,
/// accuracy. The last five are of the run's figures, empty where they are not among them.
/// @param reports as of OverviewPage
std::string overview_csv(const std::vector<FinishedRun>& runs, const std::vector<std::string>& reports);

}  // namespace p8::views
