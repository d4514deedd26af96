#include "p8/views/credit/common/quality.h"

#include <algorithm>
#include <cmath>

#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using namespace report;

// 600 rather than 600.0, 12.5 where there is more to say.
Number plain(double value) { return {value, value == std::floor(value) ? integer() : significant(4)}; }

LineChart roc_chart(const QualityView& view) {
  LineChart chart;
  chart.text.title = {"ROC curve", "Courbe ROC"};
  const double auc = view.metrics.auc.value_or(kUndefined);
  const Text of = view.out_of_fold ? Text{", all folds pooled", ", tous plis confondus"} : Text{};
  chart.text.summary = text(
      "A defaulting client gets a higher risk than a repaying one in {0} of pairs (AUC {1}{2}); chance would give 50%.",
      "Le client défaillant reçoit le risque le plus élevé dans {0} des paires (AUC {1}{2}) ; le hasard donnerait 50 "
      "%.",
      Number{auc, percent(1)}, Number{auc, fixed(3)}, of);
  chart.x = {{"Good clients refused (share)", "Bons clients refusés (part)"}, percent(0), 0.0, 1.0};
  chart.y = {{"Defaults refused (share)", "Défauts refusés (part)"}, percent(0), 0.0, 1.0};
  Line line;
  line.name = {"Model", "Modèle"};
  for (const RocPoint& point : roc_curve(view.p_default, view.defaulted, 60)) {
    line.points.push_back({point.false_positive_rate, point.true_positive_rate});
  }
  chart.lines.push_back(std::move(line));
  chart.diagonal = {"Chance", "Hasard"};
  chart.square = true;
  const ThresholdOutcome& at = view.outcome;
  chart.marked_points.push_back({{ratio(at.false_positives, at.false_positives + at.true_negatives),
                                  ratio(at.true_positives, at.true_positives + at.false_negatives)},
                                 text("At {0}", "À {0}", Number{at.threshold, percent(1)})});
  return chart;
}

// The share of good and of bad clients at or below each probability; their largest gap is the KS distance.
LineChart ks_chart(const QualityView& view) {
  constexpr std::size_t kPoints = 80;
  LineChart chart;
  chart.text.title = {"Separation of good and bad clients (KS)", "Séparation des bons et des mauvais payeurs (KS)"};
  Line good{{"Repaid", "Remboursé"}, {{0.0, 0.0}}};
  Line bad{{"Defaulted", "Défaut"}, {{0.0, 0.0}}};
  const std::vector<ScoreGroup> groups = group_by_score(view.p_default, view.defaulted);
  const auto positives = static_cast<double>(view.metrics.positives);
  const double negatives = static_cast<double>(view.metrics.rows) - positives;
  const std::size_t step = std::max<std::size_t>(1, groups.size() / kPoints);
  std::size_t good_so_far = 0;
  std::size_t bad_so_far = 0;
  double widest = 0.0;
  double widest_at = 0.0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    good_so_far += groups[i].negatives;
    bad_so_far += groups[i].positives;
    const double seen_good = static_cast<double>(good_so_far) / negatives;
    const double seen_bad = static_cast<double>(bad_so_far) / positives;
    if (std::abs(seen_good - seen_bad) > widest) {
      widest = std::abs(seen_good - seen_bad);
      widest_at = groups[i].score;
    }
    if (i % step != 0 && i + 1 != groups.size()) continue;
    good.points.push_back({groups[i].score, seen_good});
    bad.points.push_back({groups[i].score, seen_bad});
  }
  chart.text.summary = text(
      "The gap is widest at {0}: {1} percentage points (KS {2}). Most good clients and few bad ones lie below that "
      "probability.",
      "L'écart est le plus grand à {0} : {1} points de pourcentage (KS {2}). La plupart des bons payeurs et peu de "
      "mauvais se situent sous cette probabilité.",
      Number{widest_at, percent(1)}, Number{100.0 * widest, fixed(1)},
      Number{view.metrics.ks.value_or(kUndefined), fixed(3)});
  chart.x = {{"Predicted probability of default", "Probabilité de défaut prédite"}, percent(0), 0.0, {}};
  chart.y = {{"Cumulative share of clients", "Part cumulée des clients"}, percent(0), 0.0, 1.0};
  chart.lines = {std::move(good), std::move(bad)};
  chart.markers.push_back({widest_at, text("KS {0}", "KS {0}", Number{widest, fixed(3)})});
  return chart;
}

