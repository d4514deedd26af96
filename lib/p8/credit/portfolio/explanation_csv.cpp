#include "p8/credit/portfolio/explanation_csv.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "p8/csv/csv_writer.h"
#include "p8/csv/number.h"

namespace p8 {

std::string value_text(const Feature& feature, double value) {
  if (std::isnan(value)) return {};
  return feature.kind == FeatureKind::Category ? feature.categories[static_cast<std::size_t>(value)]
                                               : number_text(value);
}

void append_contributions(std::string& csv, const Explanation& explanation, const Schema& schema) {
  long long rank = 0;
  for (const std::size_t f : explanation.ranking) {
    const Feature& feature = schema.features()[f];
    CsvLine line(csv);
    line.text(explanation.id).text(feature.name).text(value_text(feature, explanation.values[f]));
    line.number(explanation.contributions[f]).integer(++rank);
    line.end();
  }
}

void append_counterfactuals(std::string& csv, const Explanation& explanation,
                            const std::vector<Counterfactual>& counterfactuals, const Schema& schema) {
  for (std::size_t way = 0; way < counterfactuals.size(); ++way) {
    const Counterfactual& counterfactual = counterfactuals[way];
    for (const Change& change : counterfactual.changes) {
      const Feature& feature = schema.features()[change.feature];
      CsvLine line(csv);
      line.text(explanation.id).integer(static_cast<long long>(way + 1)).text(feature.name);
      line.text(value_text(feature, change.from)).text(value_text(feature, change.to));
      line.number(explanation.p_default).number(counterfactual.p_default).number(counterfactual.margin);
      line.number(counterfactual.distance);
      line.end();
    }
  }
}

std::string global_csv(const ShapSample& sample, const Schema& schema) {
  std::vector<std::size_t> order(sample.features);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sample.mean_absolute[a] > sample.mean_absolute[b]; });
  std::string csv = "feature,mean_abs_contribution,mean_contribution\n";
  for (const std::size_t f : order) {
    CsvLine line(csv);
    line.text(schema.features()[f].name).number(sample.mean_absolute[f]).number(sample.mean[f]);
    line.end();
  }
  return csv;
}

}  // namespace p8
