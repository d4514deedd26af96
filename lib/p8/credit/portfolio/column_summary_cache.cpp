#include "p8/credit/portfolio/column_summary_cache.h"

#include <utility>

namespace p8 {

ColumnSummaryCache::ColumnSummaryCache(const Population& population, const Schema& schema,
                                       std::vector<std::string> texts, double threshold,
                                       std::function<SummaryOptions(const std::string&)> options_of)
    : population_(population), schema_(schema), options_of_(std::move(options_of)) {
  for (const Feature& feature : schema.features()) names_.push_back(feature.name);
  for (std::string& text : texts) names_.push_back(std::move(text));
  summaries_.resize(names_.size());
  for (const double p : population.p_default()) accepted_.push_back(!is_refused(p, threshold));
}

const ColumnSummary& ColumnSummaryCache::of(std::size_t column) const {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::unique_ptr<ColumnSummary>& summary = summaries_[column];
  if (!summary) {
    const std::size_t features = schema_.features().size();
    PopulationColumn values = column < features
                                  ? PopulationColumn{schema_.features()[column], population_.feature(column)}
                                  : population_.text_column(column - features);
    summary = std::make_unique<ColumnSummary>(std::move(values.feature), std::move(values.values), accepted_,
                                              options_of_(names_[column]));
  }
  return *summary;
}

}  // namespace p8
