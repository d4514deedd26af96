#include "p8/views/vision/classification/zeroshot_sections.h"

#include <algorithm>
#include <cmath>

#include "p8/report/charts/scale.h"
#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kLargestMatrix = 20;  // classes
constexpr std::size_t kPairsListed = 25;    // pairs of classes
constexpr std::size_t kPromptsShown = 3;    // of each class
constexpr std::size_t kLongTextsShown = 100;

/// Two classes and their cosine.
struct Pair {
  std::size_t first = 0, second = 0;
  double cosine = 0.0;
};

std::vector<Pair> closest_first(const ZeroshotResult& result) {
  const std::size_t classes = result.classification.classes.size();
  std::vector<Pair> pairs;
  if (result.class_similarity.size() != classes * classes) return pairs;
  for (std::size_t i = 0; i < classes; ++i) {
    for (std::size_t j = i + 1; j < classes; ++j) {
      const double cosine = result.class_similarity[i * classes + j];
      if (std::isfinite(cosine)) pairs.push_back({i, j, cosine});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) { return a.cosine > b.cosine; });
  return pairs;
}

/// Round limits of five shades over the cosines between different classes, which lie close together.
std::vector<double> shade_limits(const std::vector<Pair>& pairs) {
  const double low = pairs.back().cosine, high = pairs.front().cosine;
  if (low >= 0.0) return nice_ticks(low, high, 5).values;
  return nice_ticks(0.0, std::max(high, -low), 5).values;
}

HeatMap similarity_chart(const ZeroshotPage& view, const std::vector<Pair>& pairs) {
  const std::vector<std::string>& classes = view.result.classification.classes;
  HeatMap chart;
  chart.text.title = {"How similar the classes look to the model", "Ressemblance des classes aux yeux du modèle"};
  chart.text.summary = text(
      "{0} and {1} are closest to each other (cosine {2}), {3} and {4} farthest apart ({5}). Close classes are easily "
      "confused; other prompts may separate them.",
      "Les plus proches sont « {0} » et « {1} » (cosinus {2}), les plus éloignées « {3} » et « {4} » ({5}). Des "
      "classes "
      "proches se confondent facilement ; d'autres phrases peuvent les séparer.",
      user_text(classes[pairs.front().first]), user_text(classes[pairs.front().second]),
      Number{pairs.front().cosine, fixed(2)}, user_text(classes[pairs.back().first]),
      user_text(classes[pairs.back().second]), Number{pairs.back().cosine, fixed(2)});
  chart.rows_are = chart.columns_are =
      view.strategy == ZeroshotStrategy::Prompts
          ? Text{"mean of a class's prompts", "moyenne des phrases d'une classe"}
          : Text{"mean of a class's descriptions", "moyenne des descriptions d'une classe"};
  for (const std::string& name : classes) chart.names.push_back(user_text(name));
  chart.values = chart.levels = view.result.class_similarity;
  for (std::size_t i = 0; i < classes.size(); ++i) chart.levels[i * classes.size() + i] = kUndefined;  // always 1
  chart.format = chart.level_format = fixed(2);
  chart.level_name = {"Cosine:", "Cosinus :"};
  chart.limits = shade_limits(pairs);
  return chart;
}

Table pairs_table(const ZeroshotPage& view, const std::vector<Pair>& pairs) {
  const std::vector<std::string>& classes = view.result.classification.classes;
  Table table;
  table.caption = {"The classes that look most alike to the model", "Les classes qui se ressemblent le plus"};
  table.columns = {{{"Class", "Classe"}}, {{"Looks like", "Ressemble à"}}, {{"Cosine", "Cosinus"}}};
  for (std::size_t i = 0; i < std::min(kPairsListed, pairs.size()); ++i) {
    table.rows.push_back(
        {user_text(classes[pairs[i].first]), user_text(classes[pairs[i].second]), Number{pairs[i].cosine, fixed(3)}});
  }
  return table;
}

