#include "p8/views/classification_sections.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "p8/report/escape.h"
#include "p8/views/confusions.h"
#include "p8/views/figures.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kLargestMatrix = 20;     // classes; beyond it the cells say less than a list
constexpr std::size_t kConfusionsListed = 25;  //
constexpr std::size_t kFailedListed = 500;     // errors.csv has them all

Number figure(const std::optional<double>& value, const Format& format) { return {value.value_or(kUndefined), format}; }

Text images_text(std::size_t count) {
  return plural(static_cast<std::int64_t>(count), {"{0} image", "{0} image"}, {"{0} images", "{0} images"});
}

/// How many images each class has that got an answer.
std::vector<std::size_t> predicted_counts(const Classification& classification) {
  std::vector<std::size_t> counts(classification.classes.size(), 0);
  for (const ImagePrediction& image : classification.images) {
    if (image.predicted) ++counts[*image.predicted];
  }
  return counts;
}

/// The largest class among the labelled images that got an answer, and its share of them.
struct Largest {
  std::size_t index = 0;
  double share = kUndefined;
};

Largest largest_class(const ClassificationView& view) {
  Largest largest;
  std::size_t most = 0;
  const std::vector<ClassMetrics>& classes = view.figures.metrics.per_class;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i].support > most) {
      most = classes[i].support;
      largest = {i, ratio(most, view.figures.answered)};
    }
  }
  return largest;
}

void append(Text& text, const Text& more) {
  text.en += " " + more.en;
  text.fr += " " + more.fr;
}

Text unlabelled_lead(const ClassificationView& view) {
  const std::vector<std::size_t> counts = predicted_counts(view.classification);
  const std::size_t answered = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  if (answered == 0) return {"No image got a class.", "Aucune image n'a reçu de classe."};
  const auto largest = static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
  Text lead = sentence(
      "{0} got one of {1} classes; the most frequent one is {2}, with {3}. The true classes are not known: "
      "nothing here says how often the answers are right.",
      "{0} : chacune a reçu l'une des {1} classes ; la plus fréquente est « {2} », avec {3}. Les vraies classes ne "
      "sont pas connues : rien ici ne dit à quelle fréquence les réponses sont justes.",
      images_text(answered), count_of(counts.size()), user_text(view.classification.classes[largest]),
      images_text(counts[largest]));
  if (answered < view.figures.images) {
    append(lead, sentence("{0} got no answer.", "Sans réponse : {0}.", images_text(view.figures.images - answered)));
  }
  return lead;
}

KeyFigure accuracy_card(const ClassificationView& view) {
  const ClassificationMetrics& metrics = view.figures.metrics;
  return {
      {"Accuracy", "Exactitude"},
      figure(metrics.accuracy, percent(1)),
      {},
      sentence("95% interval: {0} to {1}", "intervalle à 95 % : de {0} à {1}",
               Number{metrics.accuracy_interval.low, percent(1)}, Number{metrics.accuracy_interval.high, percent(1)})};
}

KeyFigures unlabelled_cards(const ClassificationView& view) {
  const std::vector<std::size_t> counts = predicted_counts(view.classification);
  const std::size_t answered = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  const auto used = static_cast<std::size_t>(
      std::count_if(counts.begin(), counts.end(), [](std::size_t count) { return count > 0; }));
  double sum = 0.0;
  for (const ImagePrediction& image : view.classification.images) {
    if (image.predicted) sum += image.p[*image.predicted];
  }
  return {{{{"Images", "Images"}, count_of(view.figures.images), {}, {"read and classified", "lues et classées"}},
           {{"Answered", "Avec réponse"},
            Number{ratio(answered, view.figures.images), percent(1)},
            {},
            images_text(answered)},
           {{"Classes used", "Classes utilisées"},
            count_of(used),
            {},
            sentence("of {0}", "sur {0}", count_of(counts.size()))},
           {{"Mean probability", "Probabilité moyenne"},
            Number{answered == 0 ? kUndefined : sum / static_cast<double>(answered), percent(1)},
            {},
            {"of the class given", "de la classe donnée"}}}};
}

