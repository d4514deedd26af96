#include <nlohmann/json.hpp>

#include "p8/vision/classifier/classification_json.h"
#include "p8/vision/zeroshot/zeroshot_classifier.h"

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

Json recall_json(const RecallAt& recall) {
  return {{"r_at_1", recall.at_1}, {"r_at_5", recall.at_5}, {"r_at_10", recall.at_10}};
}

}  // namespace

std::string zeroshot_metrics_json(const ZeroshotResult& result, const ClassifierMetrics& figures,
                                  std::optional<double> images_per_second, Precision precision,
                                  const SeenImages& seen) {
  Json json = classification_json(result.classification, figures);
  json["retrieval"] = result.retrieval ? Json{{"pairs", result.retrieval->pairs},
                                              {"image_to_text", recall_json(result.retrieval->image_to_text)},
                                              {"text_to_image", recall_json(result.retrieval->text_to_image)}}
                                       : Json();
  json["temperature"] = result.temperature;
  json["calibrated"] = result.calibrated;
  json["temperature_at_limit"] = result.temperature_at_limit;
  json["texts"] = result.texts;
  json["long_texts"] = result.long_texts.size();
  json["images_per_second"] = images_per_second ? Json(*images_per_second) : Json();
  json["precision"] = name_of(precision);
  if (seen.count > 0) json["seen_in_training"] = seen_json(seen, true);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace p8