Table prompts_table(const ZeroshotResult& result) {
  Table table;
  table.caption = {"The prompts of each class", "Les phrases de chaque classe"};
  table.columns = {{{"Class", "Classe"}}, {{"Prompts", "Phrases"}}, {{"Some of them", "Quelques-unes"}}};
  table.folded = true;
  for (std::size_t i = 0; i < std::min(result.prompts.size(), result.classification.classes.size()); ++i) {
    const std::vector<std::string>& prompts = result.prompts[i];
    std::string examples;
    for (std::size_t k = 0; k < std::min(kPromptsShown, prompts.size()); ++k) {
      examples += (k == 0 ? "" : " · ") + isolated(prompts[k]);
    }
    table.rows.push_back({user_text(result.classification.classes[i]), count_of(prompts.size()), same(examples)});
  }
  return table;
}

}  // namespace

Section prompts_section(const ZeroshotPage& view) {
  Section section{{"How classes are told apart", "Ce qui distingue les classes"}, {}, "prompts"};
  section.blocks.push_back(Paragraph{
      view.strategy == ZeroshotStrategy::Prompts
          ? Text{"The model was not trained on these images. Each class is represented by sentences with its name; a "
                 "photo gets the class whose mean sentence is closest to it (largest cosine of the embeddings).",
                 "Le modèle n'a pas été entraîné sur ces images. Chaque classe est représentée par des phrases qui "
                 "contiennent son nom ; une photo reçoit la classe dont la phrase moyenne est la plus proche (plus "
                 "grand cosinus des plongements)."}
          : Text{"The model was not trained on these images. A photo is compared with the descriptions of the other "
                 "products and gets the class of the best match.",
                 "Le modèle n'a pas été entraîné sur ces images. Une photo est comparée aux descriptions des autres "
                 "produits et reçoit la classe de celle qui convient le mieux."}});
  const std::vector<Pair> pairs = closest_first(view.result);
  if (!pairs.empty() && view.result.classification.classes.size() <= kLargestMatrix) {
    section.blocks.push_back(similarity_chart(view, pairs));
  } else if (!pairs.empty()) {
    section.blocks.push_back(pairs_table(view, pairs));
  }
  if (!view.result.prompts.empty()) section.blocks.push_back(prompts_table(view.result));
  return section;
}

Section retrieval_section(const Retrieval& retrieval) {
  Section section{{"Photo ↔ text retrieval", "Recherche photo ↔ texte"}, {}, "retrieval"};
  section.blocks.push_back(Paragraph{text(
      "Each of {0} photos has a text of its own. Given the photo, its text comes first in {1} of cases and is among "
      "the "
      "first ten in {2}; given the text, its photo comes first in {3}.",
      "Chacune des {0} photos a son propre texte. À partir de la photo, son texte vient en premier dans {1} des cas et "
      "figure parmi les dix premiers dans {2} ; à partir du texte, sa photo vient en premier dans {3}.",
      count_of(retrieval.pairs), Number{retrieval.image_to_text.at_1, percent(1)},
      Number{retrieval.image_to_text.at_10, percent(1)}, Number{retrieval.text_to_image.at_1, percent(1)})});
  Table table;
  table.caption = {"How often the match is among the top 1, 5 and 10",
                   "Fréquence à laquelle l'élément associé est parmi les 1, 5 et 10 premiers"};
  table.columns = {{{"Search", "Recherche"}}, {{"R@1", "R@1"}}, {{"R@5", "R@5"}}, {{"R@10", "R@10"}}};
  table.sortable = false;
  const auto add = [&](const Text& name, const RecallAt& recall) {
    table.rows.push_back(
        {name, Number{recall.at_1, percent(1)}, Number{recall.at_5, percent(1)}, Number{recall.at_10, percent(1)}});
  };
  add({"From photo to text", "De la photo au texte"}, retrieval.image_to_text);
  add({"From text to photo", "Du texte à la photo"}, retrieval.text_to_image);
  const auto chance = [&](double k) {
    return retrieval.pairs == 0 ? kUndefined : std::min(1.0, k / static_cast<double>(retrieval.pairs));
  };
  add({"Chance", "Hasard"}, {chance(1.0), chance(5.0), chance(10.0)});
  section.blocks.push_back(std::move(table));
  return section;
}

