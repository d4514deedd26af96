#include "p8/views/vision/training/finetune_sections.h"

#include <algorithm>
#include <cmath>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kDuplicatesListed = 200;

Line curve(const Text& name, const std::vector<EpochMetrics>& history, double EpochMetrics::*figure) {
  Line line{name, {}, history.size() <= 40};
  for (const EpochMetrics& epoch : history) line.points.push_back({static_cast<double>(epoch.epoch), epoch.*figure});
  return line;
}

bool any_finite(const std::vector<EpochMetrics>& history, double EpochMetrics::*figure) {
  return std::any_of(history.begin(), history.end(),
                     [&](const EpochMetrics& epoch) { return std::isfinite(epoch.*figure); });
}

Axis epoch_axis(std::size_t epochs) {
  return {{"Epoch", "Époque"}, integer(), 1.0, std::max(2.0, static_cast<double>(epochs))};
}

/// The epochs and which one is kept.
struct Learning {
  const std::vector<EpochMetrics>& history;
  std::size_t best_epoch = 0;
};

LineChart curves(const Learning& result, const ChartText& words, const Axis& y, double EpochMetrics::*train,
                 double EpochMetrics::*validation) {
  LineChart chart;
  chart.text = words;
  chart.x = epoch_axis(result.history.size());
  chart.y = y;
  if (any_finite(result.history, train)) {
    chart.lines.push_back(curve({"Training photos", "Photos d'apprentissage"}, result.history, train));
  }
  if (any_finite(result.history, validation)) {
    chart.lines.push_back(curve({"Validation photos", "Photos de validation"}, result.history, validation));
  }
  if (result.best_epoch > 0) {
    chart.markers.push_back(
        {static_cast<double>(result.best_epoch),
         text("Best: epoch {0} (lowest validation loss)", "Meilleure : époque {0} (perte de validation la plus basse)",
              count_of(result.best_epoch)),
         true});
  }
  return chart;
}

Text loss_summary(const Learning& result, const EpochMetrics& best) {
  const EpochMetrics& last = result.history.back();
  constexpr double kRise = 1.02;  // less would read as the same number
  if (last.epoch > best.epoch && last.val_loss > kRise * best.val_loss) {
    return text(
        "Epoch {0} is kept; afterwards the loss on validation photos rose from {1} to {2}: the model began to memorise "
        "its photos.",
        "L'époque {0} est gardée ; ensuite la perte sur les photos de validation est passée de {1} à {2} : le "
        "modèle commençait à apprendre ses photos par cœur.",
        count_of(best.epoch), Number{best.val_loss, significant(3)}, Number{last.val_loss, significant(3)});
  }
  return text("Epoch {0} is kept: there the loss on validation photos is lowest, {1}.",
              "L'époque {0} est gardée : la perte sur les photos de validation y est la plus basse, {1}.",
              count_of(best.epoch), Number{best.val_loss, significant(3)});
}

Text accuracy_summary(const EpochMetrics& best, Learner learner) {
  const Number validation{best.val_accuracy, percent(1)}, train{best.train_accuracy, percent(1)};
  if (learner == Learner::Pairs) {
    return text(
        "At epoch {0} the model finds a photo's own text among those of a batch for {1} of the validation photos and "
        "for {2} of the training photos.",
        "À l'époque {0}, le modèle retrouve le texte d'une photo parmi ceux d'un lot pour {1} des photos de validation "
        "et pour {2} des photos d'apprentissage.",
        count_of(best.epoch), validation, train);
  }
  return text("At epoch {0} the classifier is right on {1} of the validation photos and on {2} of the training photos.",
              "À l'époque {0}, le classifieur a raison pour {1} des photos de validation et pour {2} des photos "
              "d'apprentissage.",
              count_of(best.epoch), validation, train);
}

