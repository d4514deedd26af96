#pragma once

#include <vector>

#include "p8/files/finished_run.h"
#include "p8/report/page.h"

namespace p8::views {

/// What a run is about; the sections of the overview, in this order.
enum class RunTopic { Credit, Images, Other };

/// The result of one run in words and its two or three most important figures.
struct Headline {
  RunTopic topic = RunTopic::Other;
  Text kind;  ///< "Trained classifier"
  Text sentence;
  std::vector<report::KeyFigure>
      figures;  ///< empty: the run left none, or none that are known here; the sentence says so
};

/// Figures are taken as the run's files have them, none is computed anew.
Headline headline_of(const FinishedRun& run);

}  // namespace p8::views
