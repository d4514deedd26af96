#include "p8/views/vision/training/finetune_page.h"

#include <algorithm>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/vision/classification/classification_sections.h"
#include "p8/views/vision/training/finetune_sections.h"

namespace p8::views {

namespace {

using namespace report;

/// Accuracy first, with its interval in words; then what training took.
Text lead(const FinetunePage& view, const ClassificationView& all) {
  Text words = classification_lead(all);
  const ClassificationMetrics& metrics = view.figures.metrics;
  if (metrics.accuracy) {
    append(words,
           text("With other photos of the same kind, expect between {0} and {1} (95% interval).",
                "Avec d'autres photos du même genre, on peut attendre de {0} à {1} (intervalle à 95 %).",
                Number{metrics.accuracy_interval.low, percent(1)}, Number{metrics.accuracy_interval.high, percent(1)}),
           same(" "));
  }
  return words;
}

/// The figure that --folds and --repeats ask for, beside that of the one classifier which was written.
KeyFigure repeated_card(const RepeatedAccuracy& repeated) {
  const Number times = count_of(repeated.accuracies.size());
  return {{"Mean accuracy", "Exactitude moyenne"},
          Number{repeated.mean, percent(1)},
          {},
          text("{0}; 95% interval: {1} to {2}", "{0} ; intervalle à 95 % : de {1} à {2}",
               repeated.kind == "folds" ? text("of {0} folds", "sur {0} plis", times)
                                        : text("of {0} trainings", "sur {0} entraînements", times),
               Number{std::max(0.0, repeated.interval.low), percent(1)},
               Number{std::min(1.0, repeated.interval.high), percent(1)})};
}

void add_training_cards(const FinetuneResult& result, KeyFigures& cards) {
  if (result.best_epoch > 0) {
    cards.figures.push_back({{"Best epoch", "Meilleure époque"},
                             count_of(result.best_epoch),
                             {},
                             text("of {0} run, by validation loss", "sur {0} au total, selon la perte de validation",
                                  count_of(result.history.size()))});
  }
  cards.figures.push_back({{"Time to the best epoch", "Durée jusqu'à la meilleure époque"},
                           Number{result.cost.seconds_to_best, significant(3)},
                           {"s", "s"},
                           {"without the photos' features", "sans le calcul des plongements"}});
  const auto parameters = static_cast<double>(result.cost.parameters_trained);
  const bool millions = parameters >= 1e6;  // all digits stand under "What it took"
  cards.figures.push_back({millions ? Text{"Parameters trained, in millions", "Paramètres entraînés, en millions"}
                                    : Text{"Parameters trained, in thousands", "Paramètres entraînés, en milliers"},
                           Number{parameters / (millions ? 1e6 : 1e3), significant(3)},
                           {},
                           text("of {0} million", "sur {0} millions",
                                Number{static_cast<double>(result.cost.parameters) / 1e6, significant(3)})});
}

/// Test photos that look like photos the classifier learned from make its accuracy too good.
void warn_of_duplicates(const FinetuneResult& result, Page& page) {
  if (result.duplicates.empty()) return;
  page.answer.push_back(Notice{Tone::Warning,
                               plural(static_cast<std::int64_t>(result.duplicates.size()),
                                      {"{0} pair of near-identical photos in different parts",
                                       "{0} paire de photos presque identiques entre parties"},
                                      {"{0} pairs of near-identical photos in different parts",
                                       "{0} paires de photos presque identiques entre parties"}),
                               {"A test photo that is (almost) in the training set too makes the accuracy look better "
                                "than it is. The pairs are listed below; --group-duplicates keeps them in one part.",
                                "Une photo de test qui figure aussi, ou presque, parmi les photos d'apprentissage fait "
                                "paraître l'exactitude meilleure qu'elle n'est. Les paires sont énumérées ci-dessous ; "
                                "--group-duplicates les garde dans une même partie."}});
}

}  // namespace

Page finetune_page(const FinetunePage& view) {
  const FinetuneResult& result = view.result;
  const ClassificationView all{result.test, view.figures, view.thumbnails, nullptr};
  Page page;
  page.kicker = {"Trained classifier", "Classifieur entraîné"};
  page.title = text("{0}: {1} on {2}", "{0} : {1} sur {2}", user_text(file_name(view.data_name)),
                    head_name(result.head), user_text(result.backbone_name));
  if (result.objective == "contrastive") {
    page.title = text("{0}: {1}, trained with photos and texts", "{0} : {1}, entraîné avec photos et textes",
                      user_text(file_name(view.data_name)), user_text(result.backbone_name));
  }
  page.lead = lead(view, all);
  KeyFigures cards = classification_cards(all);
  if (result.repeated) cards.figures.insert(cards.figures.begin() + 1, repeated_card(*result.repeated));
  add_training_cards(result, cards);
  page.answer.push_back(std::move(cards));
  warn_of_duplicates(result, page);
  if (!result.history.empty()) {
    page.sections.push_back(learning_section(result.history, result.best_epoch, Learner::Classifier));
  }
  if (view.figures.answered > 0) page.sections.push_back(confusions_section(all));
  page.sections.push_back(pictures_section(all));
  if (view.figures.answered > 0) page.sections.push_back(classes_section(all));
  if (view.figures.labelled > 0) page.sections.push_back(confidence_section(all));
  page.sections.push_back(split_section(result, view.left_out));
  if (result.repeated && result.repeated->accuracies.size() > 1) {
    page.sections.push_back(repeats_section(*result.repeated));
  }
  page.sections.push_back(cost_section(view));
  if (!result.test.failed.empty()) page.sections.push_back(failed_section(result.test.failed));
  Section how = run_section(view.record);
  how.blocks.insert(how.blocks.begin(), finetune_settings(view));
  page.sections.push_back(std::move(how));
  page.footer = page_footer(view.record);
  return page;
}

}  // namespace p8::views
