#include <algorithm>
#include <array>
#include <cmath>

#include "p8/statistics/metrics.h"
#include "p8/views/common/numbers.h"
#include "p8/views/vision/classification/classification_sections.h"

namespace p8::views {

namespace {

using namespace report;

/// The labelled images: the probability of the most probable class, and whether it is right.
struct Answers {
  std::vector<double> p;
  std::vector<int> right;
};

/// @param all  also those that were not answered, as if they had been
Answers answers_of(const Classification& classification, bool all) {
  Answers answers;
  for (const ImagePrediction& image : classification.images) {
    const std::optional<std::size_t> best = chosen_class(image.p, 0.0);
    if (!image.label || !best || !(all || image.predicted)) continue;
    answers.p.push_back(image.p[*best]);
    answers.right.push_back(*best == *image.label ? 1 : 0);
  }
  return answers;
}

LineChart reliability_chart(const Answers& answers, const ClassificationView& view) {
  LineChart chart;
  chart.text.title = {"Probability against accuracy", "Probabilité et exactitude"};
  Line line;
  line.name = {"Images in ten groups by probability", "Images en dix groupes selon la probabilité"};
  line.show_points = true;
  double gap = 0.0;  // mean p - accuracy over all images: above zero, the classifier promises too much
  for (const CalibrationBin& bin : equal_width_bins(answers.p, answers.right, 10)) {
    if (bin.rows == 0) continue;
    line.points.push_back({bin.mean_p, bin.rate});
    gap += static_cast<double>(bin.rows) * (bin.mean_p - bin.rate);
  }
  gap /= static_cast<double>(std::max<std::size_t>(1, answers.p.size()));
  const Number points{100.0 * std::abs(gap), fixed(1)};
  const Number ece{view.figures.metrics.ece.value_or(kUndefined), percent(1)};
  chart.text.summary =
      gap > 0.0
          ? text(
                "Over all images, the probability is {0} percentage points above the accuracy: the model is "
                "overconfident. Groups are off by {1} percentage points on average (ECE); those below the line are "
                "overconfident.",
                "Sur l'ensemble des images, la probabilité dépasse l'exactitude de {0} points de pourcentage : le "
                "modèle est trop sûr de lui. L'écart moyen des groupes est de {1} points de pourcentage (ECE) ; il est "
                "trop sûr de lui pour ceux sous la ligne.",
                points, ece)
          : text(
                "Over all images, the probability is {0} percentage points below the accuracy: the model is cautious. "
                "Groups are off by {1} percentage points on average (ECE); those below the line are overconfident.",
                "Sur l'ensemble des images, la probabilité est de {0} points de pourcentage en dessous de l'exactitude "
                ": le modèle est prudent. L'écart moyen des groupes est de {1} points de pourcentage (ECE) ; il est "
                "trop sûr de lui pour ceux sous la ligne.",
                points, ece);
  chart.x = {{"Probability of the predicted class", "Probabilité de la classe prédite"}, percent(0), 0.0, 1.0};
  chart.y = {{"Share of right answers", "Part de bonnes réponses"}, percent(0), 0.0, 1.0};
  chart.lines.push_back(std::move(line));
  chart.diagonal = {"Perfect calibration", "Calibrage parfait"};
  chart.square = true;
  return chart;
}

ColumnChart sureness_chart(const Answers& answers) {
  constexpr std::size_t kColumns = 20;
  std::vector<double> right(kColumns), wrong(kColumns);
  std::size_t sure = 0, sure_and_wrong = 0;
  for (std::size_t i = 0; i < answers.p.size(); ++i) {
    const auto column = std::min(kColumns - 1, static_cast<std::size_t>(answers.p[i] * static_cast<double>(kColumns)));
    ++(answers.right[i] != 0 ? right : wrong)[column];
    if (answers.p[i] < 0.9) continue;
    ++sure;
    sure_and_wrong += answers.right[i] == 0;
  }
  ColumnChart chart;
  chart.text.title = {"Confidence of right and wrong answers", "Assurance des réponses justes et fausses"};
  chart.text.summary =
      sure == 0
          ? Text{"No answer has a probability of 90% or more.", "Aucune réponse n'a une probabilité de 90 % ou plus."}
          : text("{0} of the answers have a probability of at least 90%; {1} of those are wrong.",
                 "{0} des réponses ont une probabilité d'au moins 90 % ; {1} d'entre elles sont fausses.",
                 Number{ratio(sure, answers.p.size()), percent(1)}, Number{ratio(sure_and_wrong, sure), percent(1)});
  chart.x = {{"Probability of the predicted class", "Probabilité de la classe prédite"}, percent(0), 0.0, 1.0};
  chart.y.label = {"Images", "Images"};
  for (std::size_t i = 0; i <= kColumns; ++i) {
    chart.edges.push_back(static_cast<double>(i) / static_cast<double>(kColumns));
  }
  chart.series.push_back({{"Wrong", "Fausses"}, Tone::Refused, wrong});
  chart.series.push_back({{"Right", "Justes"}, Tone::Accepted, right});
  return chart;
}

Table abstention_table(const Answers& answers) {
  constexpr std::array<double, 7> kLimits = {0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95};
  Table table;
  table.caption = {
      "If the model may abstain: only images above a minimum probability are answered",
      "Si le modèle peut s'abstenir : seules les images au-dessus d'une probabilité minimale ont une réponse"};
  table.columns = {{{"Minimum probability", "Probabilité minimale"}},
                   {{"Answered", "Avec réponse"}},
                   {{"Accuracy on those", "Exactitude sur celles-ci"}},
                   {{"Remaining wrong answers", "Réponses fausses restantes"}}};
  table.sortable = false;
  for (const double limit : kLimits) {
    std::size_t answered = 0, right = 0;
    for (std::size_t i = 0; i < answers.p.size(); ++i) {
      if (answers.p[i] < limit) continue;
      ++answered;
      right += static_cast<std::size_t>(answers.right[i]);
    }
    table.rows.push_back({limit > 0.0 ? percent_text(limit, 0) : Text{"none", "aucune"},
                          Number{ratio(answered, answers.p.size()), percent(1)},
                          Number{ratio(right, answered), percent(1)}, count_of(answered - right)});
  }
  return table;
}

}  // namespace

Section confidence_section(const ClassificationView& view) {
  const Answers answered = answers_of(view.classification, false);
  const Answers all = answers_of(view.classification, true);
  Section section{{"How reliable are its probabilities?", "Ses probabilités sont-elles fiables ?"}, {}, "confidence"};
  if (!answered.p.empty()) section.blocks.push_back(reliability_chart(answered, view));
  section.blocks.push_back(sureness_chart(all));
  section.blocks.push_back(abstention_table(all));
  return section;
}

}  // namespace p8::views
