#include <algorithm>
#include <numeric>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/vision/classification/classification_sections.h"
#include "p8/views/vision/classification/confusions.h"

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
double largest_share(const ClassifierMetrics& figures) {
  std::size_t most = 0;
  for (const ClassMetrics& metrics : figures.metrics.per_class) most = std::max(most, metrics.support);
  return ratio(most, figures.answered);
}

/// How many got their class where the classifier was made with some of the images: the others come first.
Text right_on_new(const ClassificationView& view) {
  const ClassifierMetrics& figures = view.figures;
  const SeenImages& seen = *view.seen;
  const Text known =
      text("The classifier was built with {0} of these {1}", "Le classifieur a été construit avec {0} de ces {1}",
           count_of(seen.count), images_text(figures.images));
  if (!seen.of_new.accuracy) {
    return text("{0}: an accuracy of {1} on them says nothing about new photos.",
                "{0} : une exactitude de {1} sur celles-ci ne dit rien des nouvelles photos.", known,
                figure(figures.metrics.accuracy, percent(1)));
  }
  return text(
      "{0}. Of the {1} new ones that were answered, {2} were classified correctly: {3}. With the known ones it would "
      "be {4} ({5} answered), which says nothing about new photos.",
      "{0}. Des {1} nouvelles qui ont reçu une réponse, {2} ont la bonne classe : {3}. En comptant les connues, ce "
      "serait {4} ({5} avec réponse), ce qui ne dit rien des nouvelles photos.",
      known, count_of(seen.new_answered), count_of(seen.of_new.confusion.correct()),
      figure(seen.of_new.accuracy, percent(1)), figure(figures.metrics.accuracy, percent(1)),
      figure(answered_share(view.classification, figures), percent(1)));
}

Text unlabelled_lead(const ClassificationView& view) {
  const std::vector<std::size_t> counts = predicted_counts(view.classification);
  const std::size_t answered = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  if (answered == 0) return {"No image got a class.", "Aucune image n'a reçu de classe."};
  const auto largest = static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
  Text lead = text(
      "{0}, each given one of {1} classes; the most frequent is {2}, with {3}. The true classes are not known, so "
      "nothing here says how often the answers are right.",
      "{0}, chacune dans l'une des {1} classes ; la plus fréquente est « {2} », avec {3}. Les vraies classes ne sont "
      "pas connues : rien ici ne dit à quelle fréquence les réponses sont justes.",
      images_text(answered), count_of(counts.size()), user_text(view.classification.classes[largest]),
      images_text(counts[largest]));
  if (answered < view.figures.images) {
    append(lead, text("{0} got no answer.", "Sans réponse : {0}.", images_text(view.figures.images - answered)),
           same(" "));
  }
  return lead;
}

/// Where the classifier was made with some of the images, only the others tell how good it is.
KeyFigure new_accuracy_card(const SeenImages& seen) {
  KeyFigure card{
      {"Accuracy on new photos", "Exactitude sur de nouvelles photos"},
      not_measured(),
      {},
      {"the classifier was built with all of these", "le classifieur a été construit avec toutes celles-ci"}};
  if (!seen.of_new.accuracy) return card;
  card.value = Number{*seen.of_new.accuracy, percent(1)};
  card.note = text("{0}; 95% interval: {1} to {2}", "{0} ; intervalle à 95 % : de {1} à {2}",
                   images_text(seen.new_answered), Number{seen.of_new.accuracy_interval.low, percent(1)},
                   Number{seen.of_new.accuracy_interval.high, percent(1)});
  return card;
}

KeyFigure accuracy_card(const ClassificationView& view) {
  const ClassificationMetrics& metrics = view.figures.metrics;
  const Text interval =
      text("95% interval: {0} to {1}", "intervalle à 95 % : de {0} à {1}",
           Number{metrics.accuracy_interval.low, percent(1)}, Number{metrics.accuracy_interval.high, percent(1)});
  return {view.has_seen() ? Text{"Accuracy with known photos", "Exactitude avec les photos connues"}
                          : Text{"Accuracy", "Exactitude"},
          figure(metrics.accuracy, percent(1)),
          {},
          view.figures.answered < view.figures.labelled
              ? text("of the {0} that were answered; {1}", "sur les {0} avec réponse ; {1}",
                     figure(answered_share(view.classification, view.figures), percent(1)), interval)
              : interval};
}