Section long_texts_section(const ZeroshotPage& view) {
  std::vector<LongTextFound> found = view.result.long_texts;
  std::stable_sort(found.begin(), found.end(),
                   [](const LongTextFound& a, const LongTextFound& b) { return a.tokens > b.tokens; });
  Section section{{"Texts longer than the model can read", "Textes plus longs que ce que lit le modèle"}, {}, "texts"};
  section.blocks.push_back(Notice{
      view.long_text == LongText::Cut ? Tone::Warning : Tone::Neutral,
      text("{0} of {1} texts are too long", "Textes trop longs : {0} sur {1}", count_of(found.size()),
           count_of(view.result.texts)),
      view.long_text == LongText::Cut
          ? Text{"Their ends were cut off. With --long-text chunk they are read in pieces whose embeddings are "
                 "averaged.",
                 "Leur fin a été laissée de côté. Avec --long-text chunk, ils sont lus par morceaux dont on prend la "
                 "moyenne."}
          : Text{"They were read in pieces whose embeddings were averaged; nothing was cut off.",
                 "Ils ont été lus par morceaux dont on a pris la moyenne ; rien n'a été laissé de côté."}});
  Table table;
  table.caption = found.size() > kLongTextsShown
                      ? text("The {0} longest texts", "Les {0} textes les plus longs", count_of(kLongTextsShown))
                      : Text{"Texts that are too long", "Textes trop longs"};
  table.columns = {{{"Image or class", "Image ou classe"}}, {{"Tokens", "Jetons"}}};
  table.folded = true;
  for (std::size_t i = 0; i < std::min(kLongTextsShown, found.size()); ++i) {
    table.rows.push_back({user_text(found[i].owner), count_of(found[i].tokens)});
  }
  section.blocks.push_back(std::move(table));
  return section;
}

Definitions zeroshot_settings(const ZeroshotPage& view) {
  const ZeroshotResult& result = view.result;
  Definitions settings;
  const auto add = [&](const Text& term, const Text& description) { settings.items.push_back({term, description}); };
  add({"Model", "Modèle"}, user_text(view.model));
  add({"Compared with", "Comparaison avec"},
      view.strategy == ZeroshotStrategy::Prompts
          ? Text{"prompts made of the class names", "des phrases qui nomment la classe"}
          : Text{"the descriptions of other products", "les descriptions d'autres produits"});
  add({"Texts encoded", "Textes encodés"}, number_text(static_cast<double>(result.texts), integer()));
  const Number temperature{result.temperature, significant(3)};
  add({"Temperature", "Température"},
      result.calibrated ? text("{0}, fitted to the labels of other images than those it is used for",
                               "{0}, ajustée aux étiquettes d'autres images que celles où elle sert", temperature)
                        : text("{0}, not fitted to these data", "{0}, non ajustée à ces données", temperature));
  add({"Abstention", "Abstention"},
      view.abstain_below ? text("no answer below a probability of {0}", "pas de réponse sous une probabilité de {0}",
                                Number{*view.abstain_below, percent(0)})
                         : Text{"none: every image gets a class", "aucune : chaque image reçoit une classe"});
  add({"Computed on", "Calcul"}, user_text(view.device + ", " + view.precision));
  add({"Time for the images", "Temps pour les images"},
      view.images_per_second
          ? text("{0} s; {1} images encoded per second", "{0} s ; {1} images encodées par seconde",
                 Number{view.seconds, significant(3)}, Number{*view.images_per_second, significant(3)})
          : text("{0} s; nothing was encoded: all images came from the cache",
                 "{0} s ; rien n'a été encodé : toutes les images viennent du cache",
                 Number{view.seconds, significant(3)}));
  return settings;
}

}  // namespace p8::views
