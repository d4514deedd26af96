#include "p8/views/credit/portfolio/portfolio_page.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/credit/common/iterations_item.h"
#include "p8/views/credit/common/quality.h"
#include "p8/views/credit/portfolio/importance.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kShownFeatures = 15;
constexpr double kMovedPsi = 0.25;    // the conventional "significant change" (Siddiqi 2006, ch. 9)
constexpr double kWatchedPsi = 0.10;  // the conventional "small change"

Number share_of(std::size_t part, std::size_t whole) { return {ratio(part, whole), percent(1)}; }

std::vector<FeatureDrift> strongest_first(std::vector<FeatureDrift> drift) {
  std::stable_sort(drift.begin(), drift.end(),
                   [](const FeatureDrift& a, const FeatureDrift& b) { return a.psi > b.psi; });
  return drift;
}

/// Beyond the convention and beyond chance.
bool is_beyond(const FeatureDrift& drift, double convention) {
  return drift.psi > convention && drift.psi > drift.critical_value;
}

std::size_t moved_features(const PortfolioMetrics& figures) {
  return static_cast<std::size_t>(std::count_if(figures.drift.begin(), figures.drift.end(),
                                                [](const FeatureDrift& d) { return is_beyond(d, kMovedPsi); }));
}

bool is_training_data(const PortfolioView& view) {
  const std::string& trained_on = view.model.card.training_sha256;
  const auto& inputs = view.record.inputs;
  return !trained_on.empty() && std::any_of(inputs.begin(), inputs.end(), [&](const RunRecord::Input& input) {
    return input.digest.sha256 == trained_on;
  });
}

KeyFigures key_figures(const PortfolioView& view) {
  const PortfolioMetrics& figures = view.figures;
  KeyFigures cards;
  cards.figures.push_back({{"Accepted", "Acceptés"},
                           count_of(figures.accepted),
                           {},
                           text("{0} of clients", "{0} des clients", share_of(figures.accepted, figures.rows))});
  cards.figures.push_back({{"Refused", "Refusés"},
                           count_of(figures.refused),
                           {},
                           text("{0} of clients", "{0} des clients", share_of(figures.refused, figures.rows))});
  cards.figures.push_back(
      {{"Mean probability of default", "Probabilité de défaut moyenne"},
       Number{figures.mean_p_default, percent(1)},
       {},
       text("refused above {0}", "refus au-dessus de {0}", Number{view.options.threshold, percent(1)})});
  if (figures.metrics) {
    cards.figures.push_back(
        {{"AUC", "AUC"},
         Number{figures.metrics->auc.value_or(kMissing), fixed(3)},
         {},
         is_training_data(view)
             ? Text{"optimistic: the model was trained on them", "optimiste : le modèle a été entraîné sur eux"}
             : Text{"on clients with a known outcome", "calculée sur les remboursements constatés"}});
  }
  if (!view.reference.empty()) {
    cards.figures.push_back({{"Drifted features", "Variables dont la distribution a dérivé"},
                             count_of(moved_features(figures)),
                             {},
                             text("of {0}; PSI above 0.25 and significant",
                                  "sur {0} ; PSI supérieur à 0,25 et significatif", count_of(figures.drift.size()))});
  }
  return cards;
}

// A bin width of 1, 2 or 5 times a power of ten that gives at most 30 columns.
int score_bin_width(int low, int high) {
  for (int power = 1;; power *= 10) {
    for (const int step : {1, 2, 5}) {
      if ((high - low) / (step * power) < 30) return step * power;
    }
  }
}

int floor_to(int value, int width) { return value - ((value % width) + width) % width; }