/// "Pens: 5, Watches: 2": what else the images of a class were taken for, most frequent first.
Text taken_for(const ClassificationView& view, const std::vector<Confusion>& confusions, std::size_t truth) {
  constexpr std::size_t kNamed = 2;
  std::vector<Text> parts;
  for (const Confusion& confusion : confusions) {
    if (confusion.truth != truth || parts.size() == kNamed) continue;
    parts.push_back(sentence("{0} ({1})", "{0} ({1})", user_text(view.classification.classes[confusion.predicted]),
                             count_of(confusion.images)));
  }
  Text joined;
  for (const Text& part : parts) {
    joined.en += (joined.en.empty() ? "" : ", ") + part.en;
    joined.fr += (joined.fr.empty() ? "" : ", ") + part.fr;
  }
  return joined;
}

Table classes_table(const ClassificationView& view) {
  const std::vector<Confusion> confusions = frequent_confusions(view.classification);
  Table table;
  table.caption = {"Figures of each class", "Chiffres de chaque classe"};
  table.columns = {{{"Class", "Classe"}},  {{"Images", "Images"}},
                   {{"Recall", "Rappel"}}, {{"Precision", "Précision"}},
                   {{"F1", "F1"}},         {{"Most often taken for", "Le plus souvent prise pour"}}};
  const std::vector<ClassMetrics>& classes = view.figures.metrics.per_class;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    table.rows.push_back({user_text(view.classification.classes[i]), count_of(classes[i].support),
                          figure(classes[i].recall, percent(1)), figure(classes[i].precision, percent(1)),
                          figure(classes[i].f1, fixed(3)), taken_for(view, confusions, i)});
  }
  return table;
}

/// The classes that are found least often first; those without images left out.
std::vector<std::size_t> hardest_first(const std::vector<ClassMetrics>& classes) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i].recall) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return *classes[a].recall < *classes[b].recall; });
  return order;
}

BarChart recall_chart(const ClassificationView& view) {
  const std::vector<ClassMetrics>& classes = view.figures.metrics.per_class;
  const std::vector<std::size_t> order = hardest_first(classes);
  const std::size_t shown = std::min(order.size(), kLargestMatrix);
  BarChart chart;
  chart.text.title =
      shown < order.size()
          ? sentence("How many of each class are found: the {0} hardest",
                     "Part de chaque classe retrouvée : les {0} plus difficiles", count_of(shown))
          : Text{"How many of each class are found (recall)", "Part de chaque classe retrouvée (rappel)"};
  if (order.size() > 1) {
    chart.text.summary = sentence(
        "Hardest is {0}, of which {1} are found; easiest is {2}, with {3}. Where intervals overlap, the difference may "
        "be chance.",
        "La plus difficile est « {0} », retrouvée à {1} ; la plus facile est « {2} », à {3}. Là où les intervalles se "
        "recouvrent, la différence peut venir du hasard.",
        user_text(view.classification.classes[order.front()]), figure(classes[order.front()].recall, percent(1)),
        user_text(view.classification.classes[order.back()]), figure(classes[order.back()].recall, percent(1)));
  }
  chart.x = {{"Share of the class's images that are found, 95% interval",
              "Part des images de la classe retrouvées, intervalle à 95 %"},
             percent(1),
             0.0,
             1.0};
  chart.label_heading = {"Class", "Classe"};
  for (std::size_t i = 0; i < shown; ++i) {
    const ClassMetrics& metrics = classes[order[i]];
    const double found = *metrics.recall * static_cast<double>(metrics.support);
    const Interval interval = wilson_interval(static_cast<std::size_t>(std::llround(found)), metrics.support);
    chart.bars.push_back(
        {user_text(view.classification.classes[order[i]]), *metrics.recall, {}, interval.low, interval.high});
  }
  return chart;
}