constexpr int kCalibrationGroups = 10;

std::vector<CalibrationBin> calibration_groups(const QualityView& view) {
  return equal_count_bins(view.p_default, view.defaulted, kCalibrationGroups);
}

LineChart calibration_chart(const QualityView& view) {
  const std::vector<CalibrationBin> groups = calibration_groups(view);
  LineChart chart;
  chart.text.title = {"Calibration", "Calibrage"};
  Line line;
  line.name = {"Groups of clients", "Groupes de clients"};
  line.show_points = true;
  double highest = 0.0;
  for (const CalibrationBin& bin : groups) {
    line.points.push_back({bin.mean_p, bin.rate});
    highest = std::max({highest, bin.mean_p, bin.rate});
  }
  chart.text.summary = text(
      "Clients are grouped by predicted probability into {0} groups of about equal size. Points on the line mean that "
      "predictions can be read as probabilities; the points shown here are off by {1} percentage points on average.",
      "Les clients sont répartis, selon la probabilité prédite, en {0} groupes de taille comparable. Quand les points "
      "sont sur la ligne, les prédictions se lisent comme des probabilités ; ici, l'écart moyen est de {1} points de "
      "pourcentage.",
      count_of(groups.size()), Number{100.0 * mean_calibration_gap(groups), fixed(1)});
  const double end = std::min(1.0, std::max(0.05, highest * 1.05));
  chart.x = {{"Predicted probability of default", "Probabilité de défaut prédite"}, percent(0), 0.0, end};
  chart.y = {{"Observed share of defaults", "Part de défauts observée"}, percent(0), 0.0, end};
  chart.lines.push_back(std::move(line));
  chart.diagonal = {"Perfect calibration", "Calibrage parfait"};
  chart.square = true;
  return chart;
}

LineChart cost_chart(const QualityView& view) {
  LineChart chart;
  chart.text.title = {"Cost against threshold", "Coût selon le seuil"};
  const std::vector<ThresholdOutcome> curve = cost_curve(view.p_default, view.defaulted, view.costs, 101);
  const CostOptimum best = best_threshold(view.p_default, view.defaulted, view.costs);
  chart.text.summary = text(
      "Accepting a default costs {0}, refusing a good client {1}. At the threshold in use, the mean cost is {2} per "
      "client; the lowest on these clients is {3}, at {4}.",
      "Accepter un défaut coûte {0}, refuser un bon client {1}. Au seuil utilisé, le coût moyen est de {2} par client "
      "; le plus bas sur ces clients est de {3}, à {4}.",
      plain(view.costs.false_negative), plain(view.costs.false_positive), Number{view.outcome.mean_cost, fixed(3)},
      Number{best.mean_cost, fixed(3)}, Number{best.threshold, percent(1)});
  chart.x = {{"Threshold on the probability of default", "Seuil sur la probabilité de défaut"}, percent(0), 0.0, {}};
  chart.y = {{"Mean cost per client", "Coût moyen par client"}, significant(2), 0.0, {}};
  Line line;
  line.name = {"Mean cost", "Coût moyen"};
  for (const ThresholdOutcome& outcome : curve) line.points.push_back({outcome.threshold, outcome.mean_cost});
  chart.lines.push_back(std::move(line));
  chart.markers.push_back(
      {view.outcome.threshold, text("Threshold {0}", "Seuil {0}", Number{view.outcome.threshold, percent(1)})});
  return chart;
}

Table decision_table(const ThresholdOutcome& at) {
  Table table;
  table.caption = {"Decisions and outcomes at the threshold in use",
                   "Décisions et remboursements constatés, au seuil utilisé"};
  table.columns = {{{"Outcome", "Remboursement"}},
                   {{"Accepted", "Acceptés"}},
                   {{"Refused", "Refusés"}},
                   {{"Share refused", "Part refusée"}}};
  table.rows.push_back({Text{"Repaid", "Remboursé"}, count_of(at.true_negatives), count_of(at.false_positives),
                        Number{ratio(at.false_positives, at.false_positives + at.true_negatives), percent(1)}});
  table.rows.push_back({Text{"Defaulted", "Défaut"}, count_of(at.false_negatives), count_of(at.true_positives),
                        Number{ratio(at.true_positives, at.true_positives + at.false_negatives), percent(1)}});
  table.sortable = false;
  return table;
}