ColumnChart score_chart(const PortfolioView& view) {
  const auto& by_score = view.portfolio.by_score;
  const int low = by_score.begin()->first;
  const int high = by_score.rbegin()->first;
  const int width = score_bin_width(low, high);
  const int start = floor_to(low, width);
  const auto bins = static_cast<std::size_t>((high - start) / width + 1);
  std::vector<double> accepted(bins);
  std::vector<double> refused(bins);
  for (const auto& [points, count] : by_score) {
    const auto bin = static_cast<std::size_t>((points - start) / width);
    accepted[bin] += static_cast<double>(count.accepted);
    refused[bin] += static_cast<double>(count.refused);
  }
  std::size_t fullest = 0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    if (accepted[bin] + refused[bin] > accepted[fullest] + refused[fullest]) fullest = bin;
  }
  const double fullest_start = start + static_cast<double>(fullest) * width;
  const int threshold_points = view.options.scale.points(view.options.threshold);

  ColumnChart chart;
  chart.text.title = {"Clients by credit score", "Clients selon le score de crédit"};
  chart.text.summary = text(
      "Scores run from {0} to {1} points; the largest group lies between {2} and {3}. Below about {4} points a client "
      "is "
      "refused.",
      "Les scores vont de {0} à {1} points ; le groupe le plus nombreux se situe entre {2} et {3}. En dessous "
      "d'environ "
      "{4} points, un client est refusé.",
      Number{static_cast<double>(low), integer()}, Number{static_cast<double>(high), integer()},
      Number{fullest_start, integer()}, Number{fullest_start + width, integer()},
      Number{static_cast<double>(threshold_points), integer()});
  chart.x.label = {"Credit score (points)", "Score de crédit (points)"};
  chart.x.format = integer();
  chart.y.label = {"Clients", "Clients"};
  for (std::size_t bin = 0; bin <= bins; ++bin) chart.edges.push_back(start + static_cast<double>(bin) * width);
  chart.series.push_back({{"Refused", "Refusés"}, Tone::Refused, refused});
  chart.series.push_back({{"Accepted", "Acceptés"}, Tone::Accepted, accepted});
  chart.markers.push_back(
      {static_cast<double>(threshold_points),
       text("Threshold {0}", "Seuil {0}", Number{static_cast<double>(threshold_points), integer()})});
  return chart;
}

ColumnChart probability_chart(const PortfolioView& view) {
  constexpr std::size_t kColumns = 20;
  constexpr std::size_t kBinsPerColumn = Portfolio::kProbabilityBins / kColumns;
  std::vector<double> accepted(kColumns);
  std::vector<double> refused(kColumns);
  std::size_t below_ten_percent = 0;
  for (std::size_t bin = 0; bin < Portfolio::kProbabilityBins; ++bin) {
    const DecisionCount& count = view.portfolio.by_probability[bin];
    accepted[bin / kBinsPerColumn] += static_cast<double>(count.accepted);
    refused[bin / kBinsPerColumn] += static_cast<double>(count.refused);
    if (bin < Portfolio::kProbabilityBins / 10) below_ten_percent += count.accepted + count.refused;
  }
  ColumnChart chart;
  chart.text.title = {"Clients by probability of default", "Clients selon la probabilité de défaut"};
  chart.text.summary =
      text("{0} of clients have a probability of default below 10%. A client is refused above {1}.",
           "{0} des clients ont une probabilité de défaut inférieure à 10 %. Un client est refusé au-dessus de {1}.",
           share_of(below_ten_percent, view.portfolio.rows), Number{view.options.threshold, percent(1)});
  chart.x = {{"Probability of default", "Probabilité de défaut"}, percent(0), 0.0, 1.0};
  chart.y.label = {"Clients", "Clients"};
  for (std::size_t column = 0; column <= kColumns; ++column) {
    chart.edges.push_back(static_cast<double>(column) / static_cast<double>(kColumns));
  }
  chart.series.push_back({{"Refused", "Refusés"}, Tone::Refused, refused});
  chart.series.push_back({{"Accepted", "Acceptés"}, Tone::Accepted, accepted});
  chart.markers.push_back(
      {view.options.threshold, text("Threshold {0}", "Seuil {0}", Number{view.options.threshold, percent(1)})});
  return chart;
}

Section reasons_section(const PortfolioView& view) {
  const std::vector<Feature>& features = view.model.card.schema.features();
  const auto rows = static_cast<double>(view.portfolio.rows);
  std::vector<Importance> importances;
  for (std::size_t f = 0; f < features.size(); ++f) {
    importances.push_back({user_text(features[f].name), view.portfolio.sum_abs_contribution[f] / rows,
                           view.portfolio.sum_contribution[f] / rows, view.portfolio.first_reason[f]});
  }
  Section section;
  section.heading = {"What matters most", "Ce qui pèse le plus"};
  section.anchor = "reasons";
  section.blocks.push_back(importance_chart(importances, kShownFeatures));
  Table table = importance_table(importances, view.portfolio.refused());
  section.blocks.push_back(std::move(table));
  return section;
}

