#include "p8/views/credit/portfolio/overall_section.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "p8/statistics/statistics.h"
#include "p8/views/common/numbers.h"
#include "p8/views/credit/common/column_axis.h"
#include "p8/views/credit/common/column_words.h"
#include "p8/views/credit/portfolio/importance.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kBars = 15;
constexpr std::size_t kSwarmRows = 10;
constexpr std::size_t kSwarmDots = 50;
constexpr std::size_t kDependences = 4;
constexpr double kClearTrend = 0.5;  // rank correlation from which one direction is worth a sentence

/// Contributions of one shown feature over the sample.
std::vector<double> contributions_of(const DashboardView& view, std::size_t s) {
  std::vector<double> sums(view.sample.rows.size(), 0.0);
  for (const std::size_t f : view.features.members(s)) {
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += view.sample.at(i, f);
  }
  return sums;
}

std::vector<Importance> importances_of(const DashboardView& view) {
  std::vector<Importance> importances;
  for (std::size_t s = 0; s < view.features.size(); ++s) {
    double sum = 0.0;
    double size = 0.0;
    for (const double contribution : contributions_of(view, s)) {
      sum += contribution;
      size += std::abs(contribution);
    }
    const auto rows = static_cast<double>(view.sample.rows.size());
    importances.push_back({view.features.label(s), size / rows, sum / rows, 0});
  }
  return importances;
}

std::vector<std::size_t> weightiest(const std::vector<Importance>& importances, std::size_t most) {
  std::vector<std::size_t> order(importances.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return importances[a].mean_abs_contribution > importances[b].mean_abs_contribution;
  });
  order.resize(std::min(most, order.size()));
  return order;
}

/// The column that a shown feature's dots are coloured by, where it is one of numbers.
const ColumnSummary* numbers_of(const DashboardView& view, std::size_t s) {
  if (view.features.members(s).size() != 1) return nullptr;
  const ColumnSummary& summary = view.columns.of(view.features.members(s).front());
  return summary.feature().kind == FeatureKind::Number ? &summary : nullptr;
}

/// Where a value stands among all, in [0, 1]; values that stand for no order lie in the middle.
double level_of(const ColumnSummary* numbers, std::size_t row) {
  if (numbers == nullptr) return 0.5;
  const double value = numbers->at(row);
  if (std::isnan(value)) return value;
  if (numbers->has_edges()) return numbers->share_below(value);
  const std::size_t bins = numbers->bins();  // few values: from the lowest to the highest
  return bins < 2 ? 0.5 : static_cast<double>(*numbers->bin_of(value)) / static_cast<double>(bins - 1);
}

SwarmRow swarm_row(const DashboardView& view, std::size_t s, const ClientCase* client) {
  const std::vector<double> contributions = contributions_of(view, s);
  const ColumnSummary* const numbers = numbers_of(view, s);
  SwarmRow row;
  row.label = view.features.label(s);
  const std::size_t count = std::min(kSwarmDots, contributions.size());
  for (std::size_t d = 0; d < count; ++d) {
    const std::size_t i = d * contributions.size() / count;
    row.dots.push_back({contributions[i], level_of(numbers, view.sample.rows[i])});
  }
  if (client != nullptr) row.marked = view.features.contribution(s, client->explanation.contributions);
  return row;
}

/// Spearman's correlation between value and contribution, over the sampled clients with a value.
double trend_of(const DashboardView& view, std::size_t s) {
  const ColumnSummary* const numbers = numbers_of(view, s);
  if (numbers == nullptr) return 0.0;
  const std::vector<double> contributions = contributions_of(view, s);
  std::vector<double> values;
  std::vector<double> kept;
  for (std::size_t i = 0; i < contributions.size(); ++i) {
    const double value = numbers->at(view.sample.rows[i]);
    if (std::isnan(value)) continue;
    values.push_back(value);
    kept.push_back(contributions[i]);
  }
  return rank_correlation(values, kept);
}