Table metrics_table(const QualityView& view) {
  const auto value = [](const std::optional<double>& v) { return Number{v.value_or(kUndefined), fixed(4)}; };
  Table table;
  table.caption = view.out_of_fold
                      ? Text{"Quality in figures, all folds pooled", "Qualité en chiffres, tous plis confondus"}
                      : Text{"Quality in figures", "Qualité en chiffres"};
  table.columns = {{{"Figure", "Mesure"}}, {{"Value", "Valeur"}}, {{"Meaning", "Signification"}}};
  table.sortable = false;
  table.rows = {
      {Text{"AUC", "AUC"}, value(view.metrics.auc),
       Text{"share of pairs ranked correctly; 0.5 is chance, 1 perfect",
            "part des paires bien classées ; 0,5 : hasard, 1 : classement parfait"}},
      {Text{"Average precision", "Précision moyenne"}, value(view.metrics.average_precision),
       text("against {0} for chance", "contre {0} pour le hasard",
            Number{ratio(view.metrics.positives, view.metrics.rows), fixed(3)})},
      {Text{"KS distance", "Distance KS"}, value(view.metrics.ks),
       Text{"largest gap between the scores of good and bad clients",
            "plus grand écart entre les scores des bons et des mauvais clients"}},
      {Text{"Brier score", "Score de Brier"}, value(view.metrics.brier),
       Text{"mean squared error of the probability; lower is better",
            "erreur quadratique moyenne de la probabilité ; plus elle est basse, mieux c'est"}},
      {Text{"Log loss", "Perte logarithmique"}, value(view.metrics.log_loss),
       Text{"lower is better", "plus elle est basse, mieux c'est"}},
      {Text{"Calibration gap of the groups shown", "Écart de calibrage des groupes tracés"},
       value(mean_calibration_gap(calibration_groups(view))),
       Text{"mean gap between predicted and observed, groups of equal size",
            "écart moyen entre prédit et observé, groupes de taille égale"}},
      {Text{"Calibration error (ECE)", "Erreur de calibrage (ECE)"}, value(view.metrics.ece),
       text("the same over {0} bins of equal width from 0 to 1", "le même sur {0} classes de même largeur de 0 à 1",
            count_of(kCalibrationGroups))},
      {Text{"Mean cost per client", "Coût moyen par client"}, Number{view.outcome.mean_cost, fixed(4)},
       Text{"at the threshold in use", "au seuil utilisé"}},
  };
  return table;
}

}  // namespace

Section quality_section(const QualityView& view) {
  Section section;
  section.heading = {"How good are the scores?", "Que valent les scores ?"};
  section.anchor = "quality";
  section.blocks.push_back(Paragraph{
      view.out_of_fold
          ? text(
                "Each of the {0} clients was scored by a model that had not seen them; {1} defaulted. The figures in "
                "this section pool the clients of all folds; those above are means over folds and may differ slightly.",
                "Chacun des {0} clients, dont {1} en défaut, a été évalué par un modèle qui ne l'avait pas vu. Les "
                "chiffres de cette partie réunissent les clients de tous les plis ; ceux du haut de la page sont des "
                "moyennes des plis et peuvent en différer légèrement.",
                count_of(view.metrics.rows), count_of(view.metrics.positives))
          : text("The outcome of the {0} clients is known; {1} defaulted.",
                 "Le remboursement est connu pour {0} clients, dont {1} en défaut.", count_of(view.metrics.rows),
                 count_of(view.metrics.positives))});
  if (view.metrics.auc) {
    section.blocks.push_back(roc_chart(view));
    section.blocks.push_back(ks_chart(view));
  }
  section.blocks.push_back(calibration_chart(view));
  section.blocks.push_back(cost_chart(view));
  section.blocks.push_back(decision_table(view.outcome));
  section.blocks.push_back(metrics_table(view));
  return section;
}

Paragraph scale_note(const ScoreScale& scale) {
  return {
      text("The credit score is {0} points when {1} clients repay for one that does not, and {2} points more each "
           "time these odds double. Higher is safer.",
           "Le score de crédit vaut {0} points quand {1} clients remboursent pour un qui ne rembourse pas, et {2} "
           "points de plus chaque fois que ce rapport double. Plus il est haut, plus le dossier est sûr.",
           plain(scale.base_points), plain(scale.base_odds), plain(scale.points_to_double))};
}

}  // namespace p8::views