BarChart drift_chart(const std::vector<FeatureDrift>& drift, const std::vector<Feature>& features, std::size_t moved) {
  BarChart chart;
  chart.text.title = {"Population stability index, strongest first",
                      "Indice de stabilité de population, du plus fort au plus faible"};
  const auto beyond = std::find_if(drift.begin(), drift.end(), [](const auto& d) { return is_beyond(d, kMovedPsi); });
  const FeatureDrift& first = beyond == drift.end() ? drift.front() : *beyond;
  const Number most{first.psi, fixed(3)};
  const Text name = user_text(features[first.feature].name);
  chart.text.summary =
      moved == 0 ? text(
                       "No feature has drifted significantly beyond 0.25. The largest shift is that of {0} (PSI {1}; "
                       "chance alone may reach {2}).",
                       "Aucune variable n'a dérivé de façon significative au-delà de 0,25. L'écart le plus grand est "
                       "celui de {0} (PSI {1} ; le hasard seul peut atteindre {2}).",
                       name, most, Number{first.critical_value, fixed(3)})
                 : text("{0} has drifted most (PSI {1}); check every feature beyond 0.25 before trusting the scores.",
                        "{0} a le plus dérivé (PSI {1}) ; examinez chaque variable au-delà de 0,25 avant de vous fier "
                        "aux scores.",
                        name, most);
  chart.x = {{"PSI", "PSI"}, fixed(3), 0.0, {}};
  chart.label_heading = {"Feature", "Variable"};
  for (std::size_t i = 0; i < std::min(kShownFeatures, drift.size()); ++i) {
    const Tone tone = is_beyond(drift[i], kMovedPsi)     ? Tone::Refused
                      : is_beyond(drift[i], kWatchedPsi) ? Tone::Warning
                                                         : Tone::Neutral;
    chart.bars.push_back({user_text(features[drift[i].feature].name), drift[i].psi, tone, {}, {}});
  }
  return chart;
}

Badge drift_badge(const FeatureDrift& drift) {
  if (std::isnan(drift.psi)) return {Tone::Neutral, {"unknown", "inconnu"}};
  if (drift.psi <= drift.critical_value) return {Tone::Accepted, {"stable", "stable"}};
  if (drift.psi > kMovedPsi) return {Tone::Refused, {"drifted", "dérive"}};
  if (drift.psi > kWatchedPsi) return {Tone::Warning, {"watch", "à surveiller"}};
  return {Tone::Neutral, {"slight drift", "dérive légère"}};
}

Section drift_section(const PortfolioView& view) {
  Section section;
  section.heading = {"Has the population changed?", "La population a-t-elle changé ?"};
  section.anchor = "drift";
  if (view.reference.empty()) {
    section.blocks.push_back(
        Notice{Tone::Neutral,
               {"Nothing to compare with", "Rien à comparer"},
               {"The model file does not keep the distribution of its training data. Give a file of earlier clients "
                "with --reference to see which features have drifted.",
                "Le fichier du modèle ne conserve pas la distribution de ses données d'apprentissage. Donnez un "
                "fichier de clients plus anciens avec --reference pour voir quelles variables ont dérivé."}});
    return section;
  }
  const std::vector<Feature>& features = view.model.card.schema.features();
  const std::vector<FeatureDrift> drift = strongest_first(view.figures.drift);
  section.blocks.push_back(
      Paragraph{{"The population stability index (PSI) compares the clients scored here with those of the reference, "
                 "bin by bin, missing values included. By convention, a PSI below 0.10 is stable and one above 0.25 is "
                 "a drift; the critical value is what chance alone exceeds once in twenty with this many clients.",
                 "L'indice de stabilité de population (PSI) compare les clients évalués ici à ceux de la référence, "
                 "classe par classe, valeurs manquantes comprises. Par convention, un PSI inférieur à 0,10 est stable "
                 "et un PSI supérieur à 0,25 signale une dérive ; la valeur critique est celle que le hasard seul "
                 "dépasse une fois sur vingt avec autant de clients."}});
  section.blocks.push_back(drift_chart(drift, features, moved_features(view.figures)));
  Table table;
  table.caption = {"PSI of every feature", "PSI de chaque variable"};
  table.columns = {{{"Feature", "Variable"}},
                   {{"PSI", "PSI"}},
                   {{"Critical value", "Valeur critique"}},
                   {{"Interpretation", "Interprétation"}},
                   {{"Unseen categories", "Catégories inconnues"}}};
  for (const FeatureDrift& d : drift) {
    table.rows.push_back({user_text(features[d.feature].name), Number{d.psi, fixed(4)},
                          Number{d.critical_value, fixed(4)}, drift_badge(d),
                          count_of(view.portfolio.unseen[d.feature])});
  }
  table.folded = table.rows.size() > kOpenRows;
  section.blocks.push_back(std::move(table));
  return section;
}