Text trends_in_words(const DashboardView& view, const std::vector<std::size_t>& shown) {
  Text words;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, shown.size()); ++i) {
    const double trend = trend_of(view, shown[i]);
    if (!(std::abs(trend) >= kClearTrend)) continue;
    append(
        words,
        trend > 0.0
            ? text("The higher {0} is, the higher the risk.",
                   "Plus la valeur de « {0} » est élevée, plus le risque est grand.", view.features.label(shown[i]))
            : text("The higher {0} is, the lower the risk.",
                   "Plus la valeur de « {0} » est élevée, plus le risque est faible.", view.features.label(shown[i])),
        same(" "));
  }
  if (words.en.empty()) {
    return {"None of the most important characteristics acts in one direction only.",
            "Aucune des variables qui pèsent le plus n'agit dans un seul sens."};
  }
  return words;
}

Beeswarm beeswarm_of(const DashboardView& view, const std::vector<std::size_t>& shown, const ClientCase* client) {
  Beeswarm chart;
  chart.text.title = {"Effect of values, client by client", "Effet des valeurs, client par client"};
  chart.text.summary = trends_in_words(view, shown);
  chart.text.description = text(
      "Each dot is one client: its position shows the contribution to the risk, its shape and colour the value. {0}",
      "Chaque point est un client : sa position indique la contribution au risque, sa forme et sa couleur la valeur. "
      "{0}",
      chart.text.summary);
  chart.x = {
      {"Contribution to the risk (log-odds)", "Contribution au risque (logit)"}, with_sign(significant(3)), {}, {}};
  chart.label_heading = {"Characteristic", "Variable"};
  for (const std::size_t s : shown) chart.rows.push_back(swarm_row(view, s, client));
  chart.low_name = {"low value", "valeur basse"};
  chart.middle_name = {"middle value, or a category", "valeur moyenne, ou catégorie"};
  chart.high_name = {"high value", "valeur haute"};
  chart.missing_name = {"missing", "sans valeur"};
  if (client != nullptr) chart.marked_name = {"this client", "ce client"};
  return chart;
}

/// Contributions of the sampled clients in one bin.
struct BinEffect {
  double mean = kUndefined;
  double low = kUndefined;   ///< 10 % quantile
  double high = kUndefined;  ///< 90 % quantile
};

std::vector<BinEffect> effects_by_bin(const DashboardView& view, std::size_t s, const ColumnSummary& summary) {
  const std::vector<double> contributions = contributions_of(view, s);
  std::vector<std::vector<double>> by_bin(summary.bins());
  for (std::size_t i = 0; i < contributions.size(); ++i) {
    const std::optional<std::size_t> bin = summary.bin_of(summary.at(view.sample.rows[i]));
    if (bin) by_bin[*bin].push_back(contributions[i]);
  }
  std::vector<BinEffect> effects;
  for (const std::vector<double>& bin : by_bin) {
    if (bin.empty()) {
      effects.emplace_back();
      continue;
    }
    const std::vector<double> ends = quantiles(bin, {0.1, 0.9});
    effects.push_back({mean(bin), ends[0], ends[1]});
  }
  return effects;
}

ChartText dependence_text(const Text& label) {
  ChartText words;
  words.title = text("Effect of “{0}” on the risk", "Effet de « {0} » sur le risque", label);
  words.summary = text(
      "Mean contribution by value, with the range that holds eight clients in ten. Above zero, the risk is higher than "
      "average.",
      "Contribution moyenne selon la valeur, avec l'intervalle de huit clients sur dix. Au-dessus de "
      "zéro, le risque dépasse la moyenne.");
  return words;
}

