#include "p8/vision/classifier/finetuning.h"

#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/csv/csv_writer.h"
#include "p8/statistics/student.h"
#include "p8/vision/classifier/classification_json.h"
#include "p8/vision/classifier/classifier_file.h"

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

/// Adds the rows of features whose photos are in a part.
void append(const ImageSet& set, const EmbeddedImages& photos, const Split& split, Part part,
            LabelledFeatures& features) {
  for (std::size_t row = 0; row < photos.items.size(); ++row) {
    if (split.parts[photos.items[row]] != part) continue;
    const float* const begin = photos.values.data() + row * photos.width;
    features.values.insert(features.values.end(), begin, begin + photos.width);
    features.labels.push_back(static_cast<std::int64_t>(*set.items[photos.items[row]].label));
  }
}

LabelledFeatures features_of(const FinetuneData& data, const Split& split, Part part) {
  LabelledFeatures features;
  append(data.set, data.photos, split, part, features);
  if (part != Part::Train) return features;
  for (const EmbeddedImages& variant : data.variants) append(data.set, variant, split, part, features);
  return features;
}

/// The text of each row of features_of(…, Part::Train).
std::vector<std::int64_t> texts_of_training_rows(const FinetuneData& data, const Split& split) {
  std::vector<std::int64_t> texts;
  const auto append_texts = [&](const EmbeddedImages& photos) {
    for (const std::size_t item : photos.items) {
      if (split.parts[item] == Part::Train) texts.push_back(data.texts.text_of[item]);
    }
  };
  append_texts(data.photos);
  for (const EmbeddedImages& variant : data.variants) append_texts(variant);
  return texts;
}

HeadTraining head_training(const FinetuneData& data, const Split& split, const FinetuneOptions& options) {
  HeadTraining training;
  training.kind = options.head;
  training.width = data.backbone.width;
  training.classes = data.set.classes.size();
  training.hidden = options.hidden;
  training.train = features_of(data, split, Part::Train);
  training.validation = features_of(data, split, Part::Validation);
  training.class_texts = data.class_texts;
  training.scale = 1.0 / data.backbone.temperature;
  training.wise_ft = options.wise_ft;
  return training;
}

FinetunedBackbone train_layers(const FinetuneData& data, const Split& split, const FinetuneOptions& options,
                               std::vector<float> test, const FinetuneBackend& backend,
                               const TrainingObserver& observer) {
  PartialFinetuning training;
  training.layers = options.unfreeze;
  training.frozen_width = data.photos.width;
  training.head = head_training(data, split, options);
  training.other_images = std::move(test);
  return data.backbone.clip ? backend.finetune_partially(*data.backbone.clip, training, options.training, observer)
                            : backend.finetune_partially(*data.backbone.vgg16, training, options.training, observer);
}

FinetunedBackbone train_towers(const FinetuneData& data, const Split& split, const FinetuneOptions& options,
                               std::vector<float> test, const FinetuneBackend& backend,
                               const TrainingObserver& observer) {
  ContrastiveTraining training;
  training.layers = options.unfreeze;
  training.frozen_width = data.photos.width;
  training.train = features_of(data, split, Part::Train);
  training.text_of = texts_of_training_rows(data, split);
  training.texts = data.texts.texts;
  training.validation = features_of(data, split, Part::Validation);
  training.class_texts = data.texts.class_sentences;
  training.sentences = data.texts.sentences;
  training.classes = data.set.classes.size();
  training.other_images = std::move(test);
  return backend.train_contrastive(*data.backbone.clip, training, options.training, observer);
}

/// @param features  (N, E) of the test part's photos, in the data's order.
Classification classify_test(const FinetuneData& data, const Split& split, const Head& head,
                             const std::vector<float>& features, int threads) {
  Classification test;
  test.classes = data.set.classes;
  test.failed = data.photos.failed;
  const auto probabilities = class_probabilities(head, features, threads);
  for (const std::size_t index : data.photos.items) {
    if (split.parts[index] != Part::Test) continue;
    const ImageItem& item = data.set.items[index];
    const std::vector<double>& p = probabilities[test.images.size()];
    test.images.push_back({item.image, item.path, item.label, chosen_class(p, 0.0), p});
  }
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
                       const FinetuneBackend& backend, const TrainingObserver& observer) {
  FinetunedHead result;
  std::vector<float> test = features_of(data, split, Part::Test).values;
  if (options.trains_backbone()) {
    FinetunedBackbone tail = options.contrastive
                                 ? train_towers(data, split, options, std::move(test), backend, observer)
                                 : train_layers(data, split, options, std::move(test), backend, observer);
    result.trained = std::move(tail.head);
    result.weights = std::move(tail.weights);
    test = std::move(tail.other_images);
  } else {
    result.trained = backend.train_head(head_training(data, split, options), options.training, observer);
  }
  result.test = classify_test(data, split, result.trained.head, test, options.training.threads);
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

std::string history_csv(const std::vector<EpochMetrics>& history) {
  std::string csv;
  CsvLine line(csv);
  for (const char* name : {"epoch", "train_loss", "val_loss", "train_accuracy", "val_accuracy", "seconds"}) {
    line.text(name);
  }
  line.end();
  for (const EpochMetrics& epoch : history) {
    line.integer(static_cast<long long>(epoch.epoch)).number(epoch.train_loss).number(epoch.val_loss);
    line.number(epoch.train_accuracy).number(epoch.val_accuracy).number(epoch.seconds).end();
  }
  return csv;
}

void fill_training_cost(const TrainedHead& trained, TrainingCost& cost) {
  cost.parameters_trained = trained.parameters;
  double all = 0.0;
  for (const EpochMetrics& epoch : trained.history) {
    all += epoch.seconds;
    if (epoch.epoch == trained.best_epoch) cost.seconds_to_best = all;
  }
  cost.seconds_per_epoch = trained.history.empty() ? 0.0 : all / static_cast<double>(trained.history.size());
}

std::string finetune_metrics_json(const FinetuneResult& result, const ClassifierMetrics& figures,
                                  std::size_t unlabelled, const std::string& precision,
                                  const std::vector<SmallClass>& left_out) {
  Json json = classification_json(result.test, figures);
  json["unlabelled"] = unlabelled;
  json["left_out"] = Json::object();
  for (const SmallClass& one : left_out) json["left_out"][one.name] = one.photos;
  json["best_epoch"] = result.best_epoch;
  json["best_epoch_by"] = kBestEpochBy;
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
  json["texts"] = result.texts.texts;
  json["texts_cut"] = result.texts.cut;
  json["near_duplicates"] = result.duplicates.size();
  json["repeated"] = repeated_json(result.repeated);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace p8
