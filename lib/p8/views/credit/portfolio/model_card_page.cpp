#include "p8/views/credit/portfolio/model_card_page.h"

#include <algorithm>

#include "p8/report/escape.h"
#include "p8/statistics/statistics.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/credit/common/quality.h"
#include "p8/views/credit/portfolio/importance.h"

namespace p8::views {

namespace {

using namespace report;

// The cheaper of the two decisions that need no model: accept all, refuse all.
double cost_without_model(const TrainingRun& run) {
  const double defaults = static_cast<double>(run.positives) / static_cast<double>(run.rows);
  return std::min(defaults * run.options.costs.false_negative, (1.0 - defaults) * run.options.costs.false_positive);
}

KeyFigures key_figures(const TrainingRun& run) {
  const std::vector<double> aucs = fold_values(run, "auc");
  const std::vector<double> briers = fold_values(run, "brier");
  const auto spread = [&](const std::vector<double>& values) {
    return text("mean of {1} folds, ± {0}", "moyenne de {1} plis, ± {0}", Number{standard_deviation(values), fixed(3)},
                count_of(values.size()));
  };
  KeyFigures cards;
  cards.figures.push_back({{"AUC", "AUC"}, Number{mean(aucs), fixed(3)}, {}, spread(aucs)});
  cards.figures.push_back({{"Brier score", "Score de Brier"}, Number{mean(briers), fixed(4)}, {}, spread(briers)});
  cards.figures.push_back({{"Threshold", "Seuil"},
                           Number{run.card.threshold, percent(1)},
                           {},
                           {"probability of default above which a client is refused",
                            "probabilité de défaut au-delà de laquelle un client est refusé"}});
  cards.figures.push_back({{"Mean cost per client", "Coût moyen par client"},
                           Number{run.trained.cost, fixed(3)},
                           {},
                           text("{0} without a model", "{0} sans modèle", Number{cost_without_model(run), fixed(3)})});
  return cards;
}

Table fold_table(const TrainingRun& run) {
  Table table;
  table.caption = {"Cross-validation, fold by fold", "Validation croisée, pli par pli"};
  table.columns = {{{"Fold", "Pli"}},
                   {{"Clients", "Clients"}},
                   {{"Defaults", "Défauts"}},
                   {{"AUC", "AUC"}},
                   {{"Average precision", "Précision moyenne"}},
                   {{"KS", "KS"}},
                   {{"Brier", "Brier"}},
                   {{"Log loss", "Perte log."}},
                   {{"Cost per client", "Coût par client"}}};
  for (std::size_t fold = 0; fold < run.trained.folds.size(); ++fold) {
    const FoldResult& result = run.trained.folds[fold];
    const auto value = [](const std::optional<double>& v, int decimals) {
      return Number{v.value_or(kUndefined), fixed(decimals)};
    };
    table.rows.push_back({text("Fold {0}", "Pli {0}", count_of(fold + 1)), count_of(result.metrics.rows),
                          count_of(result.metrics.positives), value(result.metrics.auc, 3),
                          value(result.metrics.average_precision, 3), value(result.metrics.ks, 3),
                          value(result.metrics.brier, 4), value(result.metrics.log_loss, 4),
                          Number{result.cost, fixed(3)}});
  }
  return table;
}

LineChart loss_chart(const TrainingRun& run) {
  constexpr std::size_t kPoints = 60;
  const std::vector<double>& loss = run.trained.validation_loss;
  LineChart chart;
  chart.text.title = {"Loss as trees are added", "Perte selon le nombre d'arbres"};
  chart.text.summary =
      text("The mean loss on clients not seen in training is lowest after {0} trees; the model keeps that number.",
           "La perte moyenne sur les clients non vus à l'apprentissage est la plus basse après {0} arbres ; le "
           "modèle en garde "
           "autant.",
           count_of(static_cast<std::size_t>(run.trained.rounds)));
  chart.x = {{"Trees", "Arbres"}, integer(), 0.0, {}};
  chart.y = {{"Validation log loss", "Perte logarithmique de validation"}, significant(3), {}, {}};
  Line line;
  line.name = {"Validation loss", "Perte de validation"};
  const std::size_t step = std::max<std::size_t>(1, loss.size() / kPoints);
  for (std::size_t round = 0; round < loss.size(); round += step) {
    line.points.push_back({static_cast<double>(round + 1), loss[round]});
  }
  chart.lines.push_back(std::move(line));
  chart.markers.push_back({static_cast<double>(run.trained.rounds),
                           text("{0} trees", "{0} arbres", count_of(static_cast<std::size_t>(run.trained.rounds)))});
  return chart;
}

Section weights_section(const TrainingRun& run) {
  std::vector<Importance> importances;
  for (std::size_t f = 0; f < run.card.schema.features().size(); ++f) {
    importances.push_back(
        {user_text(run.card.schema.features()[f].name), run.mean_abs_contribution[f], run.mean_contribution[f], 0});
  }
  Section section{{"The features that matter", "Les variables qui comptent"}, {}, "weights"};
  section.blocks.push_back(importance_chart(importances, 15));
  section.blocks.push_back(importance_table(importances, 0));
  return section;
}

/// The calibration in use, what it does to the log loss, and why it is not the one asked for.
Text calibration_in_words(const TrainingRun& run) {
  const std::vector<CalibrationTrial>& trials = run.trained.calibration_trials;
  const CalibrationMethod used = run.trained.calibration.method;
  const Number without{trials.back().log_loss, fixed(4)};
  const auto name = [](CalibrationMethod method) {
    return method == CalibrationMethod::Sigmoid    ? Text{"sigmoid", "sigmoïde"}
           : method == CalibrationMethod::Isotonic ? Text{"isotonic", "isotonique"}
                                                   : Text{"none", "aucun"};
  };
  Text words = name(used);
  if (used != CalibrationMethod::None) {
    const auto trial = std::find_if(trials.begin(), trials.end(), [&](const auto& t) { return t.method == used; });
    words = text("{0}: log loss {1}, without it {2} (mean of the folds)",
                 "{0} : perte logarithmique {1}, sans calibrage {2} (moyenne des plis)", words,
                 Number{trial->log_loss, fixed(4)}, without);
  }
  if (used == run.options.calibration) return words;
  return text("{0}; the requested {1} gives a log loss of {2}, against {3} without calibration",
              "{0} ; le calibrage demandé ({1}) donne une perte logarithmique de {2}, contre {3} sans calibrage", words,
              name(run.options.calibration), Number{trials.front().log_loss, fixed(4)}, without);
}

Section training_section(const ModelCardView& view) {
  const TrainingRun& run = view.run;
  const BoosterParameters& booster = run.options.booster;
  const Schema& schema = run.card.schema;
  const auto categories = static_cast<std::size_t>(
      std::count_if(schema.features().begin(), schema.features().end(),
                    [](const Feature& feature) { return feature.kind == FeatureKind::Category; }));
  Section section{{"How it was trained", "Comment il a été entraîné"}, {}, "training"};
  Definitions items;
  items.items = {
      {{"Data", "Données"}, user_text(file_name(view.data_name))},
      {{"Clients", "Clients"}, count_of(run.rows)},
      {{"Defaults", "Défauts"},
       text("{0} ({1})", "{0} ({1})", count_of(run.positives),
            Number{static_cast<double>(run.positives) / static_cast<double>(run.rows), percent(1)})},
      {{"Features", "Variables"},
       text("{0}, of which {1} of text", "{0}, dont {1} de texte", count_of(schema.features().size()),
            count_of(categories))},
      {{"Text categories", "Catégories de texte"},
       schema.encoding() == CategoryEncoding::Ordinal
           ? Text{"each becomes its rank in the sorted list; unknown categories count as missing",
                  "chaque modalité devient son rang dans la liste triée ; modalité inconnue = valeur manquante"}
           : Text{"one 0/1 column per category; unknown categories count as missing",
                  "une variable indicatrice par modalité ; modalité inconnue = valeur manquante"}},
      {{"Missing values", "Valeurs manquantes"},
       Text{"kept: each split learns where they go", "conservées : chaque nœud apprend où elles vont"}},
      {{"Imbalance", "Déséquilibre"},
       Text{"no class weights, which would distort the probabilities; the threshold weighs the two kinds of error "
            "instead",
            "pas de pondération des classes, qui fausserait les probabilités ; c'est le seuil qui arbitre entre les "
            "deux erreurs"}},
      {{"Trees", "Arbres"},
       text("{0} of depth {1}, learning rate {2}", "{0} de profondeur {1}, taux d'apprentissage {2}",
            count_of(static_cast<std::size_t>(run.trained.rounds)),
            count_of(static_cast<std::size_t>(booster.max_depth)), Number{booster.learning_rate, significant(2)})},
      {{"Sampling", "Échantillonnage"},
       text("{0} of clients and {1} of columns per tree", "{0} des clients et {1} des colonnes par arbre",
            Number{booster.subsample, percent(0)}, Number{booster.colsample_bytree, percent(0)})},
      {{"Calibration", "Calibrage"}, calibration_in_words(run)},
      {{"Threshold", "Seuil"},
       text("{0}: lowest cost when an accepted default costs {1} and a refused good client {2}",
            "{0} : le coût le plus bas quand un défaut accepté coûte {1} et un bon client refusé {2}",
            Number{run.card.threshold, significant(3)}, Number{run.options.costs.false_negative, significant(3)},
            Number{run.options.costs.false_positive, significant(3)})},
      {{"Base value", "Valeur de base"},
       text("{0} log-odds, the starting point of every explanation",
            "{0} en logit, point de départ de chaque explication", Number{run.card.base_value, significant(4)})},
  };
  section.blocks.push_back(std::move(items));
  section.blocks.push_back(loss_chart(run));
  section.blocks.push_back(fold_table(run));
  return section;
}

Section limits_section(const TrainingRun& run) {
  Section section{{"Limits", "Limites"}, {}, "limits"};
  List limits;
  limits.items.push_back(
      {"The model was trained on clients with a known outcome; for other applicants, its figures are extrapolations.",
       "Le modèle a été entraîné sur des clients dont le remboursement est connu ; pour d'autres populations, ses "
       "chiffres sont des extrapolations."});
  limits.items.push_back(
      text("The threshold was chosen and evaluated on the same clients. Chosen on the other folds, it gives a mean "
           "cost of {0} instead of {1}.",
           "Le seuil a été choisi et évalué sur les mêmes clients. Choisi sur les autres plis, il donne un coût moyen "
           "de {0} au lieu de {1}.",
           Number{run.trained.cross_fitted_cost, fixed(3)}, Number{run.trained.cost, fixed(3)}));
  limits.items.push_back(
      {"A contribution shows what the model used, not what causes default. A person must be able to review each "
       "refusal.",
       "Une contribution montre ce que le modèle a utilisé, non la cause d'un défaut. Chaque refus doit pouvoir être "
       "réexaminé par une personne."});
  if (!run.empty_columns.empty()) {
    Text names;
    for (const std::string& name : run.empty_columns) {
      names.en += (names.en.empty() ? "" : ", ") + isolated(name);
    }
    names.fr = names.en;
    limits.items.push_back(text("Left out because they are empty: {0}.", "Exclues car vides : {0}.", names));
  }
  section.blocks.push_back(std::move(limits));
  return section;
}

}  // namespace

Page model_card_page(const ModelCardView& view) {
  const TrainingRun& run = view.run;
  Page page;
  page.kicker = {"Model card", "Fiche du modèle"};
  page.title =
      text("Credit model trained on {0}", "Modèle de crédit entraîné sur {0}", user_text(file_name(view.data_name)));
  page.lead = text(
      "The model ranks a defaulting client above a repaying one in {0} of unseen pairs (mean of the folds). Refusing "
      "above {1} brings the mean cost of errors down from {2} to {3} per client.",
      "Sur des clients jamais vus, le modèle attribue le risque le plus élevé au client défaillant dans {0} des paires "
      "(moyenne des plis). Refuser au-delà de {1} ramène le coût moyen des erreurs de {2} à {3} par client.",
      Number{mean(fold_values(run, "auc")), percent(1)}, Number{run.card.threshold, percent(1)},
      Number{cost_without_model(run), fixed(3)}, Number{run.trained.cost, fixed(3)});
  page.answer.push_back(key_figures(run));
  page.sections.push_back(quality_section(
      {run.trained.out_of_fold_probabilities, run.labels, run.metrics,
       outcome_at_threshold(run.trained.out_of_fold_probabilities, run.labels, run.card.threshold, run.options.costs),
       run.options.costs, true}));
  page.sections.push_back(weights_section(run));
  page.sections.push_back(training_section(view));
  page.sections.push_back(limits_section(run));
  page.sections.push_back(run_section(view.record));
  page.footer = page_footer(view.record);
  return page;
}

}  // namespace p8::views
