#include "p8/views/vision/training/pretrain_sections.h"

#include <algorithm>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kCountsListed = 100;

void add(Definitions& items, const Text& term, const Text& description) { items.items.push_back({term, description}); }

bool has_pairs(const PretrainingResult& result) { return result.objective == "contrastive"; }

Text vocabulary_text(const PretrainingResult& result) {
  return result.learnt_vocabulary
             ? text("{0} tokens, learned from the training texts", "{0} jetons, appris des textes d'entraînement",
                    count_of(result.vocabulary))
             : text("{0} tokens, read from files", "{0} jetons, lus dans des fichiers", count_of(result.vocabulary));
}

Text texts_text(const PretrainingResult& result) {
  return result.cut_texts == 0
             ? text("{0} distinct texts", "{0} textes distincts", count_of(result.texts))
             : text("{0} distinct texts, {1} of which are longer than the model can read and were cut",
                    "{0} textes distincts, dont {1} plus longs que ce que le modèle lit et coupés",
                    count_of(result.texts), count_of(result.cut_texts));
}

Text drawn_text(const PretrainingResult& result) {
  if (!result.balanced_by.empty()) {
    return text("in proportion to 1 / count^{1} of the photo's value in column {0}",
                "en proportion de 1 / effectif^{1} de la valeur de la photo dans la colonne {0}",
                user_text(result.balanced_by), as_set(result.balance_power));
  }
  if (!result.weight_column.empty()) {
    return text("as often as column {0} says", "aussi souvent que l'indique la colonne {0}",
                user_text(result.weight_column));
  }
  return {"uniformly", "uniformément"};
}

Text variation_text(const RandomResizedCrop& variation) {
  Text words = text("a random part of at least {0} of its area", "une partie au hasard, d'au moins {0} de sa surface",
                    Number{variation.least_area, percent(0)});
  const auto add = [&](const Text& more) { append(words, more, {"; ", " ; "}); };
  if (variation.mirror) add({"mirrored half of the time", "en miroir une fois sur deux"});
  if (variation.colour > 0.0) {
    add(text("brightness, contrast and saturation changed by up to {0}",
             "luminosité, contraste et saturation changés d'au plus {0}", Number{variation.colour, percent(0)}));
  }
  if (variation.grey > 0.0) {
    add(text("in grey in {0} of the cases", "sans couleurs dans {0} des cas",
             Number{variation.grey, percent(0)}));
  }
  if (variation.erasing > 0.0) {
    add(text("partly erased in {0} of the cases", "une partie masquée dans {0} des cas",
             Number{variation.erasing, percent(0)}));
  }
  return words;
}

Text schedule_text(const PretrainingResult& result) {
  const TrainingOptions& training = result.options.training;
  const Text name = result.schedule == "cosine" ? Text{"decaying along a cosine", "décroissant selon un cosinus"}
                    : result.schedule == "step"
                        ? text("divided by ten every {0} epochs", "divisé par dix toutes les {0} époques",
                               count_of(training.step_epochs))
                        : Text{"constant", "constant"};
  if (training.warmup_epochs == 0) return name;
  return text("{0}, after rising from 0 over {1} epochs", "{0}, après une montée depuis 0 sur {1} époques", name,
              count_of(training.warmup_epochs));
}

}  // namespace

Section trained_section(const PretrainingResult& result) {
  Section section{{"What was trained", "Ce qui a été entraîné"}, {}, "trained"};
  Definitions items;
  add(items, {"Model", "Modèle"}, user_text(result.model));
  add(items, {"Images", "Images"}, text("{0} × {0} pixels", "{0} × {0} pixels", count_of(result.image_size)));
  if (has_pairs(result)) {
    add(items, {"Vocabulary", "Vocabulaire"}, vocabulary_text(result));
    add(items, {"Texts", "Textes"}, texts_text(result));
  } else {
    add(items, {"Labels", "Étiquettes"}, text("{0}", "{0}", count_of(result.classes)));
  }
  add(items, {"Stored", "Enregistrement"},
      has_pairs(result) ? text("folder model, in {0}, which p8 zeroshot and p8 finetune open",
                               "dossier model, en {0}, que p8 zeroshot et p8 finetune ouvrent", same(result.saved))
                        : text("folder model, in {0}, which p8 finetune opens",
                               "dossier model, en {0}, que p8 finetune ouvre", same(result.saved)));
  section.blocks.push_back(std::move(items));
  return section;
}

Section images_section(const PretrainingResult& result) {
  Section section{{"Training data", "Données d'apprentissage"}, {}, "photos"};
  Table table;
  const bool is_cut = result.counts.size() > kCountsListed;
  table.caption = is_cut ? text("Photos of each part: the {0} most frequent",
                                "Photos de chaque partie : les {0} plus fréquentes", count_of(kCountsListed))
                         : Text{"Photos of each part", "Photos de chaque partie"};
  table.columns = {
      {result.counted_by.empty() ? Text{"Label begins with", "Début de l'étiquette"} : user_text(result.counted_by)},
      {{"Training", "Apprentissage"}},
      {{"Validation", "Validation"}},
      {{"All", "Total"}}};
  const auto row = [&](const Text& name, std::size_t train, std::size_t validation) {
    table.rows.push_back({name, count_of(train), count_of(validation), count_of(train + validation)});
  };
  for (std::size_t i = 0; i < std::min(result.counts.size(), kCountsListed); ++i) {
    const ImageCount& count = result.counts[i];
    row(count.value.empty() ? Text{"none", "aucune"} : user_text(count.value), count.train, count.validation);
  }
  row({"All photos", "Toutes les photos"}, result.train, result.validation);
  table.folded = table.rows.size() > kOpenRows;
  section.blocks.push_back(Paragraph{
      text("An epoch draws as many photos as there are in the training set, {0}.",
           "Une époque tire autant de photos qu'en compte l'ensemble d'apprentissage, {0}.", drawn_text(result))});
  section.blocks.push_back(std::move(table));
  return section;
}

