#include "p8/vision/finetuning.h"

#include <cmath>

#include "p8/core/student.h"
#include "p8/table/csv_writer.h"
#include "p8/vision/classification_json.h"
#include "p8/vision/classifier_file.h"

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

/// Rows of the features whose photos are in a part.
std::vector<std::size_t> rows_of(const FinetuneData& data, const Split& split, Part part) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < data.photos.items.size(); ++row) {
    if (split.parts[data.photos.items[row]] == part) rows.push_back(row);
  }
  return rows;
}

std::vector<float> features_of(const FinetuneData& data, const std::vector<std::size_t>& rows) {
  std::vector<float> features;
  features.reserve(rows.size() * data.photos.width);
  for (const std::size_t row : rows) {
    const float* const begin = data.photos.values.data() + row * data.photos.width;
    features.insert(features.end(), begin, begin + data.photos.width);
  }
  return features;
}

LabelledFeatures labelled_features(const FinetuneData& data, const Split& split, Part part) {
  const std::vector<std::size_t> rows = rows_of(data, split, part);
  LabelledFeatures features;
  features.values = features_of(data, rows);
  for (const std::size_t row : rows) {
    features.labels.push_back(static_cast<std::int64_t>(*data.set.items[data.photos.items[row]].label));
  }
  return features;
}

Classification classify_test(const FinetuneData& data, const Split& split, const Head& head, int threads) {
  Classification test;
  test.classes = data.set.classes;
  const std::vector<std::size_t> rows = rows_of(data, split, Part::Test);
  const auto probabilities = class_probabilities(head, features_of(data, rows), threads);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const ImageItem& item = data.set.items[data.photos.items[rows[i]]];
    test.images.push_back({item.image, item.path, item.label, chosen_class(probabilities[i], 0.0), probabilities[i]});
  }
  test.failed = data.photos.failed;
  return test;
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json repeated_json(const std::optional<RepeatedAccuracy>& repeated) {
  if (!repeated) return {};
  return {{"kind", repeated->kind},
          {"accuracies", repeated->accuracies},
          {"mean", number(repeated->mean)},
          {"interval", {number(repeated->interval.low), number(repeated->interval.high)}}};
}

}  // namespace

FinetunedHead finetune(const FinetuneData& data, const Split& split, const FinetuneOptions& options,
                       const VisionModule& module, const TrainingObserver& observer) {
  HeadTraining training;
  training.kind = options.head;
  training.width = data.photos.width;
  training.classes = data.set.classes.size();
  training.hidden = options.hidden;
  training.train = labelled_features(data, split, Part::Train);
  training.validation = labelled_features(data, split, Part::Validation);
  training.class_texts = data.class_texts;
  training.scale = data.scale;
  training.wise_ft = options.wise_ft;
  FinetunedHead result;
  result.trained = module.train_head(training, options.training, observer);
  result.test = classify_test(data, split, result.trained.head, options.training.threads);
  return result;
}

double test_accuracy(const Classification& test) {
  std::size_t right = 0;
  for (const ImagePrediction& image : test.images) right += image.predicted == image.label;
  return static_cast<double>(right) / static_cast<double>(test.images.size());
}

RepeatedAccuracy repeated_accuracy(const std::string& kind, const std::vector<double>& accuracies) {
  return {kind, accuracies, mean(accuracies), mean_interval(accuracies)};
}

std::string history_csv(const std::vector<EpochFigures>& history) {
  std::string csv;
  CsvLine line(csv);
  for (const char* name : {"epoch", "train_loss", "val_loss", "train_accuracy", "val_accuracy", "seconds"}) {
    line.text(name);
  }
  line.end();
  for (const EpochFigures& epoch : history) {
    line.integer(static_cast<long long>(epoch.epoch)).number(epoch.train_loss).number(epoch.val_loss);
    line.number(epoch.train_accuracy).number(epoch.val_accuracy).number(epoch.seconds).end();
  }
  return csv;
}

void fill_training_cost(const TrainedHead& trained, TrainingCost& cost) {
  cost.parameters_trained = trained.parameters;
  double all = 0.0;
  for (const EpochFigures& epoch : trained.history) {
    all += epoch.seconds;
    if (epoch.epoch == trained.best_epoch) cost.seconds_to_best = all;
  }
  cost.seconds_per_epoch = trained.history.empty() ? 0.0 : all / static_cast<double>(trained.history.size());
}

std::string finetune_metrics_json(const FinetuneResult& result, const ClassificationFigures& figures,
                                  std::size_t unlabelled, const std::string& precision) {
  Json json = classification_json(result.test, figures);
  json["unlabelled"] = unlabelled;
  json["best_epoch"] = result.best_epoch;
  json["epochs"] = result.history.size();
  json["seconds_to_best"] = number(result.cost.seconds_to_best);
  json["seconds_per_epoch"] = number(result.cost.seconds_per_epoch);
  json["feature_seconds"] = number(result.cost.feature_seconds);
  json["parameters_trained"] = result.cost.parameters_trained;
  json["parameters"] = result.cost.parameters;
  json["peak_megabytes"] = number(result.cost.peak_megabytes);
  json["images_per_second"] = number(result.cost.images_per_second);
  json["precision"] = precision;
  json["backbone"] = result.backbone_name;
  json["head"] = result.head;
  json["near_duplicates"] = result.duplicates.size();
  json["repeated"] = repeated_json(result.repeated);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace p8
