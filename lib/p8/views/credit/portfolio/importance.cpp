#include "p8/views/credit/portfolio/importance.h"

#include <algorithm>

#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using namespace report;

std::vector<Importance> weightiest_first(std::vector<Importance> importances) {
  std::stable_sort(importances.begin(), importances.end(), [](const Importance& a, const Importance& b) {
    return a.mean_abs_contribution > b.mean_abs_contribution;
  });
  return importances;
}

Text list_of_first(const std::vector<Importance>& sorted, std::size_t most) {
  std::vector<Text> names;
  for (std::size_t i = 0; i < std::min(most, sorted.size()); ++i) names.push_back(sorted[i].feature);
  return list_in_words(names);
}

}  // namespace

BarChart importance_chart(const std::vector<Importance>& importances, std::size_t most) {
  const std::vector<Importance> sorted = weightiest_first(importances);
  BarChart chart;
  chart.text.title = {"Mean weight of each feature in the score", "Poids moyen de chaque variable dans le score"};
  chart.text.summary =
      text("On average over all clients, {0} move the score most. Each bar is the mean absolute SHAP contribution.",
           "En moyenne sur tous les clients, {0} pèsent le plus sur le score. Chaque barre est la valeur absolue "
           "moyenne de la contribution SHAP.",
           list_of_first(sorted, 3));
  chart.x = {
      {"Mean absolute contribution (log-odds)", "Contribution absolue moyenne (logit)"}, significant(3), 0.0, {}};
  chart.label_heading = {"Feature", "Variable"};
  for (std::size_t i = 0; i < std::min(most, sorted.size()); ++i) {
    chart.bars.push_back({sorted[i].feature, sorted[i].mean_abs_contribution, Tone::Neutral, {}, {}});
  }
  return chart;
}

Table importance_table(const std::vector<Importance>& importances, std::size_t refused) {
  Table table;
  table.caption = {"Contribution of every feature, in log-odds of default",
                   "Contribution de chaque variable, en logit de défaut"};
  table.columns = {{{"Feature", "Variable"}},
                   {{"Mean absolute contribution", "Contribution absolue moyenne"}},
                   {{"Mean contribution", "Contribution moyenne"}}};
  if (refused > 0) {
    table.columns.push_back({{"First reason of refused clients", "Premier motif des clients refusés"}});
    table.columns.push_back({{"Share of refusals", "Part des refus"}});
  }
  for (const Importance& importance : weightiest_first(importances)) {
    std::vector<Cell> row = {importance.feature, Number{importance.mean_abs_contribution, significant(3)},
                             Number{importance.mean_contribution, with_sign(significant(3))}};
    if (refused > 0) {
      const auto first = static_cast<double>(importance.first_reason);
      row.emplace_back(Number{first, integer()});
      row.emplace_back(Number{first / static_cast<double>(refused), percent(1)});
    }
    table.rows.push_back(std::move(row));
  }
  table.folded = table.rows.size() > kOpenRows;
  return table;
}

}  // namespace p8::views