Table epochs_table(const Learning& result) {
  Table table;
  table.caption = {"Every epoch", "Toutes les époques"};
  table.columns = {{{"Epoch", "Époque"}},
                   {{"Training loss", "Perte à l'apprentissage"}},
                   {{"Validation loss", "Perte à la validation"}},
                   {{"Training accuracy", "Exactitude à l'apprentissage"}},
                   {{"Validation accuracy", "Exactitude à la validation"}},
                   {{"Seconds", "Secondes"}}};
  table.folded = true;
  for (const EpochMetrics& epoch : result.history) {
    table.rows.push_back({count_of(epoch.epoch), Number{epoch.train_loss, significant(3)},
                          Number{epoch.val_loss, significant(3)}, Number{epoch.train_accuracy, percent(1)},
                          Number{epoch.val_accuracy, percent(1)}, Number{epoch.seconds, significant(3)}});
  }
  return table;
}

Text part_text(Part part) {
  return part == Part::Train        ? Text{"training", "apprentissage"}
         : part == Part::Validation ? Text{"validation", "validation"}
                                    : Text{"test", "test"};
}

Table duplicates_table(const std::vector<NearDuplicate>& duplicates) {
  Table table;
  table.caption =
      duplicates.size() > kDuplicatesListed
          ? text("The first {0} pairs", "Les {0} premières paires", count_of(kDuplicatesListed))
          : Text{"Near-identical photos in different parts", "Photos presque identiques dans des parties différentes"};
  table.columns = {{{"Photo", "Photo"}},
                   {{"Part", "Partie"}},
                   {{"Looks like", "Ressemble à"}},
                   {{"Part of that one", "Partie de celle-ci"}},
                   {{"Bits that differ", "Bits différents"}}};
  for (std::size_t i = 0; i < std::min(kDuplicatesListed, duplicates.size()); ++i) {
    const NearDuplicate& pair = duplicates[i];
    table.rows.push_back({user_text(pair.first), part_text(pair.first_part), user_text(pair.second),
                          part_text(pair.second_part), count_of(static_cast<std::size_t>(std::max(0, pair.distance)))});
  }
  table.folded = table.rows.size() > kOpenRows;
  return table;
}

Notice left_out_notice(const std::vector<SmallClass>& classes) {
  std::vector<Text> names;
  for (const SmallClass& one : classes) {
    names.push_back(text("{0} ({1})", "{0} ({1})", user_text(one.name), count_of(one.photos)));
  }
  return {Tone::Warning,
          plural(static_cast<std::int64_t>(classes.size()), {"{0} class left out", "{0} classe exclue"},
                 {"{0} classes left out", "{0} classes exclues"}),
          text("They have fewer photos than --min-per-class requires: {0}. The classifier does not know them and gives "
               "their photos to other classes.",
               "Elles ont moins de photos que n'en demande --min-per-class : {0}. Le classifieur ne les connaît pas "
               "et attribue leurs photos à d'autres classes.",
               list_in_words(names))};
}

}  // namespace

Text head_name(const std::string& head) {
  static const std::pair<const char*, Text> kNames[] = {
      {"mlp", {"two-layer head", "tête à deux couches"}},
      {"linear", {"linear head", "tête linéaire"}},
      {"text",
       {"linear head initialised from the category texts", "tête linéaire initialisée par les textes de catégorie"}},
      {"logistic", {"logistic regression", "régression logistique"}},
      {"tip", {"Tip-Adapter", "Tip-Adapter"}},
      {"tip-f", {"trained Tip-Adapter", "Tip-Adapter entraîné"}}};
  for (const auto& [option, name] : kNames) {
    if (head == option) return name;
  }
  return user_text(head);
}

const EpochMetrics* best_of(const std::vector<EpochMetrics>& history, std::size_t best_epoch) {
  const auto best = std::find_if(history.begin(), history.end(),
                                 [&](const EpochMetrics& epoch) { return epoch.epoch == best_epoch; });
  return best == history.end() ? nullptr : &*best;
}