Table all_figures_table(const ClassificationView& view) {
  const ClassificationMetrics& metrics = view.figures.metrics;
  Table table;
  table.caption = {"All classes together", "Toutes les classes ensemble"};
  table.columns = {{{"Figure", "Mesure"}}, {{"Value", "Valeur"}}, {{"Meaning", "Signification"}}};
  table.sortable = false;
  const auto add = [&](const Text& name, const std::optional<double>& value, const Format& format,
                       const Text& meaning) {
    if (value) table.rows.push_back({name, figure(value, format), meaning});
  };
  add({"Accuracy", "Exactitude"}, metrics.accuracy, percent(1),
      {"images that got their own class", "images qui ont reçu leur propre classe"});
  if (view.figures.answered < view.figures.labelled) {
    add({"Accuracy without abstaining", "Exactitude sans abstention"}, view.figures.accuracy_of_all, percent(1),
        {"had every image been answered", "si chaque image avait reçu une réponse"});
  }
  if (metrics.per_class.size() > 3) {
    add({"Top-3 accuracy", "Exactitude parmi les 3 premières"}, metrics.top_3_accuracy, percent(1),
        {"the true class is among the three most probable", "la vraie classe est parmi les trois plus probables"});
  }
  if (metrics.per_class.size() > 5) {
    add({"Top-5 accuracy", "Exactitude parmi les 5 premières"}, metrics.top_5_accuracy, percent(1),
        {"the true class is among the five most probable", "la vraie classe est parmi les cinq plus probables"});
  }
  add({"Balanced accuracy", "Exactitude équilibrée"}, metrics.balanced_accuracy, percent(1),
      {"mean recall: each class counts the same", "rappel moyen : chaque classe compte autant"});
  add({"Macro F1", "F1 macro"}, metrics.macro_f1, fixed(3), {"mean F1 of the classes", "moyenne des F1 des classes"});
  add({"Weighted F1", "F1 pondéré"}, metrics.weighted_f1, fixed(3),
      {"the same, by the classes' sizes", "la même, selon la taille des classes"});
  add({"AUC, one class against the others", "AUC, une classe contre les autres"}, metrics.roc_auc, fixed(3),
      {"pairs ranked rightly; 0.5 is chance, 1 perfect", "paires bien classées ; 0,5 est le hasard, 1 la perfection"});
  add({"Adjusted Rand index", "Indice de Rand ajusté"}, metrics.adjusted_rand_index, fixed(3),
      {"agreement of the groups; 0 is chance, 1 perfect", "accord des groupes ; 0 est le hasard, 1 la perfection"});
  add({"Log loss", "Perte logarithmique"}, metrics.log_loss, fixed(3),
      {"of the true class's probability; lower is better",
       "de la probabilité de la vraie classe ; plus bas est meilleur"});
  add({"Calibration error (ECE)", "Erreur de calibrage (ECE)"}, metrics.ece, fixed(3),
      {"mean gap between probability and accuracy", "écart moyen entre probabilité et exactitude"});
  return table;
}

}  // namespace

Text classification_lead(const ClassificationView& view) {
  if (view.figures.labelled == 0) return unlabelled_lead(view);
  const ClassificationFigures& figures = view.figures;
  if (figures.answered == 0) {
    return sentence("None of {0} got an answer: no class was probable enough.",
                    "Aucune réponse pour {0} : aucune classe n'était assez probable.", images_text(figures.labelled));
  }
  const ClassificationMetrics& metrics = figures.metrics;
  const Largest largest = largest_class(view);
  Text lead = sentence(
      "{0} of {1} got the right class: {2}, where always naming the largest class, {3}, would reach {4}.",
      "{0} sur {1} ont reçu la bonne classe : {2}, quand répondre toujours par la classe la plus fréquente, « {3} », "
      "donnerait {4}.",
      count_of(metrics.confusion.correct()), images_text(figures.answered), figure(metrics.accuracy, percent(1)),
      user_text(view.classification.classes[largest.index]), Number{largest.share, percent(1)});
  const std::vector<Confusion> confusions = frequent_confusions(view.classification);
  if (!confusions.empty()) {
    append(lead, sentence("The most frequent mistake: {0}.", "L'erreur la plus fréquente : {0}.",
                          confusions_in_words(view.classification, {confusions.front()})));
  }
  if (figures.answered < figures.labelled) {
    append(lead,
           sentence("{0} got no answer; answering them too, accuracy would be {1}.",
                    "Sans réponse : {0} ; en y répondant aussi, l'exactitude serait de {1}.",
                    images_text(figures.labelled - figures.answered), figure(figures.accuracy_of_all, percent(1))));
  }
  return lead;
}