/// How many images got their class. Where some got no answer, the share that did comes first.
Text right_answers(const ClassificationView& view) {
  const ClassifierMetrics& figures = view.figures;
  const Number right = count_of(figures.metrics.confusion.correct()),
               accuracy = figure(figures.metrics.accuracy, percent(1)), constant{largest_share(figures), percent(1)};
  if (figures.answered == figures.labelled) {
    const std::size_t correct = figures.metrics.confusion.correct();
    const Text found = {integer_text(static_cast<std::int64_t>(correct)).en, images_text(correct).fr};
    const Text all = {images_text(figures.answered).en, integer_text(static_cast<std::int64_t>(figures.answered)).fr};
    const Text are = {figures.answered == 1 ? "was classified correctly" : "were classified correctly",
                      correct < 2 ? "est bien classée" : "sont bien classées"};
    return text("{0} of {1} {2} ({3}); always naming the same class would reach {4} at most.",
                "{0} sur {1} {2} ({3}) ; une réponse unique en classerait au plus {4}.", found, all, are, accuracy,
                constant);
  }
  // French names the images once, with those that were answered.
  const Text labelled = {images_text(figures.labelled).en,
                         integer_text(static_cast<std::int64_t>(figures.labelled)).fr};
  return text(
      "{0} of {1} were answered ({2}); {3} of these were classified correctly: {4}, where always naming the same class "
      "would reach {5} at most. Had all been answered, accuracy would be {6}.",
      "{0} images sur {1} ont reçu une réponse ({2}), dont {3} la bonne classe : {4} ; une réponse unique donnerait au "
      "plus {5}. Si toutes avaient reçu une réponse, l'exactitude serait de {6}.",
      count_of(figures.answered), labelled, figure(answered_share(view.classification, figures), percent(1)), right,
      accuracy, constant, figure(figures.accuracy_of_all, percent(1)));
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
  return {
      {{{"Images", "Images"}, count_of(view.figures.images), {}, {"read and classified", "lues et classées"}},
       {{"Answered", "Avec réponse"},
        Number{ratio(answered, view.figures.images), percent(1)},
        {},
        images_text(answered)},
       {{"Classes used", "Classes utilisées"}, count_of(used), {}, text("of {0}", "sur {0}", count_of(counts.size()))},
       {{"Mean probability", "Probabilité moyenne"},
        Number{answered == 0 ? kUndefined : sum / static_cast<double>(answered), percent(1)},
        {},
        {"of the predicted class", "de la classe prédite"}}}};
}

}  // namespace

Text classification_lead(const ClassificationView& view) {
  if (view.figures.labelled == 0) return unlabelled_lead(view);
  const ClassifierMetrics& figures = view.figures;
  if (figures.answered == 0) {
    return text("None of {0} got an answer: no class was probable enough.",
                "Aucune réponse pour {0} : aucune classe n'était assez probable.", images_text(figures.labelled));
  }
  Text lead = view.has_seen() ? right_on_new(view) : right_answers(view);
  const std::vector<Confusion> confusions = frequent_confusions(view.classification);
  if (!confusions.empty()) {
    append(lead,
           text("The most frequent mistake: {0}.", "L'erreur la plus fréquente : {0}.",
                confusions_in_words(view.classification, {confusions.front()})),
           same(" "));
  }
  if (figures.labelled < figures.images) {
    append(lead,
           text("Of {0}, {1} have a known class; the figures are about these.",
                "Sur {0}, {1} ont une classe connue ; les chiffres portent sur celles-ci.", images_text(figures.images),
                count_of(figures.labelled)),
           same(" "));
  }
  return lead;
}

KeyFigures classification_cards(const ClassificationView& view) {
  if (view.figures.labelled == 0) return unlabelled_cards(view);
  const ClassifierMetrics& figures = view.figures;
  const ClassificationMetrics& metrics = figures.metrics;
  KeyFigures cards{{accuracy_card(view)}};
  if (view.has_seen()) cards.figures.insert(cards.figures.begin(), new_accuracy_card(*view.seen));
  if (figures.answered < figures.labelled) {
    cards.figures.push_back({{"Answered", "Avec réponse"},
                             Number{ratio(figures.answered, figures.labelled), percent(1)},
                             {},
                             text("of {0} of known class", "sur {0} de classe connue", images_text(figures.labelled))});
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
                           text("0 is perfect; log loss {0}", "0 est parfait ; perte logarithmique {0}",
                                figure(metrics.log_loss, fixed(3)))});
  return cards;
}

KeyFigure speed_card(const std::optional<double>& images_per_second, const std::string& device,
                     const std::string& precision) {
  KeyFigure card{{"Images per second", "Images par seconde"}, {}, {}, user_text(device + ", " + precision)};
  if (images_per_second) {
    card.value = Number{*images_per_second, significant(3)};
  } else {
    card.value = not_measured();
    card.note = {"nothing was encoded: all images came from the cache", "rien n'a été encodé : tout vient du cache"};
  }
  return card;
}

Section counts_section(const ClassificationView& view) {
  const std::vector<std::size_t> counts = predicted_counts(view.classification);
  std::vector<std::size_t> order(counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  BarChart chart;
  chart.text.title = {"Images by class", "Images par classe"};
  chart.text.summary =
      text("{0} is the most frequent class, with {1}.", "« {0} » est la classe la plus fréquente, avec {1}.",
           user_text(view.classification.classes[order.front()]), images_text(counts[order.front()]));
  chart.x = {{"Images", "Images"}, integer(), 0.0, {}};
  chart.label_heading = {"Class", "Classe"};
  for (const std::size_t i : order) {
    chart.bars.push_back({user_text(view.classification.classes[i]), static_cast<double>(counts[i]), {}, {}, {}});
  }
  return {{"Images per class", "Répartition"}, {chart}, "counts"};
}

}  // namespace p8::views
