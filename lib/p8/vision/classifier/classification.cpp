#include "p8/vision/classifier/classification.h"

#include <algorithm>

#include "p8/csv/csv_writer.h"

namespace p8 {

std::optional<std::size_t> chosen_class(const std::vector<double>& p, double abstain_below) {
  const auto best = std::max_element(p.begin(), p.end());
  if (best == p.end() || *best < abstain_below) return std::nullopt;
  return static_cast<std::size_t>(best - p.begin());
}

ClassifierMetrics classifier_metrics(const Classification& classification) {
  ClassifierMetrics figures;
  ClassProbabilities answered;
  answered.classes = classification.classes.size();
  std::vector<int> labels;
  std::size_t right_of_all = 0;
  for (const ImagePrediction& image : classification.images) {
    ++figures.images;
    if (!image.label) continue;
    ++figures.labelled;
    right_of_all += chosen_class(image.p, 0.0) == image.label;
    if (!image.predicted) continue;
    answered.values.insert(answered.values.end(), image.p.begin(), image.p.end());
    labels.push_back(static_cast<int>(*image.label));
  }
  figures.answered = labels.size();
  figures.metrics = classification_metrics(answered, labels);
  if (figures.labelled > 0) {
    figures.accuracy_of_all = static_cast<double>(right_of_all) / static_cast<double>(figures.labelled);
  }
  return figures;
}

std::string predictions_csv(const Classification& classification) {
  std::string csv;
  CsvLine line(csv);
  line.text("image").text("label").text("predicted").text("correct");
  for (const std::string& name : classification.classes) line.text("p_" + name);
  line.end();
  const auto name_of = [&](std::optional<std::size_t> index) {
    return index ? classification.classes[*index] : std::string();
  };
  for (const ImagePrediction& image : classification.images) {
    line.text(image.image).text(name_of(image.label)).text(name_of(image.predicted));
    line.text(!image.label || !image.predicted ? "" : image.label == image.predicted ? "1" : "0");
    for (const double p : image.p) line.number(p);
    line.end();
  }
  return csv;
}

std::string confusion_csv(const Classification& classification) {
  const std::size_t classes = classification.classes.size();
  std::vector<std::size_t> counts(classes * (classes + 1), 0);  // (C, C + 1), the last column: abstained
  for (const ImagePrediction& image : classification.images) {
    if (image.label) ++counts[*image.label * (classes + 1) + image.predicted.value_or(classes)];
  }
  std::string csv;
  CsvLine line(csv);
  line.text("label");
  for (const std::string& name : classification.classes) line.text(name);
  line.text("abstained").end();
  for (std::size_t truth = 0; truth < classes; ++truth) {
    line.text(classification.classes[truth]);
    for (std::size_t i = 0; i <= classes; ++i) line.integer(static_cast<long long>(counts[truth * (classes + 1) + i]));
    line.end();
  }
  return csv;
}

}  // namespace p8