KeyFigures classification_cards(const ClassificationView& view) {
  if (view.figures.labelled == 0) return unlabelled_cards(view);
  const ClassificationFigures& figures = view.figures;
  const ClassificationMetrics& metrics = figures.metrics;
  KeyFigures cards{{accuracy_card(view)}};
  if (figures.answered < figures.labelled) {
    cards.figures.push_back(
        {{"Answered", "Avec réponse"},
         Number{ratio(figures.answered, figures.labelled), percent(1)},
         {},
         sentence("of {0} of known class", "sur {0} de classe connue", images_text(figures.labelled))});
  }
  cards.figures.push_back({{"Balanced accuracy", "Exactitude équilibrée"},
                           figure(metrics.balanced_accuracy, percent(1)),
                           {},
                           {"each class counts the same", "chaque classe compte autant"}});
  cards.figures.push_back(
      {{"Macro F1", "F1 macro"}, figure(metrics.macro_f1, fixed(3)), {}, {"1 is perfect", "1 est parfait"}});
  cards.figures.push_back({{"Log loss", "Perte logarithmique"},
                           figure(metrics.log_loss, fixed(3)),
                           {},
                           {"lower is better", "plus bas est meilleur"}});
  cards.figures.push_back({{"Calibration error (ECE)", "Erreur de calibrage (ECE)"},
                           figure(metrics.ece, percent(1)),
                           {},
                           {"0 is perfect", "0 est parfait"}});
  return cards;
}

Section confusions_section(const ClassificationView& view) {
  const std::vector<Confusion> confusions = frequent_confusions(view.classification);
  Section section{{"Where it errs", "Où il se trompe"}, {}, "errors"};
  section.blocks.push_back(
      Paragraph{confusions.empty() ? Text{"Nowhere: no image got a class other than its own.",
                                          "Nulle part : aucune image n'a reçu une autre classe que la sienne."}
                                   : sentence("Most frequent first: {0}.", "De la plus à la moins fréquente : {0}.",
                                              confusions_in_words(view.classification, confusions))});
  const bool drawn = view.classification.classes.size() <= kLargestMatrix;
  if (drawn) section.blocks.push_back(confusion_chart(view.classification, confusions));
  if (!confusions.empty()) {
    Table table = confusions_table(view.classification, confusions, kConfusionsListed);
    table.folded = drawn;
    section.blocks.push_back(std::move(table));
  }
  return section;
}