Section limits_section(const PretrainingResult& result) {
  Section section{{"What these figures do not say", "Ce que ces chiffres ne disent pas"}, {}, "limits"};
  List list;
  list.items.push_back(
      {"No photo was kept apart for a test: the epoch was chosen on the validation photos, which makes their figures a "
       "little too good.",
       "Aucune photo n'a été mise de côté pour un test : l'époque a été choisie sur les photos de validation, ce qui "
       "rend leurs chiffres un peu trop bons."});
  if (has_pairs(result)) {
    list.items.push_back(
        {"Finding a text among those of a batch depends on the batch size; p8 zeroshot shows how well the model names "
         "photos from other sources.",
         "Retrouver un texte parmi ceux d'un lot dépend de la taille du lot ; p8 zeroshot dit à quel point le modèle "
         "nomme les photos d'autres sources."});
  }
  if (result.duplicates > 0) {
    list.items.push_back(plural(
        static_cast<std::int64_t>(result.duplicates),
        {"{0} pair of photos that look the same is split across the two parts; --group-duplicates keeps such photos "
         "together.",
         "{0} paire de photos qui se ressemblent est répartie entre les deux parties ; --group-duplicates garde ces "
         "photos ensemble."},
        {"{0} pairs of photos that look the same are split across the two parts; --group-duplicates keeps such photos "
         "together.",
         "{0} paires de photos qui se ressemblent sont réparties entre les deux parties ; --group-duplicates garde ces "
         "photos ensemble."}));
  }
  if (result.unused > 0) {
    list.items.push_back(text("{0} photos without a text or a label were left out.",
                              "{0} photos ont été exclues, faute de texte ou d'étiquette.", count_of(result.unused)));
  }
  section.blocks.push_back(std::move(list));
  return section;
}

Section pretraining_cost_section(const PretrainingResult& result) {
  const TrainingCost& cost = result.cost;
  Section section{{"Cost", "Coût"}, {}, "cost"};
  Definitions items;
  const auto seconds = [](double value) { return text("{0} s", "{0} s", Number{value, significant(3)}); };
  add(items, {"Computed on", "Calcul"}, user_text(result.device == "cuda" ? "CUDA" : "CPU"));
  add(items, {"Reading the photos", "Lecture des photos"}, seconds(cost.feature_seconds));
  add(items, {"An epoch", "Une époque"}, seconds(cost.seconds_per_epoch));
  add(items, {"Up to the best epoch", "Jusqu'à la meilleure époque"}, seconds(cost.seconds_to_best));
  add(items, {"Photos in memory", "Photos en mémoire"},
      text("{0} MB, at most {1} pixels on the shorter side", "{0} Mo, au plus {1} pixels pour le petit côté",
           Number{result.kept_megabytes, significant(3)}, count_of(result.kept_side)));
  add(items, {"Memory of the process, at most", "Mémoire du processus, au plus"},
      text("{0} MB", "{0} Mo", Number{cost.peak_megabytes, integer()}));
  section.blocks.push_back(std::move(items));
  return section;
}

Definitions pretraining_settings(const PretrainingResult& result) {
  const TrainingOptions& training = result.options.training;
  Definitions items;
  add(items, {"Configuration", "Configuration"}, user_text(result.backbone));
  add(items, {"Objective", "Objectif"},
      has_pairs(result) ? Text{"contrastive: draws the photo and text of a product together",
                               "contrastif : photos et textes d'un même produit se rapprochent"}
                        : Text{"cross-entropy of the true label", "entropie croisée de la vraie étiquette"});
  add(items, {"Optimiser", "Optimiseur"},
      text("{0}, learning rate {1}, weight decay {2}", "{0}, taux d'apprentissage {1}, décroissance des poids {2}",
           user_text(result.optimizer), as_set(training.learning_rate), as_set(training.weight_decay)));
  add(items, {"Learning rate", "Taux d'apprentissage"}, schedule_text(result));
  add(items, {"Photos per step", "Photos par pas"},
      text("{0}, of which {1} at once", "{0}, dont {1} à la fois", count_of(training.batch),
           count_of(std::min(training.batch, result.options.micro_batch))));
  add(items, {"Epochs", "Époques"},
      text("{0} requested, {1} run", "{1} sur {0} au plus", count_of(training.epochs),
           count_of(result.history.size())));
  add(items, {"Weights kept", "Poids gardés"},
      result.options.weight_average > 0.0
          ? text("a running mean with decay {0}", "une moyenne mobile de décroissance {0}",
                 as_set(result.options.weight_average))
          : Text{"those of the best epoch", "ceux de la meilleure époque"});
  add(items, {"Augmentation", "Augmentation"}, variation_text(result.variation));
  return items;
}

}  // namespace p8::views
