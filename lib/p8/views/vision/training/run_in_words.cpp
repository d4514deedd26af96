#include "p8/views/vision/training/run_in_words.h"

#include "p8/csv/number.h"
#include "p8/report/escape.h"
#include "p8/report/number.h"
#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using report::fixed;
using report::integer;
using report::Number;
using report::percent;
using report::plural;
using report::significant;
using report::user_text;

std::optional<double> number_of(const RunDirectory& run, const std::string& option) {
  const ParsedNumber number = parse_number(run.option(option));
  return number.fault == NumberFault::None ? std::optional(number.value) : std::nullopt;
}

/// The option as a count in a sentence; nothing where it is not set, or 0.
std::optional<std::int64_t> count_in(const RunDirectory& run, const std::string& option) {
  const std::optional<double> value = number_of(run, option);
  return value && *value >= 1.0 && *value < 1e12 ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
}

/// "CLIP (ViT-B-32.pt)" of "clip:models/ViT-B-32.pt".
Text backbone_in_words(const std::string& backbone) {
  const std::size_t colon = backbone.find(':');
  const std::string kind = backbone.substr(0, colon);
  const Text file = user_text(file_name(colon == std::string::npos ? backbone : backbone.substr(colon + 1)));
  return kind == "clip"    ? text("CLIP ({0})", "CLIP ({0})", file)
         : kind == "vgg16" ? text("VGG16 ({0})", "VGG16 ({0})", file)
                           : user_text(backbone);
}

Text head_in_words(const RunDirectory& run) {
  const std::string head = run.option("head");
  const std::optional<std::int64_t> hidden = count_in(run, "hidden");
  if (head.empty() || head == "mlp") {
    return hidden ? text("a new head of two linear layers with ReLU between them and {0} hidden units",
                         "une nouvelle tête de deux couches linéaires séparées par ReLU, avec {0} unités cachées",
                         Number{static_cast<double>(*hidden), integer()})
                  : Text{"a new head of two linear layers with ReLU between them",
                         "une nouvelle tête de deux couches linéaires séparées par ReLU"};
  }
  if (head == "linear") return {"a new linear layer", "une nouvelle couche linéaire"};
  if (head == "text") {
    return {"a linear layer initialised from the embeddings of the category texts",
            "une couche linéaire initialisée par les plongements des textes de catégorie"};
  }
  if (head == "logistic") {
    return {"a logistic regression whose penalty was chosen on the validation photos",
            "une régression logistique dont la pénalité a été choisie sur les photos de validation"};
  }
  if (head == "tip") {
    return {"a memory of the training photos beside the category texts (Tip-Adapter)",
            "une mémoire des photos d'apprentissage à côté des textes de catégorie (Tip-Adapter)"};
  }
  if (head == "tip-f") {
    return {"a memory of the training photos beside the category texts, trained further (Tip-Adapter-F)",
            "une mémoire des photos d'apprentissage à côté des textes de catégorie, entraînée ensuite (Tip-Adapter-F)"};
  }
  return text("a head of the kind “{0}”", "une tête du type « {0} »", user_text(head));
}

Text zeroshot_in_words(const ComparedRun& run) {
  const RunDirectory& directory = run.directory;
  const Text model = backbone_in_words("clip:" + directory.option("model"));
  if (directory.option("strategy") == "descriptions") {
    return text(
        "{0} is not trained on these photos: {1} gives each of them the category of the product, among all others, "
        "whose description it resembles most.",
        "{0} n'est pas entraîné sur ces photos : {1} donne à chacune la catégorie du produit, parmi tous les autres, "
        "dont la description lui ressemble le plus.",
        user_text(run.name), model);
  }
  return text(
      "{0} is not trained on these photos: {1} gives each of them the category whose name, set into a sentence, it "
      "resembles most (zero-shot classification).",
      "{0} n'est pas entraîné sur ces photos : {1} donne à chacune la catégorie dont le nom, mis dans une phrase, lui "
      "ressemble le plus (classification « zero-shot »).",
      user_text(run.name), model);
}

Text frozen_in_words(const RunDirectory& run) {
  const std::optional<std::int64_t> unfrozen = count_in(run, "unfreeze");
  if (!unfrozen) {
    return {"The network itself stays as published.", "Le réseau lui-même reste tel que publié."};
  }
  return plural(
      *unfrozen,
      {"The last block of the network is trained with it.", "Le dernier bloc du réseau est entraîné avec elle."},
      {"The last {0} blocks of the network are trained with it.",
       "Les {0} derniers blocs du réseau sont entraînés avec elle."});
}

Text steps_in_words(const RunDirectory& run) {
  const std::string optimizer = run.option("optimizer");
  const std::optional<double> rate = number_of(run, "lr");
  const std::optional<std::int64_t> batch = count_in(run, "batch-train");
  if (optimizer.empty() || !rate || !batch) return {};
  static const std::pair<const char*, const char*> kNames[] = {
      {"adam", "Adam"}, {"adamw", "AdamW"}, {"rmsprop", "RMSprop"}, {"sgd", "SGD"}};
  Text name = user_text(optimizer);
  for (const auto& [option, written] : kNames) {
    if (optimizer == option) name = same(written);
  }
  return text("The optimiser is {0}, with a learning rate of {1} and {2} photos per step.",
              "L'optimiseur est {0}, avec un taux d'apprentissage de {1} et {2} photos par pas.", name, as_set(*rate),
              Number{static_cast<double>(*batch), integer()});
}

