#include <algorithm>
#include <numeric>

#include "p8/report/escape.h"
#include "p8/views/classification_sections.h"
#include "p8/views/confusions.h"
#include "p8/views/figures.h"

namespace p8::views {

namespace {

using namespace report;

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

/// The share of the largest class among the labelled images that got an answer.
double largest_share(const ClassificationFigures& figures) {
  std::size_t most = 0;
  for (const ClassMetrics& metrics : figures.metrics.per_class) most = std::max(most, metrics.support);
  return ratio(most, figures.answered);
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
      "{0} got one of {1} classes; none got more than {2}, with {3}. The true classes are not known: "
      "nothing here says how often the answers are right.",
      "{0} : chacune a reçu l'une des {1} classes ; aucune n'en a plus que « {2} », avec {3}. Les vraies classes ne "
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

}  // namespace

Text classification_lead(const ClassificationView& view) {
  if (view.figures.labelled == 0) return unlabelled_lead(view);
  const ClassificationFigures& figures = view.figures;
  if (figures.answered == 0) {
    return sentence("None of {0} got an answer: no class was probable enough.",
                    "Aucune réponse pour {0} : aucune classe n'était assez probable.", images_text(figures.labelled));
  }
  const ClassificationMetrics& metrics = figures.metrics;
  Text lead = sentence(
      "{0} of {1} got the right class: {2}, where always naming the same class would reach {3} at most.",
      "{0} sur {1} ont reçu la bonne classe : {2}, quand répondre toujours par la même classe donnerait au plus {3}.",
      count_of(metrics.confusion.correct()), images_text(figures.answered), figure(metrics.accuracy, percent(1)),
      Number{largest_share(figures), percent(1)});
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
  if (figures.labelled < figures.images) {
    append(lead, sentence("Of {0}, {1} have a known class; the figures are about these.",
                          "Sur {0}, {1} ont une classe connue ; les chiffres portent sur celles-ci.",
                          images_text(figures.images), count_of(figures.labelled)));
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
  cards.figures.push_back({{"Calibration error (ECE)", "Erreur de calibrage (ECE)"},
                           figure(metrics.ece, percent(1)),
                           {},
                           sentence("0 is perfect; log loss {0}", "0 est parfait ; perte logarithmique {0}",
                                    figure(metrics.log_loss, fixed(3)))});
  return cards;
}

Section counts_section(const ClassificationView& view) {
  const std::vector<std::size_t> counts = predicted_counts(view.classification);
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  BarChart chart;
  chart.text.title = {"Images by class", "Images par classe"};
  chart.text.summary =
      sentence("{0} got {1}; no class got more.", "« {0} » a reçu {1} ; aucune classe n'en a reçu plus.",
               user_text(view.classification.classes[order.front()]), images_text(counts[order.front()]));
  chart.x = {{"Images", "Images"}, integer(), 0.0, {}};
  chart.label_heading = {"Class", "Classe"};
  for (const std::size_t i : order) {
    chart.bars.push_back({user_text(view.classification.classes[i]), static_cast<double>(counts[i]), {}, {}, {}});
  }
  return {{"What went where", "Répartition"}, {chart}, "counts"};
}

}  // namespace p8::views
