#pragma once

#include <string>
#include <vector>

#include "p8/credit/monitoring/checks.h"
#include "p8/outputs/explain_output.h"
#include "p8/views/credit/portfolio/audit_sections.h"

namespace p8::app {

/// Adds the smallest ratio of approval rates to what --fail-on can check.
void add_four_fifths(const views::DashboardView& view, const std::vector<views::ProtectedMetrics>& columns,
                     CheckMetrics& figures);

/// `metrics.json` of `p8 explain`: the keys of `p8 score` for all clients of the file; explained, explained_refused,
/// failed, with_counterfactual; fairness.<column>.{four_fifths, groups.<group>}.
std::string explain_metrics(const ExplainOutput& output, const views::DashboardView& view,
                            const views::AuditView& audit);

}  // namespace p8::app
