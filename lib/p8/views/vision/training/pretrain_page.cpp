#include "p8/views/vision/training/pretrain_page.h"

#include <utility>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/vision/classification/classification_sections.h"
#include "p8/views/vision/training/finetune_sections.h"
#include "p8/views/vision/training/pretrain_sections.h"

namespace p8::views {

namespace {

using namespace report;

bool has_pairs(const PretrainingResult& result) { return result.objective == "contrastive"; }

Text lead(const PretrainingResult& result) {
  const EpochMetrics* const best = best_of(result.history, result.best_epoch);
  const double accuracy = best == nullptr ? kUndefined : best->val_accuracy;
  if (has_pairs(result)) {
    return text(
        "A model that matches photos and texts was trained from scratch on {0} photos. On {1} other photos, it finds "
        "each photo's own text among those of a batch in {2} of the cases.",
        "Un modèle qui rapproche photos et textes a été entraîné à partir de zéro sur {0} photos. Sur {1} autres "
        "photos, il retrouve le texte de la photo parmi ceux d'un lot dans {2} des cas.",
        count_of(result.train), count_of(result.validation), Number{accuracy, percent(1)});
  }
  return text(
      "A classifier of {3} labels was trained from scratch on {0} photos. On {1} other photos it is right in {2} of "
      "the cases.",
      "Un classifieur de {3} étiquettes a été entraîné à partir de zéro sur {0} photos. Sur {1} autres photos, il a "
      "raison dans {2} des cas.",
      count_of(result.train), count_of(result.validation), Number{accuracy, percent(1)}, count_of(result.classes));
}

KeyFigures cards(const PretrainingResult& result) {
  const EpochMetrics* const best = best_of(result.history, result.best_epoch);
  KeyFigures figures;
  figures.figures.push_back(
      {{"Validation accuracy at the best epoch", "Exactitude de validation à la meilleure époque"},
       Number{best == nullptr ? kUndefined : best->val_accuracy, percent(1)},
       {},
       has_pairs(result) ? Text{"own text found in a batch", "texte retrouvé dans un lot"}
                         : Text{"label found", "étiquette trouvée"}});
  figures.figures.push_back({{"Best epoch", "Meilleure époque"},
                             count_of(result.best_epoch),
                             {},
                             text("of {0} run, by validation loss", "sur {0} au total, selon la perte de validation",
                                  count_of(result.history.size()))});
  figures.figures.push_back({{"Training photos", "Photos d'apprentissage"},
                             count_of(result.train),
                             {},
                             text("and {0} for validation", "et {0} de validation", count_of(result.validation))});
  figures.figures.push_back({{"Parameters, in millions", "Paramètres, en millions"},
                             Number{static_cast<double>(result.cost.parameters) / 1e6, significant(3)},
                             {},
                             {"all of them trained", "tous entraînés"}});
  return figures;
}

}  // namespace

Page pretrain_page(const PretrainPage& view) {
  const PretrainingResult& result = view.result;
  Page page;
  page.kicker = {"Training from scratch", "Entraînement à partir de zéro"};
  page.title = text("{0}: {1}", "{0} : {1}", user_text(file_name(view.data_name)), user_text(result.model));
  page.lead = lead(result);
  page.answer.push_back(cards(result));
  if (!result.history.empty()) {
    page.sections.push_back(
        learning_section(result.history, result.best_epoch, has_pairs(result) ? Learner::Pairs : Learner::Classifier));
  }
  page.sections.push_back(trained_section(result));
  page.sections.push_back(images_section(result));
  page.sections.push_back(limits_section(result));
  page.sections.push_back(pretraining_cost_section(result));
  if (!result.failed.empty()) page.sections.push_back(failed_section(result.failed));
  Section how = run_section(view.record);
  how.blocks.insert(how.blocks.begin(), pretraining_settings(result));
  page.sections.push_back(std::move(how));
  page.footer = page_footer(view.record);
  return page;
}

}  // namespace p8::views
