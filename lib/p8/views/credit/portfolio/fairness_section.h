#pragma once

#include <vector>

#include "p8/credit/monitoring/fairness.h"
#include "p8/report/page.h"

namespace p8::views {

/// One protected column; groups and figures are borrowed.
struct ProtectedColumn {
  Text name;             ///< ready for a page
  const Groups& groups;  ///< their names too
  const Fairness& figures;
};

struct FairnessView {
  std::vector<ProtectedColumn> columns;  ///< at least one
};

/// "Are groups treated alike?": for each protected column a reading of the four-fifths ratio, approval rates with their
/// intervals, approval against threshold, error rates and AUC where outcomes are known, and a table of all groups.
report::Section fairness_section(const FairnessView& view);

/// Names of the groups of group_by_quantiles(): "up to 33", "over 33, up to 41", "over 41".
/// @param edges  its edges as they should be written, ready for a page.
std::vector<Text> range_names(const std::vector<Text>& edges);

}  // namespace p8::views
