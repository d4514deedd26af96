#pragma once

#include <string>
#include <vector>

#include "p8/files/finished_run.h"
#include "p8/report/page.h"

namespace p8::test {

/// Runs of every command as p8 would have left them, and one of a later version without figures.
std::vector<FinishedRun> every_kind_of_run();

/// Names, paths and options that are markup, turn the text around or have no end; figures out of any range.
std::vector<FinishedRun> hostile_runs();

/// The page of these runs, each with its report in a folder beside the page, or all with this file as their report.
report::Page overview_case_page(const std::vector<FinishedRun>& runs, const std::string& report = {});

}  // namespace p8::test