Section pictures_section(const ClassificationView& view) {
  const Classification& all = view.classification;
  Section section{{"In pictures", "En images"}, {}, "pictures"};
  const auto add = [&](const std::vector<std::size_t>& images, const Text& caption, const Text& none) {
    if (!images.empty()) {
      section.blocks.push_back(gallery_of(all, images, view.thumbnails, caption));
    } else if (!none.en.empty()) {
      section.blocks.push_back(Paragraph{none});
    }
  };
  if (!has_labels(all)) {
    add(shown_surest(all, kImagesShown),
        {"The surest answers, each class in turn", "Les réponses les plus sûres, chaque classe à son tour"}, {});
    add(shown_least_sure(all, kImagesShown),
        {"The least sure answers: look at these first", "Les réponses les moins sûres : à regarder d'abord"}, {});
    return section;
  }
  section.blocks.push_back(Paragraph{
      {"A confident mistake is often a wrong label or a photo that fits two classes. Under each picture stands "
       "the class that was given, with its probability.",
       "Une erreur commise avec assurance vient souvent d'une étiquette fausse ou d'une photo qui convient à "
       "deux classes. Sous chaque image figure la classe donnée, avec sa probabilité."}});
  add(shown_mistakes(all, kImagesShown),
      {"The most confident mistakes", "Les erreurs commises avec le plus d'assurance"},
      {"No image got a class other than its own.", "Aucune image n'a reçu une autre classe que la sienne."});
  add(shown_right(all, kImagesShown),
      {"The most confident right answers, each class in turn",
       "Les bonnes réponses les plus assurées, chaque classe à son tour"},
      {"No image got its own class.", "Aucune image n'a reçu sa propre classe."});
  return section;
}

Section classes_section(const ClassificationView& view) {
  Section section{{"Class by class", "Classe par classe"}, {}, "classes"};
  section.blocks.push_back(Paragraph{
      {"Recall is the share of a class's images that were found; precision the share of the images put into the class "
       "that belong there; F1 combines both.",
       "Le rappel est la part des images d'une classe qui ont été retrouvées ; la précision, la part des images mises "
       "dans la classe qui lui appartiennent ; F1 combine les deux."}});
  section.blocks.push_back(recall_chart(view));
  section.blocks.push_back(classes_table(view));
  section.blocks.push_back(all_figures_table(view));
  return section;
}

Section counts_section(const ClassificationView& view) {
  const std::vector<std::size_t> counts = predicted_counts(view.classification);
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  BarChart chart;
  chart.text.title = {"Images by class", "Images par classe"};
  chart.text.summary =
      sentence("{0} comes first, with {1}.", "« {0} » vient en tête, avec {1}.",
               user_text(view.classification.classes[order.front()]), images_text(counts[order.front()]));
  chart.x = {{"Images", "Images"}, integer(), 0.0, {}};
  chart.label_heading = {"Class", "Classe"};
  for (const std::size_t i : order) {
    chart.bars.push_back({user_text(view.classification.classes[i]), static_cast<double>(counts[i]), {}, {}, {}});
  }
  return {{"What went where", "Répartition"}, {chart}, "counts"};
}

Section failed_section(const std::vector<FailedImage>& failed) {
  Section section{{"Images that could not be read", "Images illisibles"}, {}, "failed"};
  section.blocks.push_back(
      Notice{Tone::Warning,
             plural(static_cast<std::int64_t>(failed.size()), {"{0} image left out", "{0} image écartée"},
                    {"{0} images left out", "{0} images écartées"}),
             {"They count in no figure of this page; errors.csv lists them with the same reasons.",
              "Elles ne comptent dans aucun chiffre de cette page ; errors.csv les énumère avec les mêmes raisons."}});
  const bool has_rows =
      std::any_of(failed.begin(), failed.end(), [](const FailedImage& image) { return image.row > 0; });
  Table table;
  table.caption = failed.size() > kFailedListed
                      ? sentence("The first {0}", "Les {0} premières", count_of(kFailedListed))
                      : Text{"Unreadable images", "Images illisibles"};
  table.columns = {{{"Image", "Image"}}};
  if (has_rows) table.columns.push_back({{"Row", "Ligne"}});
  table.columns.push_back({{"Reason", "Raison"}});
  for (std::size_t i = 0; i < std::min(kFailedListed, failed.size()); ++i) {
    std::vector<Cell> row = {user_text(failed[i].image)};
    if (has_rows) row.push_back(failed[i].row > 0 ? Cell(count_of(failed[i].row)) : Cell(Text{}));
    row.emplace_back(failed[i].reason);
    table.rows.push_back(std::move(row));
  }
  table.searchable = table.rows.size() > 25;
  section.blocks.push_back(std::move(table));
  return section;
}

}  // namespace p8::views
