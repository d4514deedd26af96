#include "p8/views/credit/portfolio/fairness_charts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "p8/views/common/numbers.h"
#include "p8/views/credit/portfolio/importance.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kMaxBars = 20;
constexpr std::size_t kMaxLines = 5;

Number rate(double value) { return {value, percent(1)}; }
Number three_decimals(double value) { return {value, fixed(3)}; }

/// The largest groups that have clients, in the order of the column.
std::vector<std::size_t> largest_groups(const Fairness& figures, std::size_t most) {
  std::vector<std::size_t> groups;
  for (std::size_t g = 0; g < figures.groups.size(); ++g) {
    if (figures.groups[g].rows > 0) groups.push_back(g);
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [&](std::size_t a, std::size_t b) { return figures.groups[a].rows > figures.groups[b].rows; });
  groups.resize(std::min(groups.size(), most));
  std::sort(groups.begin(), groups.end());
  return groups;
}

/// " The 5 largest of 8 groups are drawn." where some are not.
Text left_out(const Fairness& figures, std::size_t drawn) {
  const std::size_t groups = largest_groups(figures, figures.groups.size()).size();
  if (groups <= drawn) return {};
  return text(" Only the {0} largest of {1} groups are drawn; the table has all of them.",
              " Seuls les {0} plus grands des {1} groupes sont tracés ; le tableau les donne tous.", count_of(drawn),
              count_of(groups));
}

/// From which threshold on the groups would be approved alike, in words.
Text alike_from(const Fairness& figures) {
  if (!figures.four_fifths) return {};
  const std::optional<double> from = figures.alike_from();
  if (!from) {
    return text(" The ratio of the lowest rate to the highest is below 0.80 even at {0}.",
                " Le rapport du taux le plus bas au plus élevé reste inférieur à 0,80 même à {0}.",
                rate(figures.thresholds.back()));
  }
  if (*from <= figures.options.threshold) {
    return text(" From {0} on, the ratio of the lowest rate to the highest is not below 0.80.",
                " À partir de {0}, le rapport du taux le plus bas au plus élevé n'est pas inférieur à 0,80.",
                rate(*from));
  }
  return text(
      " From a threshold of {0} on, the ratio of the lowest rate to the highest would not be below 0.80, but more "
      "clients who default would be accepted.",
      " À partir d'un seuil de {0}, le rapport du taux le plus bas au plus élevé ne serait pas inférieur à 0,80, mais "
      "davantage de clients en défaut seraient acceptés.",
      rate(*from));
}

Badge reading(const GroupMetrics& group) {
  if (group.is_small) return {Tone::Neutral, {"few clients", "peu de clients"}};
  if (std::isnan(group.ratio)) return {Tone::Neutral, {"not compared", "non comparé"}};
  if (is_below_four_fifths(group.ratio)) return {Tone::Warning, {"below 0.80", "inférieur à 0,80"}};
  return {Tone::Accepted, {"0.80 or more", "0,80 ou plus"}};
}

/// "60.0% (50.4% to 69.6%)".
template <typename ToNumber>
Measure with_interval(const Estimate& estimate, ToNumber number) {
  if (std::isnan(estimate.interval.low)) return {estimate.value, text("{0}", "{0}", number(estimate.value))};
  return {estimate.value,
          text("{0} ({1})", "{0} ({1})", number(estimate.value), interval_text(estimate.interval, number))};
}

}  // namespace

Text quoted(const Text& name) { return text("“{0}”", "« {0} »", name); }

Number ratio_number(double ratio) {
  constexpr int kMaxDecimals = 9;
  int decimals = 2;
  for (; decimals < kMaxDecimals; ++decimals) {
    const double power = std::pow(10.0, decimals);
    if (is_below_four_fifths(std::round(ratio * power) / power) == is_below_four_fifths(ratio)) break;
  }
  return {ratio, fixed(decimals)};
}