Section learning_section(const std::vector<EpochMetrics>& history, std::size_t best_epoch, Learner learner) {
  const Learning result{history, best_epoch};
  Section section{{"How it learned", "Comment il a appris"}, {}, "learning"};
  const EpochMetrics* const best = best_of(history, best_epoch);
  ChartText loss{{"Loss by epoch", "Perte par époque"}, {}, {}};
  ChartText accuracy{{"Accuracy by epoch", "Exactitude par époque"}, {}, {}};
  if (best != nullptr) {
    loss.summary = loss_summary(result, *best);
    accuracy.summary = accuracy_summary(*best, learner);
  }
  section.blocks.push_back(curves(result, loss, {{"Loss", "Perte"}, significant(3), 0.0, {}}, &EpochMetrics::train_loss,
                                  &EpochMetrics::val_loss));
  section.blocks.push_back(curves(result, accuracy,
                                  {{"Share of right answers", "Part de bonnes réponses"}, percent(0), {}, 1.0},
                                  &EpochMetrics::train_accuracy, &EpochMetrics::val_accuracy));
  section.blocks.push_back(epochs_table(result));
  return section;
}

Section split_section(const FinetuneResult& result, const std::vector<SmallClass>& left_out) {
  Section section{{"How the photos were split", "Répartition des photos"}, {}, "split"};
  section.blocks.push_back(Paragraph{
      {"The classifier was trained on the training photos, and the epoch with the lowest loss on the validation photos "
       "was kept. Every figure on this page is about the test photos, which were used for nothing else.",
       "Le classifieur a été entraîné sur les photos d'apprentissage, et l'époque où la perte sur les photos de "
       "validation est la plus basse a été gardée ; tous les chiffres de cette page portent sur les photos de test, "
       "qui n'ont servi à rien d'autre."}});
  Table table;
  table.caption = {"Photos of each class in each part", "Photos de chaque classe dans chaque partie"};
  table.columns = {{{"Class", "Classe"}},
                   {{"Training", "Apprentissage"}},
                   {{"Validation", "Validation"}},
                   {{"Test", "Test"}},
                   {{"All", "Total"}}};
  std::array<std::size_t, 3> all = {0, 0, 0};
  const auto add = [&](const Text& name, const std::array<std::size_t, 3>& parts) {
    table.rows.push_back(
        {name, count_of(parts[0]), count_of(parts[1]), count_of(parts[2]), count_of(parts[0] + parts[1] + parts[2])});
  };
  for (std::size_t i = 0; i < std::min(result.images_by_part.size(), result.test.classes.size()); ++i) {
    add(user_text(result.test.classes[i]), result.images_by_part[i]);
    for (std::size_t part = 0; part < all.size(); ++part) all[part] += result.images_by_part[i][part];
  }
  add({"All classes", "Toutes les classes"}, all);
  table.sortable = false;
  section.blocks.push_back(std::move(table));
  if (!left_out.empty()) section.blocks.push_back(left_out_notice(left_out));
  if (result.duplicates.empty()) {
    section.blocks.push_back(Paragraph{{"No photo of one part looks the same as a photo of another.",
                                        "Aucune photo d'une partie n'est presque identique à celle d'une autre."}});
  } else {
    section.blocks.push_back(duplicates_table(result.duplicates));
  }
  return section;
}

Section repeats_section(const RepeatedAccuracy& repeated) {
  const bool folds = repeated.kind == "folds";
  const Number mean{repeated.mean, percent(1)};
  const Number half{100.0 * (repeated.interval.high - repeated.interval.low) / 2.0, fixed(1)};
  Section section{{"How much is luck?", "Quelle est la part du hasard ?"}, {}, "repeats"};
  section.blocks.push_back(Paragraph{
      folds ? text("Trained and tested on {0} folds, the classifier reaches {1} on average, ± {2} percentage points "
                   "(95% interval of the mean, Student's t; folds share photos, so the interval is somewhat narrow).",
                   "Entraîné et testé sur {0} plis, le classifieur atteint {1} en moyenne, ± {2} points de "
                   "pourcentage (intervalle à 95 % de la moyenne, t de Student ; les plis partagent des photos, "
                   "l'intervalle est donc un peu étroit).",
                   count_of(repeated.accuracies.size()), mean, half)
            : text("Trained {0} times with other seeds, the classifier reaches {1} on average, ± {2} percentage "
                   "points (95% interval of the mean, Student's t).",
                   "Entraîné {0} fois avec d'autres graines, le classifieur atteint {1} en moyenne, ± {2} points de "
                   "pourcentage (intervalle à 95 % de la moyenne, t de Student).",
                   count_of(repeated.accuracies.size()), mean, half)});
  Table table;
  table.caption = {"Accuracy of each training", "Exactitude de chaque entraînement"};
  table.columns = {{folds ? Text{"Fold", "Pli"} : Text{"Training", "Entraînement"}}, {{"Accuracy", "Exactitude"}}};
  for (std::size_t i = 0; i < repeated.accuracies.size(); ++i) {
    table.rows.push_back({count_of(i + 1), Number{repeated.accuracies[i], percent(1)}});
  }
  table.folded = table.rows.size() > kOpenRows;
  section.blocks.push_back(std::move(table));
  return section;
}