Notice errors_notice(std::size_t errors) {
  const auto count = static_cast<std::int64_t>(errors);
  return {Tone::Warning,
          plural(count, {"{0} client could not be scored", "{0} client n'a pas pu être évalué"},
                 {"{0} clients could not be scored", "{0} clients n'ont pas pu être évalués"}),
          {"They are left out of every figure on this page; errors.csv lists them with row, column, value and reason.",
           "Ils ne comptent dans aucun chiffre de cette page ; errors.csv les énumère avec ligne, colonne, valeur et "
           "motif."}};
}

Notice training_data_notice() {
  return {
      Tone::Warning,
      {"These are the clients the model was trained on", "Ce sont les clients sur lesquels le modèle a été entraîné"},
      {"The figures in this section are optimistic. The model card has those for clients it had not seen.",
       "Les chiffres de cette partie sont optimistes. Sa fiche donne ceux obtenus sur des clients jamais vus."}};
}

}  // namespace

Page portfolio_page(const PortfolioView& view) {
  const PortfolioMetrics& figures = view.figures;
  Page page;
  page.kicker = {"Portfolio of clients", "Portefeuille de clients"};
  page.title = text("Credit decisions for {0}", "Décisions de crédit pour {0}", user_text(file_name(view.data_name)));
  const auto clients = static_cast<std::int64_t>(figures.rows);
  page.lead = text(
      "Of {0}, the model accepts {1} ({2}) and refuses {3}. A client is refused when the probability of default is "
      "greater than {4}.",
      "Sur {0}, le modèle en accepte {1} ({2}) et en refuse {3}. Un client est refusé quand la probabilité de défaut "
      "dépasse {4}.",
      plural(clients, {"{0} client", "{0} client"}, {"{0} clients", "{0} clients"}), count_of(figures.accepted),
      share_of(figures.accepted, figures.rows), count_of(figures.refused),
      Number{view.options.threshold, significant(3)});
  page.answer.push_back(key_figures(view));
  if (figures.errors > 0) page.answer.push_back(errors_notice(figures.errors));

  Section scores{{"Scores and threshold", "Scores et seuil"}, {}, "scores"};
  scores.blocks.push_back(score_chart(view));
  scores.blocks.push_back(probability_chart(view));
  scores.blocks.push_back(scale_note(view.options.scale));
  page.sections.push_back(std::move(scores));
  if (view.options.reasons > 0) page.sections.push_back(reasons_section(view));
  if (figures.metrics) {
    Section quality = quality_section({view.portfolio.p_default, view.portfolio.defaulted, *figures.metrics,
                                       *figures.outcome, view.model.card.costs, false});
    if (is_training_data(view)) quality.blocks.insert(quality.blocks.begin(), training_data_notice());
    page.sections.push_back(std::move(quality));
  }
  page.sections.push_back(drift_section(view));
  page.sections.push_back(run_section(view.record));
  add_iterations(view.model.iterations, page.sections.back());
  page.footer = page_footer(view.record);
  return page;
}

}  // namespace p8::views
