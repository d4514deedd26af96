#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/credit/monitoring/fairness.h"
#include "p8/credit/portfolio/portfolio_metrics.h"
#include "p8/views/credit/common/dashboard.h"

namespace p8::views {

/// The groups of one protected column, and how they are treated.
struct ProtectedMetrics {
  std::size_t column = 0;  ///< as numbered by ColumnSummaryCache
  Groups groups;
  Fairness fairness;
};

/// Sorts the clients by a column: its categories (or few different numbers), else four ranges of about equal counts;
/// clients without a value are a group of their own.
Groups protected_groups(const DashboardView& view, std::size_t column);

/// The groups of each protected column and how they are treated.
std::vector<ProtectedMetrics> protected_metrics(const DashboardView& view, const std::vector<std::size_t>& columns,
                                                std::uint64_t seed);

/// What is known of all clients of the file together; all borrowed.
struct AuditView {
  const Portfolio& portfolio;
  const PortfolioMetrics& figures;
  const std::vector<ProtectedMetrics>& protected_columns;
};

/// The sections about all clients: how the model decides, whether groups are treated alike, and quality where outcomes
/// are known. @param client  marked in the figures; null: none.
std::vector<report::Section> audit_sections(const DashboardView& view, const AuditView& audit,
                                            const ClientCase* client);

}  // namespace p8::views
