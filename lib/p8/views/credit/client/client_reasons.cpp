#include "p8/views/credit/client/client_reasons.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "p8/credit/model/actionable.h"
#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/credit/client/reasons_in_words.h"
#include "p8/views/credit/common/column_words.h"

namespace p8::views {

namespace {

using namespace report;

/// The steps of a waterfall: the strongest features, and all others together.
struct Steps {
  std::vector<WaterfallStep> features;  ///< in log-odds
  std::size_t others = 0;               ///< features in the last step; 0: there is none
};

Steps steps_of(const DashboardView& view, const Explanation& explanation, const std::vector<std::size_t>& ranking,
               std::size_t most) {
  Steps steps;
  const std::size_t shown = ranking.size() <= most + 1 ? ranking.size() : most;  // never "1 other" in place of its name
  for (std::size_t i = 0; i < shown; ++i) {
    const std::size_t s = ranking[i];
    steps.features.push_back({view.features.label(s), view.features.value(s, explanation.values),
                              view.features.contribution(s, explanation.contributions)});
  }
  steps.others = ranking.size() - shown;
  if (steps.others == 0) return steps;
  double rest = 0.0;
  for (std::size_t i = shown; i < ranking.size(); ++i) {
    rest += view.features.contribution(ranking[i], explanation.contributions);
  }
  steps.features.push_back(
      {text("{0} other characteristics", "{0} autres variables", count_of(steps.others)), {}, rest});
  return steps;
}

// "Income and age" of the steps that go one way, strongest first.
Text names_going(const std::vector<WaterfallStep>& steps, std::size_t others, bool upwards, std::size_t most) {
  std::vector<Text> names;
  for (std::size_t i = 0; i + (others > 0 ? 1 : 0) < steps.size(); ++i) {
    if ((steps[i].change > 0.0) == upwards && steps[i].change != 0.0 && names.size() < most)
      names.push_back(steps[i].label);
  }
  return list_in_words(names);
}

Text reading(const Steps& steps) {
  const Text raising = names_going(steps.features, steps.others, true, 3);
  const Text lowering = names_going(steps.features, steps.others, false, 3);
  if (raising.en.empty() && lowering.en.empty()) {
    return {"No characteristic moves this client away from the average.",
            "Aucune variable n'éloigne ce client de la moyenne."};
  }
  if (raising.en.empty()) {
    return text("What lowers the risk most: {0}.", "Ce qui diminue le plus le risque : {0}.", lowering);
  }
  if (lowering.en.empty()) {
    return text("What raises the risk most: {0}.", "Ce qui augmente le plus le risque : {0}.", raising);
  }
  return text("What raises the risk most: {0}. What lowers it most: {1}.",
              "Ce qui augmente le plus le risque : {0}. Ce qui le diminue le plus : {1}.", raising, lowering);
}

Waterfall waterfall_of(const DashboardView& view, const Explanation& explanation, const Steps& steps) {
  std::vector<double> changes;
  for (const WaterfallStep& step : steps.features) changes.push_back(step.change);
  std::vector<double> path = probability_path(view.model, explanation.base_value, changes);
  path.back() = explanation.p_default;  // the sum may differ from the margin in the last bits
  Waterfall chart;
  chart.text.title = {"From the average to this client, step by step", "De la moyenne à ce client, étape par étape"};
  chart.text.summary = reading(steps);
  chart.text.description = text(
      "Waterfall from {0} to {1} in log-odds, that is from {2} to {3} in probability of default. Bars to the right "
      "raise the risk of default, bars to the left lower it. {4}",
      "Cascade de {0} à {1} en logit, soit une probabilité de défaut de {2} à {3}. Les barres vers la droite "
      "augmentent le risque de défaut, celles vers la gauche le diminuent. {4}",
      Number{explanation.base_value, significant(3)}, Number{explanation.margin, significant(3)},
      Number{path.front(), percent(1)}, Number{path.back(), percent(1)}, chart.text.summary);
  chart.x = {{"Risk of default (log-odds)", "Risque de défaut (logit)"}, significant(3), {}, {}};
  chart.second = {{"Probability of default", "Probabilité de défaut"}, percent(1), {}, {}};
  chart.label_heading = {"Characteristic", "Variable"};
  chart.start_label = {"Average training client", "Client moyen (données d'entraînement)"};
  chart.start = explanation.base_value;
  chart.second_start = path.front();
  chart.steps = steps.features;
  for (std::size_t i = 0; i < chart.steps.size(); ++i) chart.steps[i].second = path[i + 1] - path[i];
  chart.end_label = text("Client {0}", "Client {0}", user_text(explanation.id));
  chart.positive_name = {"raises the risk", "augmente le risque"};
  chart.negative_name = {"lowers the risk", "diminue le risque"};
  return chart;
}

Choice waterfalls(const DashboardView& view, const Explanation& explanation, const std::vector<std::size_t>& ranking) {
  std::set<std::size_t> counts = {5, 10, 15, view.options.features};
  while (counts.size() > 1 && *std::prev(counts.end()) > ranking.size() &&
         *std::prev(counts.end()) != view.options.features) {
    counts.erase(std::prev(counts.end()));
  }
  Choice choice;
  choice.label = {"Number of characteristics shown", "Nombre de variables affichées"};
  for (const std::size_t count : counts) {
    if (count == view.options.features) choice.chosen = choice.options.size();
    const Steps steps = steps_of(view, explanation, ranking, count);
    const Text name = text("{0}", "{0}", count_of(count));
    choice.options.push_back({name, {waterfall_of(view, explanation, steps)}});
  }
  return choice;
}

Table contributions_table(const DashboardView& view, const Explanation& explanation,
                          const std::vector<std::size_t>& ranking) {
  Table table;
  table.caption = text("Every contribution for client {0}, in log-odds of default",
                       "Toutes les contributions pour le client {0}, en logit de défaut", user_text(explanation.id));
  table.columns = {{{"Characteristic", "Variable"}}, {{"Value", "Valeur"}}, {{"Contribution", "Contribution"}}};
  for (const std::size_t s : ranking) {
    table.rows.push_back({view.features.label(s), view.features.value_cell(s, explanation.values),
                          Number{view.features.contribution(s, explanation.contributions), with_sign(significant(3))}});
  }
  table.folded = true;
  return table;
}

Definitions proof(const Explanation& explanation) {
  double sum = 0.0;
  for (const double contribution : explanation.contributions) sum += contribution;
  Definitions proof;
  proof.items = {
      {{"Base value: the model's average, in log-odds", "Valeur de base : la moyenne du modèle, en logit"},
       Number{explanation.base_value, significant(4)}},
      {{"Sum of all contributions", "Somme de toutes les contributions"}, Number{sum, with_sign(significant(4))}},
      {{"Score of this client, in log-odds", "Score de ce client, en logit"},
       Number{explanation.margin, significant(4)}},
      {{"Rounding difference", "Écart d'arrondi"}, Number{explanation.residual, significant(2)}}};
  return proof;
}

/// Where the law on discrimination names one of the strongest reasons: the letter states it too, so a person must know.
std::optional<Notice> protected_notice(const DashboardView& view, const Explanation& explanation) {
  if (!explanation.refused) return std::nullopt;
  std::vector<Text> names;
  for (const std::size_t f : explanation.reasons(kMaxReasons)) {
    const std::string& name = view.model.card.schema.features()[f].name;
    if (is_protected(name, view.catalogue)) names.push_back(label_of(view.catalogue, name));
  }
  if (names.empty()) return std::nullopt;
  return Notice{
      Tone::Warning,
      {"A protected characteristic counts against this client", "Une variable protégée joue contre ce client"},
      text("{0}: among the strongest reasons. Anti-discrimination law may forbid its use; have the decision reviewed "
           "before telling the client.",
           "{0} : parmi les principaux motifs. La loi sur les discriminations peut en interdire l'usage ; faites "
           "examiner la décision avant de l'annoncer.",
           list_in_words(names))};
}

}  // namespace

Section client_reasons_section(const DashboardView& view, const ClientCase& client, const std::string& anchor,
                               const std::string& group) {
  const Explanation& explanation = client.explanation;
  const std::vector<std::size_t> ranking = view.features.ranking(explanation.contributions);
  Section section;
  section.heading = group.empty() ? Text{"Why this decision", "Pourquoi cette décision"}
                                  : text("Client {0}: why", "Client {0} : pourquoi", user_text(explanation.id));
  section.anchor = anchor + "why";
  section.group = group;
  section.blocks.push_back(
      Paragraph{{"The model starts from the average client and adds a contribution for each characteristic (exact SHAP "
                 "values). Positive contributions raise the risk. They add up on the log-odds scale, which is that of "
                 "the bars. In brackets is the same step in percentage points of probability of default; its size "
                 "depends on the order of the steps, strongest first.",
                 "Le modèle part du client moyen et ajoute une contribution par variable (valeurs SHAP exactes). Une "
                 "contribution positive augmente le risque. Les contributions s'additionnent sur l'échelle des barres, "
                 "celle du logit (log-cote : logarithme du rapport entre les probabilités de défaut et de "
                 "remboursement). Entre parenthèses figure la même étape en points de probabilité de défaut ; sa "
                 "taille dépend de l'ordre des étapes, la plus forte en premier."}});
  if (std::optional<Notice> notice = protected_notice(view, explanation)) section.blocks.push_back(std::move(*notice));
  section.blocks.push_back(waterfalls(view, explanation, ranking));
  section.blocks.push_back(contributions_table(view, explanation, ranking));
  section.blocks.push_back(proof(explanation));
  return section;
}

}  // namespace p8::views