Text epochs_in_words(const RunDirectory& run) {
  const std::optional<std::int64_t> epochs = count_in(run, "epochs"), patience = count_in(run, "patience");
  if (!epochs) return {};
  const Number most{static_cast<double>(*epochs), integer()};
  if (!patience) {
    return text("Of at most {0} epochs, the one with the lowest loss on the validation photos is kept.",
                "Sur {0} époques au plus, on garde celle où la perte sur les photos de validation est la plus basse.",
                most);
  }
  return text(
      "Training ends after {0} epochs, or {1} without a lower loss on the validation photos; the epoch with the lowest "
      "one is kept.",
      "L'entraînement s'arrête après {0} époques, ou {1} sans baisse de la perte sur les photos de validation ; on "
      "garde l'époque où elle est la plus basse.",
      most, Number{static_cast<double>(*patience), integer()});
}

}  // namespace

Text model_in_words(const ComparedRun& run) {
  const RunDirectory& directory = run.directory;
  if (!directory.is_trained()) return zeroshot_in_words(run);
  const Text backbone = backbone_in_words(directory.option("backbone"));
  if (directory.option("objective") == "contrastive") {
    Text words = text(
        "{0} trains {1} itself, so that the photo and text of a product end up close to each other; categories are "
        "then recognised by their texts, without a head.",
        "{0} entraîne {1} lui-même, pour rapprocher la photo et le texte d'un même produit ; les catégories sont "
        "ensuite reconnues à leurs textes, sans tête.",
        user_text(run.name), backbone);
    if (const std::optional<std::int64_t> unfrozen = count_in(directory, "unfreeze")) {
      append(words,
             plural(*unfrozen,
                    {"The last block of both towers is trained.", "Le dernier bloc des deux tours est entraîné."},
                    {"The last {0} blocks of both towers are trained.",
                     "Les {0} derniers blocs des deux tours sont entraînés."}),
             same(" "));
    }
    return words;
  }
  Text words = text("{0} puts {1} on the image encoder of {2}.", "{0} place {1} sur l'encodeur d'images de {2}.",
                    user_text(run.name), head_in_words(directory), backbone);
  append(words, frozen_in_words(directory), same(" "));
  return words;
}

Text training_in_words(const ComparedRun& run) {
  const RunDirectory& directory = run.directory;
  if (!directory.is_trained()) return {};
  Text words = directory.option("objective") == "contrastive"
                   ? text("{0} minimises the symmetric contrastive loss of photos and texts (InfoNCE).",
                          "{0} minimise la perte contrastive symétrique des photos et des textes (InfoNCE).",
                          user_text(run.name))
                   : text("{0} minimises the cross-entropy of the true category.",
                          "{0} minimise l'entropie croisée de la vraie catégorie.", user_text(run.name));
  for (const Text& more : {steps_in_words(directory), epochs_in_words(directory)}) {
    if (!more.en.empty()) append(words, more, same(" "));
  }
  if (const std::optional<std::int64_t> variants = count_in(directory, "augment")) {
    append(words,
           plural(*variants,
                  {"Each training photo is also shown in {0} altered variant.",
                   "Chaque photo d'apprentissage est aussi montrée dans {0} variante modifiée."},
                  {"Each training photo is also shown in {0} altered variants (turned, zoomed, mirrored, recoloured).",
                   "Chaque photo d'apprentissage est aussi montrée dans {0} variantes modifiées (tournées, agrandies, "
                   "retournées, recolorées)."}),
           same(" "));
  }
  return words;
}

Text result_in_words(const ComparedRun& run) {
  const ClassificationMetrics& metrics = run.figures.metrics;
  Text words =
      text("{0} is right on {1} of the photos (95% interval {2} to {3}), with a macro F1 of {4}.",
           "{0} a raison pour {1} des photos (intervalle à 95 % de {2} à {3}), avec un F1 macro de {4}.",
           user_text(run.name), Number{metrics.accuracy.value_or(kUndefined), percent(1)},
           Number{metrics.accuracy_interval.low, percent(1)}, Number{metrics.accuracy_interval.high, percent(1)},
           Number{metrics.macro_f1.value_or(kUndefined), fixed(3)});
  const RunDirectory& directory = run.directory;
  if (directory.best_epoch && directory.seconds_to_best && directory.parameters_trained) {
    append(words,
           text("It took {0} and {1} s, training {2}.", "Il y arrive en {0} et {1} s, avec {2}.",
                plural(static_cast<std::int64_t>(*directory.best_epoch), {"{0} epoch", "{0} époque"},
                       {"{0} epochs", "{0} époques"}),
                Number{*directory.seconds_to_best, significant(2)},
                plural(static_cast<std::int64_t>(*directory.parameters_trained),
                       {"{0} parameter", "{0} paramètre entraîné"}, {"{0} parameters", "{0} paramètres entraînés"})),
           same(" "));
  }
  return words;
}

}  // namespace p8::views
