#include <cmath>

#include <nlohmann/json.hpp>

#include "p8/csv/csv_writer.h"
#include "p8/vision/attribution/lime_run.h"

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

template <typename Use>
void for_each_label(const LimeResult& result, Use use) {
  for (const ExplainedImage& photo : result.photos) {
    for (const LabelExplanation& label : photo.explanation.labels) use(photo, label);
  }
}

/// Means over all explanations; null where there is none.
class Means {
 public:
  void add(const std::string& name, double value) { sums_[name] = sums_.value(name, 0.0) + value; }
  Json divided_by(std::size_t count) const {
    Json means = Json::object();
    for (const auto& [name, sum] : sums_.items()) means[name] = sum.get<double>() / static_cast<double>(count);
    return means;
  }

 private:
  Json sums_ = Json::object();
};

}  // namespace

std::string segments_csv(const LimeResult& result) {
  std::string csv = "image,label,segment,weight,pixels\n";
  for_each_label(result, [&](const ExplainedImage& photo, const LabelExplanation& label) {
    for (std::size_t s = 0; s < label.weights.size(); ++s) {
      CsvLine(csv)
          .text(photo.image)
          .text(result.classes[label.label])
          .integer(static_cast<long long>(s))
          .number(label.weights[s])
          .integer(static_cast<long long>(photo.sizes[s]))
          .end();
    }
  });
  return csv;
}

std::string explanations_csv(const LimeResult& result) {
  std::string csv = "image,label,probability,r2,deletion_auc,insertion_auc,stability\n";
  for_each_label(result, [&](const ExplainedImage& photo, const LabelExplanation& label) {
    CsvLine(csv)
        .text(photo.image)
        .text(result.classes[label.label])
        .number(label.probability)
        .number(label.r2)
        .number(label.faithfulness.deletion_auc)
        .number(label.faithfulness.insertion_auc)
        .number(label.stability.jaccard)
        .end();
  });
  return csv;
}

std::string class_maps_csv(const LimeResult& result) {
  std::string csv = "label,row,column,mean,p,significant\n";
  for (const ClassAverage& average : result.averages) {
    for (std::size_t cell = 0; cell < average.map.mean.size(); ++cell) {
      CsvLine(csv)
          .text(result.classes[average.map.label])
          .integer(static_cast<long long>(cell / kMapGrid))
          .integer(static_cast<long long>(cell % kMapGrid))
          .number(average.map.mean[cell])
          .number(average.map.p[cell])
          .integer(average.map.significant[cell])
          .end();
    }
  }
  return csv;
}

std::string lime_metrics_json(const LimeResult& result, const LimeRunOptions& options) {
  Json json;
  json["images"] = result.photos.size();
  json["failed"] = result.failed.size();
  json["method"] = name_of(options.explanation.method);
  json["samples"] = options.explanation.samples;
  if (options.explanation.samples == 0) json["samples"] = "auto";
  json["explanations"] = 0;
  std::size_t count = 0, by_chance = 0, unsettled = 0;
  Means means;
  for_each_label(result, [&](const ExplainedImage& photo, const LabelExplanation& label) {
    ++count;
    if (is_no_better_than_chance(label, options.explanation.random_rankings)) ++by_chance;
    if (!photo.explanation.settled) ++unsettled;
    means.add("segments", static_cast<double>(photo.explanation.segments));
    means.add("samples", static_cast<double>(photo.explanation.samples));
    means.add("r2", label.r2);
    means.add("stability", label.stability.jaccard);
    means.add("rank_correlation", label.stability.rank_correlation);
    means.add("deletion_auc", label.faithfulness.deletion_auc);
    means.add("insertion_auc", label.faithfulness.insertion_auc);
    means.add("random_deletion_auc", label.random.deletion_auc);
    means.add("random_insertion_auc", label.random.insertion_auc);
    // SHAP: 0 but for rounding.
    means.add("local_error", std::abs(label.local_prediction - label.probability));
  });
  json["explanations"] = count;
  json["no_better_than_chance"] = by_chance;
  json["not_settled"] = unsettled;
  json["mean"] = means.divided_by(count);
  for (const ClassAverage& average : result.averages) {
    json["classes"][result.classes[average.map.label]] = {{"photos", average.map.photos.size()},
                                                          {"cells_beyond_noise", average.map.significant_cells()},
                                                          {"top_share", average.map.evidence.share},
                                                          {"top_area", average.map.evidence.area}};
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace p8
