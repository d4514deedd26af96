#include <cmath>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/vision/attribution/lime.h"
#include "support/npy.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8 {

namespace {

using nlohmann::json;

constexpr double kTolerance = 1e-6;  // the samples' predictions are stored in float32

Masks masks_of(const test::Array& array) {
  Masks masks{array.shape[1], {}};
  for (const double value : array.values) masks.values.push_back(static_cast<std::uint8_t>(value));
  return masks;
}

double largest_difference(const std::vector<double>& got, const std::vector<double>& expected) {
  REQUIRE(got.size() == expected.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < got.size(); ++i) largest = std::max(largest, std::abs(got[i] - expected[i]));
  return largest;
}

void check_explanation(const LimeExplanation& got, const json& expected) {
  CHECK(got.intercept == doctest::Approx(expected["intercept"].get<double>()).epsilon(kTolerance));
  CHECK(std::abs(got.r2 - expected["score"].get<double>()) < kTolerance);
  CHECK(std::abs(got.local_prediction - expected["local_pred"].get<double>()) < kTolerance);
  const json& weights = expected["local_exp"];
  REQUIRE(got.weights.size() == weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    CHECK(got.weights[i].segment == weights[i][0].get<std::size_t>());
    CHECK(std::abs(got.weights[i].weight - weights[i][1].get<double>()) < kTolerance);
  }
}

}  // namespace

TEST_CASE("given the same samples, LIME gives the reference's weights, intercepts, fits and choices of segments" *
          test::needs_shared()) {
  const auto list = test::shared_file("golden/vision/lime/runs.json");
  const json runs = json::parse(test::read(list));
  CHECK(runs.size() == 12);
  for (const json& run : runs) {
    const std::string name = run["name"];
    CAPTURE(name);
    const auto array = [&](const char* file) {
      return test::read_npy(test::shared_file("golden/vision/lime/" + name + "/" + file + ".npy"));
    };
    const Masks masks = masks_of(array("data"));
    const std::vector<double> predictions = array("preds").values;
    CHECK(largest_difference(lime_weights(masks, run["kernel_width"]), array("weights").values) < kTolerance);

    const json result = json::parse(test::read(test::shared_file("golden/vision/lime/" + name + "/result.json")));
    for (const char* const features : {"100000", "5"}) {
      const json& expected = result[features];
      const std::vector<std::size_t> labels = top_labels(predictions, 3, 3);
      CHECK(labels == expected["top_labels"].get<std::vector<std::size_t>>());
      LimeOptions options;
      options.features = std::stoul(features);
      for (const std::size_t label : labels) {
        CAPTURE(label);
        check_explanation(explain_label(masks, predictions, label, options), expected["labels"][std::to_string(label)]);
      }
    }
  }
}

}  // namespace p8
