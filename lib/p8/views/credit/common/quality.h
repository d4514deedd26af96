#pragma once

#include <string>
#include <vector>

#include "p8/credit/model/cost.h"
#include "p8/credit/model/decision.h"
#include "p8/report/page.h"
#include "p8/statistics/metrics.h"

namespace p8::views {

/// Probabilities against known outcomes; vectors are borrowed.
struct QualityView {
  const std::vector<double>& p_default;
  const std::vector<int>& defaulted;
  const BinaryMetrics& metrics;
  const ThresholdOutcome& outcome;  ///< at the threshold in use
  CostMatrix costs;
  bool out_of_fold = false;  ///< the probabilities come from cross-validation
};

/// ROC curve, KS, calibration, cost against threshold, and the table of decisions.
report::Section quality_section(const QualityView& view);

/// How points relate to odds, in one paragraph.
report::Paragraph scale_note(const ScoreScale& scale);

}  // namespace p8::views
