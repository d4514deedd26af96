#include <algorithm>
#include <cmath>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/vision/classification/classification_sections.h"
#include "p8/views/vision/classification/confusions.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kBarsShown = 20;  // classes; the table has them all

Number figure(const std::optional<double>& value, const Format& format) { return {value.value_or(kUndefined), format}; }

/// "Pens: 5, Watches: 2": what else the images of a class were taken for, most frequent first.
Text taken_for(const ClassificationView& view, const std::vector<Confusion>& confusions, std::size_t truth) {
  constexpr std::size_t kNamed = 2;
  std::vector<Text> parts;
  for (const Confusion& confusion : confusions) {
    if (confusion.truth != truth || parts.size() == kNamed) continue;
    parts.push_back(text("{0} ({1})", "{0} ({1})", user_text(view.classification.classes[confusion.predicted]),
                         count_of(confusion.images)));
  }
  Text joined;
  for (const Text& part : parts) append(joined, part, same(", "));
  return joined;
}

Table classes_table(const ClassificationView& view) {
  const std::vector<Confusion> confusions = frequent_confusions(view.classification);
  Table table;
  table.caption = {"Figures of each class", "Chiffres de chaque classe"};
  table.columns = {{{"Class", "Classe"}},  {{"Images", "Images"}},
                   {{"Recall", "Rappel"}}, {{"Precision", "Précision"}},
                   {{"F1", "F1"}},         {{"Most often confused with", "Le plus souvent confondue avec"}}};
  const std::vector<ClassMetrics>& classes = view.figures.metrics.per_class;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    table.rows.push_back({user_text(view.classification.classes[i]), count_of(classes[i].support),
                          figure(classes[i].recall, percent(1)), figure(classes[i].precision, percent(1)),
                          figure(classes[i].f1, fixed(3)), taken_for(view, confusions, i)});
  }
  table.folded = table.rows.size() > kOpenRows;
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
  const std::size_t shown = std::min(order.size(), kBarsShown);
  BarChart chart;
  chart.text.title = shown < order.size()
                         ? text("Share of each class found: the {0} hardest",
                                "Part de chaque classe retrouvée : les {0} plus difficiles", count_of(shown))
                         : Text{"Share of each class found (recall)", "Part de chaque classe retrouvée (rappel)"};
  if (order.size() > 1) {
    chart.text.summary = text(
        "The hardest class is {0}, with {1} found; the easiest is {2}, with {3}. Where intervals overlap, the "
        "difference may be due to chance.",
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
      {"images classified correctly", "images bien classées"});
  if (view.figures.answered < view.figures.labelled) {
    add({"Accuracy without abstaining", "Exactitude sans abstention"}, view.figures.accuracy_of_all, percent(1),
        {"if every image had been answered", "si chaque image avait reçu une réponse"});
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
      {"the same, weighted by class size", "la même, pondérée par la taille des classes"});
  add({"AUC, one class against the others", "AUC, une classe contre les autres"}, metrics.roc_auc, fixed(3),
      {"share of pairs ranked correctly; 0.5 is chance, 1 perfect",
       "part des paires bien classées ; 0,5 : hasard, 1 : classement parfait"});
  add({"Adjusted Rand index", "Indice de Rand ajusté"}, metrics.adjusted_rand_index, fixed(3),
      {"agreement of the groups; 0 is chance, 1 perfect", "accord des groupes ; 0 : hasard, 1 : accord parfait"});
  add({"Log loss", "Perte logarithmique"}, metrics.log_loss, fixed(3),
      {"of the true class's probability; lower is better",
       "de la probabilité de la vraie classe ; plus elle est basse, mieux c'est"});
  add({"Calibration error (ECE)", "Erreur de calibrage (ECE)"}, metrics.ece, percent(1),
      {"mean gap between probability and accuracy", "écart moyen entre probabilité et exactitude"});
  return table;
}

}  // namespace

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

}  // namespace p8::views