Section cost_section(const FinetunePage& view) {
  const TrainingCost& cost = view.result.cost;
  Section section{{"Cost", "Coût"}, {}, "cost"};
  Definitions items;
  const auto add = [&](const Text& term, const Text& description) { items.items.push_back({term, description}); };
  const auto seconds = [](double value) { return Number{value, significant(3)}; };
  add({"Features of the photos", "Plongements des photos"},
      text("{0} s, computed once and kept with --cache", "{0} s, calculés une fois et gardés avec --cache",
           seconds(cost.feature_seconds)));
  add({"An epoch", "Une époque"}, text("{0} s", "{0} s", seconds(cost.seconds_per_epoch)));
  add({"Up to the best epoch", "Jusqu'à la meilleure époque"}, text("{0} s", "{0} s", seconds(cost.seconds_to_best)));
  add({"Parameters", "Paramètres"}, text("{0} trained of {1}", "{0} entraînés sur {1}",
                                         count_of(cost.parameters_trained), count_of(cost.parameters)));
  add({"Memory of the process, at most", "Mémoire du processus, au plus"},
      text("{0} MB", "{0} Mo", Number{cost.peak_megabytes, integer()}));
  add({"Classifying", "Classement"},
      std::isfinite(cost.images_per_second)
          ? text("{0} images per second", "{0} images par seconde", Number{cost.images_per_second, significant(3)})
          : Text{"not measured: all images came from the cache", "non mesuré : toutes les images viennent du cache"});
  section.blocks.push_back(std::move(items));
  return section;
}

Definitions finetune_settings(const FinetunePage& view) {
  const FinetuneResult& result = view.result;
  Definitions settings;
  const auto add = [&](const Text& term, const Text& description) { settings.items.push_back({term, description}); };
  add({"Backbone", "Réseau de base"}, user_text(result.backbone));
  if (result.objective != "contrastive") add({"Head", "Tête"}, head_name(result.head));
  add({"Objective", "Objectif"}, result.objective == "contrastive"
                                     ? Text{"contrastive: draws the photo and text of a product together",
                                            "contrastif : photos et textes d'un même produit "
                                            "se rapprochent"}
                                     : Text{"cross-entropy of the true class", "entropie croisée de la vraie classe"});
  if (result.texts.texts > 0) {
    add({"Texts", "Textes"}, text("{0} distinct texts, {1} of which are longer than the model can read and were cut",
                                  "{0} textes distincts, dont {1} plus longs que ce que le modèle lit et coupés",
                                  count_of(result.texts.texts), count_of(result.texts.cut)));
  }
  add({"Optimiser", "Optimiseur"},
      text("{0}, learning rate {1}, {2} photos per step", "{0}, taux d'apprentissage {1}, {2} photos par pas",
           user_text(result.optimizer), as_set(result.learning_rate), count_of(result.batch)));
  add({"Epochs", "Époques"},
      text("{0} requested, {1} run", "{1} sur {0} au plus", count_of(result.epochs), count_of(result.history.size())));
  add({"Backbone blocks trained", "Blocs du réseau entraînés"},
      result.unfrozen == 0 ? Text{"none: the backbone stays as published", "aucun : le réseau reste tel que publié"}
                           : text("the last {0}", "les {0} derniers", count_of(result.unfrozen)));
  add({"Augmentation", "Augmentation"},
      result.augmented == 0 ? Text{"none", "aucune"}
                            : text("{0} variants of each training photo",
                                   "{0} variantes de chaque photo d'apprentissage", count_of(result.augmented)));
  add({"Computed on", "Calcul"}, user_text(view.device + ", " + view.precision));
  return settings;
}

}  // namespace p8::views