LineChart line_dependence(const DashboardView& view, std::size_t s, const ColumnSummary& summary,
                          const ClientCase* client) {
  const ColumnEntry entry = view.catalogue.entry(summary.feature().name);
  LineChart chart;
  chart.text = dependence_text(view.features.label(s));
  chart.x = {axis_label(view.catalogue, summary.feature().name), shown_format(entry), {}, {}};
  chart.y = {{"Contribution (log-odds)", "Contribution (logit)"}, with_sign(significant(3)), {}, {}};
  chart.lines = {
      {{"Mean", "Moyenne"}, {}, true}, {{"1st decile", "1er décile"}, {}}, {{"9th decile", "9e décile"}, {}}};
  const std::vector<BinEffect> effects = effects_by_bin(view, s, summary);
  for (std::size_t bin = 0; bin < effects.size(); ++bin) {
    const double middle = (summary.edges()[bin] + summary.edges()[bin + 1]) / 2.0;
    chart.lines[0].points.push_back({middle, effects[bin].mean});
    chart.lines[1].points.push_back({middle, effects[bin].low});
    chart.lines[2].points.push_back({middle, effects[bin].high});
  }
  if (client != nullptr && !std::isnan(summary.at(client->row))) {
    chart.markers.push_back({summary.at(client->row), {"This client", "Ce client"}});
  }
  return chart;
}

BarChart bar_dependence(const DashboardView& view, std::size_t s, const ColumnSummary& summary) {
  const ColumnEntry entry = view.catalogue.entry(summary.feature().name);
  BarChart chart;
  chart.text = dependence_text(view.features.label(s));
  chart.x = {{"Mean contribution (log-odds)", "Contribution moyenne (logit)"}, with_sign(significant(2)), {}, {}};
  chart.label_heading = view.features.label(s);
  chart.positive = Tone::Refused;
  chart.negative = Tone::Accepted;
  chart.positive_name = {"raises the risk", "augmente le risque"};
  chart.negative_name = {"lowers the risk", "diminue le risque"};
  const std::vector<BinEffect> effects = effects_by_bin(view, s, summary);
  for (std::size_t bin = 0; bin < effects.size(); ++bin) {
    if (std::isnan(effects[bin].mean)) continue;  // no sampled client
    const Text name = shown_value(entry, summary.feature(), summary.distinct()[bin] / entry.factor);
    chart.bars.push_back({name, effects[bin].mean, {}, effects[bin].low, effects[bin].high});
  }
  return chart;
}

Choice dependences(const DashboardView& view, const std::vector<std::size_t>& shown, const ClientCase* client) {
  Choice choice;
  choice.label = {"Effect of a characteristic on the risk", "Effet d'une variable sur le risque"};
  choice.all_name = {"All", "Toutes"};
  choice.small = true;
  for (const std::size_t s : shown) {
    if (choice.options.size() == kDependences) break;
    if (view.features.members(s).size() != 1) continue;
    const ColumnSummary& summary = view.columns.of(view.features.members(s).front());
    if (summary.bins() == 0) continue;
    Option option{view.features.label(s), {}};
    if (summary.has_edges()) {
      option.charts.emplace_back(line_dependence(view, s, summary, client));
    } else {
      option.charts.emplace_back(bar_dependence(view, s, summary));
    }
    choice.options.push_back(std::move(option));
  }
  return choice;
}

Paragraph sample_note(const DashboardView& view) {
  if (view.sample.rows.size() == view.population.rows()) {
    return {text("Over all {0} clients of the file.", "Sur les {0} clients du fichier.",
                 count_of(view.sample.rows.size()))};
  }
  return {text("Over a random sample of {0} of the file's {1} clients.",
               "Sur un échantillon aléatoire de {0} des {1} clients du fichier.", count_of(view.sample.rows.size()),
               count_of(view.population.rows()))};
}

}  // namespace

Section overall_section(const DashboardView& view, const ClientCase* client) {
  const std::vector<Importance> importances = importances_of(view);
  const std::vector<std::size_t> shown = weightiest(importances, kSwarmRows);
  Section section;
  section.heading = {"How the model decides, over all clients", "Comment le modèle décide, sur tous les clients"};
  section.anchor = "overall";
  section.blocks.push_back(sample_note(view));
  section.blocks.push_back(importance_chart(importances, kBars));
  section.blocks.push_back(beeswarm_of(view, shown, client));
  Choice choice = dependences(view, shown, client);
  if (!choice.options.empty()) section.blocks.push_back(std::move(choice));
  return section;
}

}  // namespace p8::views
