#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "p8/credit/portfolio/column_summary.h"
#include "p8/credit/portfolio/population.h"

namespace p8 {

/// The summaries of a population's columns, each made when it is first asked for. Safe to use from several threads.
/// Columns are numbered: the features of the schema first, then the further columns that the population keeps.
class ColumnSummaryCache {
 public:
  /// @param texts         names of the population's further columns.
  /// @param threshold     a client is accepted when P(default) <= threshold.
  /// @param options_of    how a column's values are shown and counted, by its name.
  ColumnSummaryCache(const Population& population, const Schema& schema, std::vector<std::string> texts,
                     double threshold, std::function<SummaryOptions(const std::string&)> options_of);

  std::size_t columns() const { return names_.size(); }
  const std::string& name(std::size_t column) const { return names_[column]; }
  const ColumnSummary& of(std::size_t column) const;

 private:
  const Population& population_;
  Schema schema_;
  std::vector<std::string> names_;
  std::vector<bool> accepted_;
  std::function<SummaryOptions(const std::string&)> options_of_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<ColumnSummary>> summaries_;
};

}  // namespace p8