BarChart approval_chart(const ProtectedColumn& column) {
  const Fairness& figures = column.figures;
  const std::vector<std::size_t> drawn = largest_groups(figures, kMaxBars);
  BarChart chart;
  chart.text.title = text("Approval rate: {0}", "Taux d'acceptation : {0}", column.name);
  const Text more = left_out(figures, drawn.size());
  const Number threshold = rate(figures.options.threshold);
  chart.text.summary = text(
      "Share of clients accepted at the threshold of {0}, in each group. The thin lines are 95% intervals.{1}",
      "Part des clients acceptés au seuil de {0}, dans chaque groupe. Les traits fins sont les intervalles à 95 %.{1}",
      threshold, more);
  if (figures.four_fifths) {
    const auto& [lowest, highest, ratio] = *figures.four_fifths;
    chart.text.summary = text(
        "Share of clients accepted at the threshold of {0}: {1} in the group {2}, {3} in the group {4}. The thin lines "
        "are 95% intervals.{5}",
        "Part des clients acceptés au seuil de {0} : {1} dans le groupe {2}, {3} dans le groupe {4}. Les traits fins "
        "sont les intervalles à 95 %.{5}",
        threshold, rate(figures.groups[lowest].approval_rate.value), quoted(column.groups.names[lowest]),
        rate(figures.groups[highest].approval_rate.value), quoted(column.groups.names[highest]), more);
  }
  chart.x = {{"Approval rate", "Taux d'acceptation"}, percent(1), 0.0, 1.0};
  chart.label_heading = {"Group", "Groupe"};
  for (const std::size_t g : drawn) {
    const GroupMetrics& group = figures.groups[g];
    const Text& name = column.groups.names[g];
    chart.bars.push_back({group.is_small ? text("{0} (few clients)", "{0} (peu de clients)", name) : name,
                          group.approval_rate.value, Tone::Neutral, group.approval_rate.interval.low,
                          group.approval_rate.interval.high});
  }
  return chart;
}

LineChart threshold_chart(const ProtectedColumn& column) {
  const Fairness& figures = column.figures;
  const std::vector<std::size_t> drawn = largest_groups(figures, kMaxLines);
  LineChart chart;
  chart.text.title =
      text("Approval rate against threshold: {0}", "Taux d'acceptation selon le seuil : {0}", column.name);
  chart.text.summary =
      text("What another threshold would change: the higher it is, the more clients of each group are accepted.{0}{1}",
           "Ce qu'un autre seuil changerait : plus il est élevé, plus chaque groupe compte de clients acceptés.{0}{1}",
           alike_from(figures), left_out(figures, drawn.size()));
  chart.x = {{"Threshold on the probability of default", "Seuil sur la probabilité de défaut"},
             percent(1),
             0.0,
             figures.thresholds.back()};
  chart.y = {{"Share of clients accepted", "Part des clients acceptés"}, percent(0), 0.0, 1.0};
  for (const std::size_t g : drawn) {
    Line line{column.groups.names[g], {}};
    for (std::size_t i = 0; i < figures.thresholds.size(); ++i) {
      line.points.push_back({figures.thresholds[i], figures.groups[g].approval_curve[i]});
    }
    chart.lines.push_back(std::move(line));
  }
  chart.markers.push_back(
      {figures.options.threshold, text("Threshold {0}", "Seuil {0}", rate(figures.options.threshold))});
  return chart;
}

Table group_table(const ProtectedColumn& column) {
  Table table;
  table.caption = text("All groups: {0}", "Tous les groupes : {0}", column.name);
  table.columns = {{{"Group", "Groupe"}},
                   {{"Clients", "Clients"}},
                   {{"Accepted", "Acceptés"}},
                   {{"Approval rate (95% interval)", "Taux d'acceptation (intervalle à 95 %)"}},
                   {{"Ratio to the highest", "Rapport au plus élevé"}},
                   {{"Mean P(default)", "P(défaut) moyenne"}},
                   {{"Interpretation", "Interprétation"}}};
  for (std::size_t g = 0; g < column.figures.groups.size(); ++g) {
    const GroupMetrics& group = column.figures.groups[g];
    table.rows.push_back({column.groups.names[g], count_of(group.rows), count_of(group.accepted()),
                          with_interval(group.approval_rate, rate), ratio_number(group.ratio),
                          rate(group.mean_p_default), reading(group)});
  }
  table.folded = table.rows.size() > kOpenRows;
  return table;
}

Table outcome_table(const ProtectedColumn& column) {
  Table table;
  table.caption = text("Outcomes of each group: {0}", "Remboursements constatés par groupe : {0}", column.name);
  table.columns = {{{"Group", "Groupe"}},
                   {{"Defaults", "Défauts"}},
                   {{"Default rate", "Taux de défaut"}},
                   {{"AUC (95% interval)", "AUC (intervalle à 95 %)"}},
                   {{"Good clients refused (95% interval)", "Bons clients refusés (intervalle à 95 %)"}},
                   {{"Defaults accepted (95% interval)", "Défauts acceptés (intervalle à 95 %)"}}};
  for (std::size_t g = 0; g < column.figures.groups.size(); ++g) {
    const GroupOutcomes& outcomes = *column.figures.groups[g].outcomes;
    table.rows.push_back({column.groups.names[g], count_of(outcomes.defaults), rate(outcomes.default_rate),
                          with_interval(outcomes.auc, three_decimals), with_interval(outcomes.false_refusal_rate, rate),
                          with_interval(outcomes.missed_default_rate, rate)});
  }
  table.folded = table.rows.size() > kOpenRows;
  return table;
}

}  // namespace p8::views
