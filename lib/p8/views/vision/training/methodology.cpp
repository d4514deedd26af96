#include "p8/views/vision/training/methodology.h"

#include <algorithm>

#include "p8/report/escape.h"
#include "p8/report/typography.h"
#include "p8/views/common/numbers.h"
#include "p8/views/vision/training/compare_page.h"
#include "p8/views/vision/training/run_in_words.h"

namespace p8::views {

namespace {

using namespace report;

const RunDirectory& trained_or_first(const Comparison& comparison) {
  for (const ComparedRun& run : comparison.runs) {
    if (run.directory.is_trained()) return run.directory;
  }
  return comparison.runs.front().directory;
}

bool any_trained(const Comparison& comparison) { return trained_or_first(comparison).is_trained(); }

NotePart question(const Comparison& comparison) {
  std::vector<Text> names;
  for (const std::size_t run : comparison.firsts()) names.push_back(user_text(comparison.runs[run].name));
  return {{"Question", "Question"},
          {text("Which of {0} sorts product photos into {1} categories best, and how certain is that? All of them "
                "answer the same photos, so no difference can come from the choice of photos alone.",
                "Lequel de {0} range le mieux des photos de produits en {1} catégories, et avec quelle certitude ? "
                "Tous répondent aux mêmes photos : aucun écart ne peut venir du seul choix des photos.",
                list_in_words(names), count_of(comparison.classes.size()))}};
}

/// "between 28 and 32 of each category", or "30 of each category".
Text images_a_class(const Comparison& comparison) {
  std::size_t fewest = comparison.photos(), most = 0;
  for (const ClassMetrics& metrics : comparison.runs.front().figures.metrics.per_class) {
    if (metrics.support == 0) continue;
    fewest = std::min(fewest, metrics.support);
    most = std::max(most, metrics.support);
  }
  return fewest == most ? text("{0} of each category", "{0} de chaque catégorie", count_of(most))
                        : text("between {0} and {1} of each category", "de {0} à {1} de chaque catégorie",
                               count_of(fewest), count_of(most));
}

NotePart data(const Comparison& comparison) {
  const RunDirectory& run = trained_or_first(comparison);
  const std::string source = run.option("data").empty() ? run.option("images") : run.option("data");
  NotePart part{{"Data and split", "Données et répartition"}, {}};
  part.paragraphs.push_back(source.empty() ? text("The models are compared on {0} labelled photos, {1}.",
                                                  "La comparaison porte sur {0} photos étiquetées, {1}.",
                                                  count_of(comparison.photos()), images_a_class(comparison))
                                           : text("The models are compared on {0} labelled photos of {2}, {1}.",
                                                  "La comparaison porte sur {0} photos étiquetées de {2}, {1}.",
                                                  count_of(comparison.photos()), images_a_class(comparison),
                                                  user_text(file_name(source))));
  if (run.images_by_part) {
    const auto& [train, validation, test] = *run.images_by_part;
    part.paragraphs.push_back(
        text("The photos were split once, category by category: {0} for training, {1} to choose the epoch, {2} for "
             "testing. The test photos played no part in training.",
             "Les photos ont été réparties une fois, catégorie par catégorie : {0} pour l'apprentissage, {1} pour "
             "choisir l'époque, {2} pour le test. Les photos de test n'ont joué aucun rôle dans l'entraînement.",
             count_of(train), count_of(validation), count_of(test)));
  }
  return part;
}

NotePart models(const Comparison& comparison) {
  NotePart part{{"Models", "Modèles"}, {}};
  for (const std::size_t run : comparison.firsts()) part.paragraphs.push_back(model_in_words(comparison.runs[run]));
  return part;
}

NotePart training(const Comparison& comparison) {
  NotePart part{{"Loss and optimiser", "Perte et optimiseur"}, {}};
  for (const std::size_t run : comparison.firsts()) {
    if (comparison.runs[run].directory.is_trained()) {
      part.paragraphs.push_back(training_in_words(comparison.runs[run]));
    }
  }
  return part;
}

/// Sentences one after the other.
Text joined(const std::vector<Text>& sentences) {
  Text paragraph;
  for (const Text& one : sentences) append(paragraph, one, same(" "));
  return paragraph;
}

NotePart results(const Comparison& comparison) {
  std::vector<Text> figures, tests;
  for (const std::size_t run : comparison.firsts()) figures.push_back(result_in_words(comparison.runs[run]));
  tests.push_back(
      {"Models were compared in pairs by McNemar's exact test on the photos that only one of the two gets right, with "
       "Holm's adjustment for the number of pairs; the interval of each difference comes from a paired bootstrap over "
       "the photos.",
       "Les modèles ont été comparés deux à deux par le test exact de McNemar, sur les photos qu'une seule des deux "
       "classe bien, avec l'ajustement de Holm pour le nombre de paires ; l'intervalle de chaque écart vient d'un "
       "bootstrap apparié sur les photos."});
  for (const ComparedPair* pair : told_pairs(comparison)) tests.push_back(pair_in_words(comparison, *pair));
  NotePart part{{"Results", "Résultats"}, {joined(figures), joined(tests)}};
  std::vector<Text> repeats;
  for (const RepeatedRuns& repeated : comparison.repeats) {
    repeats.push_back(
        text("Trained {1} times with different seeds, {0} reaches {2} on average, ± {3} percentage points.",
             "Entraîné {1} fois avec des graines différentes, {0} atteint {2} en moyenne, ± {3} points de "
             "pourcentage.",
             user_text(comparison.runs[repeated.runs.front()].name), count_of(repeated.runs.size()),
             Number{repeated.mean, percent(1)}, Number{100.0 * (repeated.interval.high - repeated.mean), fixed(1)}));
  }
  if (!repeats.empty()) part.paragraphs.push_back(joined(repeats));
  part.paragraphs.push_back(text("In short, {0}", "En bref, {0}", comparison_lead(comparison)));
  return part;
}

NotePart limits(const Comparison& comparison) {
  double widest = 0.0;
  for (const ComparedRun& run : comparison.runs) {
    const Interval& interval = run.figures.metrics.accuracy_interval;
    widest = std::max(widest, interval.high - interval.low);
  }
  NotePart part{{"Limits", "Limites"}, {}};
  part.paragraphs.push_back(
      text("{0} photos pin an accuracy down to about ± {1} percentage points, and less closely for a single category. "
           "A smaller gap between two models would take more photos to confirm.",
           "{0} photos fixent une exactitude à environ ± {1} points de pourcentage près, et moins bien pour une seule "
           "catégorie. Confirmer un écart plus petit entre deux modèles demanderait plus de photos.",
           count_of(comparison.photos()), Number{50.0 * widest, fixed(1)}));
  if (any_trained(comparison)) {
    part.paragraphs.push_back(
        comparison.repeats.empty()
            ? Text{"Each training ran once, with one seed and one split. Another seed could move the accuracies a "
                   "little; --repeats shows by how much.",
                   "Chaque entraînement n'a eu lieu qu'une fois, avec une graine et une répartition. Une autre graine "
                   "pourrait déplacer un peu les exactitudes ; --repeats montre de combien."}
            : Text{
                  "The tests compare the first training of each kind; repeats vary the seed but not the split, so that "
                  "the luck of the split is not in their spread.",
                  "Les tests comparent le premier entraînement de chaque sorte ; les répétitions changent la graine "
                  "mais pas la répartition, dont la part de hasard ne se voit donc pas dans leur dispersion."});
  }
  part.paragraphs.push_back(
      {"The labels are taken as they are: a photo with a wrong label, or one that fits two categories, counts against "
       "whoever is right. CLIP and VGG16 were trained on photos from the web and may have seen some of these. Times "
       "are those of this study's machine.",
       "Les étiquettes sont prises telles quelles : une photo mal étiquetée, ou qui convient à deux catégories, compte "
       "contre celui qui a raison. CLIP et VGG16 ont été entraînés sur des photos du web et ont pu en voir certaines. "
       "Les durées valent pour la machine de cette étude."});
  return part;
}

/// In Markdown: names from outside stand between isolates, where nothing may become markup.
std::string markdown_of(const std::string& sentence) {
  static const std::string kOpen = "\u2068", kClose = "\u2069";
  std::string escaped;
  bool outside = true;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    if (sentence.compare(i, kOpen.size(), kOpen) == 0) outside = false;
    if (sentence.compare(i, kClose.size(), kClose) == 0) outside = true;
    const char c = sentence[i];
    if (!outside && std::string("\\`*[]<>#&|~").find(c) != std::string::npos) escaped += '\\';
    escaped += !outside && (c == '\n' || c == '\r') ? ' ' : c;
  }
  return without_isolates(escaped);
}

std::string note_in(const std::vector<NotePart>& parts, Language language) {
  const Text title = {"How these classifiers were compared", "Comment ces classifieurs ont été comparés"};
  std::string note = "# " + title.in(language) + "\n";
  for (const NotePart& part : parts) {
    note += "\n## " + typeset(part.heading, language) + "\n";
    for (const Text& paragraph : part.paragraphs) note += "\n" + markdown_of(typeset(paragraph, language)) + "\n";
  }
  return note;
}

}  // namespace

std::vector<NotePart> methodology(const Comparison& comparison) {
  std::vector<NotePart> parts = {question(comparison), data(comparison), models(comparison)};
  if (any_trained(comparison)) parts.push_back(training(comparison));
  parts.push_back(results(comparison));
  parts.push_back(limits(comparison));
  return parts;
}

Section methodology_section(const Comparison& comparison) {
  Section section{{"How the study was made", "Comment l'étude a été menée"}, {}, "methodology"};
  for (const NotePart& part : methodology(comparison)) {
    section.blocks.push_back(Subheading{part.heading});
    for (const Text& paragraph : part.paragraphs) section.blocks.push_back(Paragraph{paragraph});
  }
  return section;
}

Text methodology_note(const Comparison& comparison) {
  const std::vector<NotePart> parts = methodology(comparison);
  return {note_in(parts, Language::English), note_in(parts, Language::French)};
}

}  // namespace p8::views
