#include "p8/vision/pretraining/pretraining_result.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json validation_json(const PretrainingResult& result) {
  const auto best = std::find_if(result.history.begin(), result.history.end(),
                                 [&](const EpochMetrics& epoch) { return epoch.epoch == result.best_epoch; });
  Json json;
  json["images"] = result.validation;
  json["loss"] = best == result.history.end() ? Json(nullptr) : number(best->val_loss);
  json["accuracy"] = best == result.history.end() ? Json(nullptr) : number(best->val_accuracy);
  return json;
}

}  // namespace

std::string pretraining_metrics_json(const PretrainingResult& result) {
  Json json;
  for (const char* const of_test : {"accuracy", "accuracy_interval", "balanced_accuracy", "macro_f1", "weighted_f1",
                                    "log_loss", "ece", "images_per_second"}) {
    json[of_test] = nullptr;
  }
  json["images"] = result.train + result.validation;
  json["failed"] = result.failed.size();
  json["unused"] = result.unused;
  json["per_class"] = Json::object();
  json["validation"] = validation_json(result);
  json["best_epoch"] = result.best_epoch;
  json["best_epoch_by"] = kBestEpochBy;
  json["epochs"] = result.history.size();
  json["seconds_to_best"] = number(result.cost.seconds_to_best);
  json["seconds_per_epoch"] = number(result.cost.seconds_per_epoch);
  json["parameters_trained"] = result.cost.parameters_trained;
  json["parameters"] = result.cost.parameters;
  json["peak_megabytes"] = number(result.cost.peak_megabytes);
  json["photos_megabytes"] = number(result.kept_megabytes);
  json["precision"] = "fp32";
  json["saved_precision"] = result.saved;
  json["backbone"] = result.model;
  json["objective"] = result.objective;
  json["device"] = result.device;
  json["image_size"] = result.image_size;
  json["near_duplicates"] = result.duplicates;
  if (result.objective == "contrastive") {
    json["texts"] = result.texts;
    json["texts_cut"] = result.cut_texts;
    json["vocabulary"] = result.vocabulary;
    json["vocabulary_learnt"] = result.learnt_vocabulary;
  } else {
    json["classes"] = result.classes;
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace p8
