#include "p8/vision/classifier/classification_json.h"

#include <nlohmann/json.hpp>

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

Json number(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

Json interval(const ClassificationMetrics& metrics) {
  return metrics.accuracy ? Json{metrics.accuracy_interval.low, metrics.accuracy_interval.high} : Json();
}

}  // namespace

Json classification_json(const Classification& classification, const ClassifierMetrics& figures) {
  const ClassificationMetrics& metrics = figures.metrics;
  Json json;
  json["images"] = figures.images;
  json["failed"] = classification.failed.size();
  json["labelled"] = figures.labelled;
  json["answered"] = figures.answered;
  json["abstained"] = figures.labelled - figures.answered;
  json["answered_share"] = number(answered_share(classification, figures));
  json["accuracy"] = number(metrics.accuracy);
  json["accuracy_interval"] = interval(metrics);
  json["accuracy_of_all"] = number(figures.accuracy_of_all);
  json["balanced_accuracy"] = number(metrics.balanced_accuracy);
  json["macro_f1"] = number(metrics.macro_f1);
  json["weighted_f1"] = number(metrics.weighted_f1);
  json["log_loss"] = number(metrics.log_loss);
  json["ece"] = number(metrics.ece);
  json["roc_auc"] = number(metrics.roc_auc);
  json["top_k"] = {
      {"1", number(metrics.accuracy)}, {"3", number(metrics.top_3_accuracy)}, {"5", number(metrics.top_5_accuracy)}};
  json["per_class"] = Json::object();
  for (std::size_t i = 0; i < classification.classes.size() && i < metrics.per_class.size(); ++i) {
    const ClassMetrics& one = metrics.per_class[i];
    json["per_class"][classification.classes[i]] = {{"precision", number(one.precision)},
                                                    {"recall", number(one.recall)},
                                                    {"f1", number(one.f1)},
                                                    {"support", one.support}};
  }
  return json;
}

Json seen_json(const SeenImages& seen, bool by_content) {
  return {{"images", seen.count},
          {"matched_by", by_content ? "content" : "name"},
          {"new",
           {{"images", seen.new_answered},
            {"accuracy", number(seen.of_new.accuracy)},
            {"accuracy_interval", interval(seen.of_new)}}}};
}

}  // namespace p8
