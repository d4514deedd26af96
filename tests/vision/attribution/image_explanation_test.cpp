#include "p8/vision/attribution/image_explanation.h"

#include <numeric>
#include <unordered_map>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/vision/attribution/evidence.h"
#include "p8/vision/attribution/masked_image.h"
#include "p8/vision/segmentation/segments.h"
#include "vision/attribution/looking_classifier.h"

using namespace p8;
using namespace p8::test;

namespace {

constexpr std::size_t kSide = 32;
constexpr Region kRegion = {9, 14, 22, 23};

/// A reddish photo with noise, so that every hidden segment changes.
RgbImage noisy_image() {
  RgbImage photo(kSide, kSide);
  Random random(5);
  for (std::size_t i = 0; i < photo.pixels.size(); ++i) {
    photo.pixels[i] = static_cast<std::uint8_t>((i % 3 == 0 ? 150 : 60) + random.below(80));
  }
  return photo;
}

struct Explained {
  Segments segments;
  ImageExplanation explanation;
  std::size_t encoded = 0;
  std::size_t largest_batch = 0;
};

Explained explain(const ImageExplanationOptions& options, const std::string& segmenter, std::size_t batch = 16,
                  HiddenFill fill = HiddenFill::Black) {
  const RgbImage photo = noisy_image();
  ImageClassifier classifier = looking_classifier(kRegion, kSide);
  Explained result{segments_of(photo, parse_segments(segmenter), 1, 1), {}, 0, 0};
  const MaskedImage masked(photo, result.segments, fill, classifier.preprocessing);
  MaskedClassifier model(masked, classifier, batch);
  result.explanation = explain_image(model.function(), segment_sizes(result.segments), options);
  const auto& encoder = dynamic_cast<const LookingEncoder&>(*classifier.image);
  result.encoded = encoder.encoded;
  result.largest_batch = encoder.largest_batch;
  CHECK(model.encoded() == encoder.encoded);
  return result;
}

/// The share of all positive weight in segments that the region touches.
double share_in_region(const Explained& explained) {
  std::vector<char> touches(explained.segments.count, 0);
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t x = 0; x < kSide; ++x) {
      if (kRegion.has(x, y)) touches[explained.segments.at(y, x)] = 1;
    }
  }
  double inside = 0.0, all = 0.0;
  const std::vector<double>& weights = explained.explanation.labels.front().weights;
  for (std::size_t s = 0; s < weights.size(); ++s) {
    all += std::max(0.0, weights[s]);
    if (touches[s] != 0) inside += std::max(0.0, weights[s]);
  }
  return inside / all;
}

ImageExplanationOptions options_of(ExplainMethod method, std::size_t samples) {
  ImageExplanationOptions options;
  options.method = method;
  options.samples = samples;
  options.labels = {0};
  return options;
}

}  // namespace

TEST_CASE("Of a classifier that looks at one region, 95 % of the positive weight and more lie there") {
  for (const ExplainMethod method : {ExplainMethod::Lime, ExplainMethod::Shap}) {
    for (const char* const segmenter : {"grid:64", "slic:40", "grid:9"}) {
      CAPTURE(name_of(method));
      CAPTURE(segmenter);
      const Explained explained = explain(options_of(method, 1000), segmenter);
      CHECK(share_in_region(explained) >= 0.95);
      const LabelExplanation& label = explained.explanation.labels.front();
      CHECK(label.r2 > 0.95);
      CHECK(label.stability.jaccard > 0.5);
      CHECK(label.faithfulness.insertion_auc > label.random.insertion_auc);
      CHECK(label.faithfulness.deletion_auc < label.random.deletion_auc);
      CHECK_FALSE(is_no_better_than_chance(label, 8));
    }
  }
}

TEST_CASE("SHAP adds up to the probability, exactly, and up to 12 segments asks for every coalition") {
  for (const char* const segmenter : {"grid:9", "grid:36"}) {
    const Explained explained = explain(options_of(ExplainMethod::Shap, 400), segmenter);
    const LabelExplanation& label = explained.explanation.labels.front();
    CHECK(std::accumulate(label.weights.begin(), label.weights.end(), label.intercept) ==
          doctest::Approx(label.probability).epsilon(1e-12));
    CHECK(label.local_prediction == doctest::Approx(label.probability).epsilon(1e-12));
    CHECK(explained.explanation.exact == (explained.segments.count <= 12));
    CHECK(label.intercept == doctest::Approx(0.1));  // all black
  }
}

TEST_CASE("Copies are encoded in batches, each different mask once, whatever the count of samples") {
  const Explained explained = explain(options_of(ExplainMethod::Lime, 2000), "grid:9", 7);
  CHECK(explained.largest_batch == 7);
  CHECK(explained.encoded <= 512);  // there are no more masks of nine segments
  CHECK(explained.explanation.samples == 2000);
}

TEST_CASE("The same seed gives the same explanation in batches of any size, another seed another one") {
  ImageExplanationOptions options = options_of(ExplainMethod::Lime, 200);
  const auto weights = [&](std::size_t batch) {
    return explain(options, "slic:40", batch).explanation.labels[0].weights;
  };
  const std::vector<double> first = weights(16);
  CHECK(weights(16) == first);
  CHECK(weights(1) == first);
  options.seed = 43;
  CHECK(weights(16) != first);
}

TEST_CASE("Automatic samples stop once the map is stable, and say so when it never is") {
  const Explained calm = explain(options_of(ExplainMethod::Lime, 0), "grid:9");
  CHECK(calm.explanation.settled);
  CHECK(calm.explanation.samples >= 2 * kFirstSamples);
  CHECK(calm.explanation.samples < kMaxSamples);

  Random random(3);
  const PredictMasks noise = [&](const Masks& masks) {
    std::vector<double> p;
    for (std::size_t i = 0; i < masks.rows(); ++i) p.push_back(random.uniform());
    return p;
  };
  const ImageExplanation wild =
      explain_image(noise, std::vector<std::size_t>(60, 10), options_of(ExplainMethod::Lime, 0));
  CHECK_FALSE(wild.settled);
  CHECK(wild.samples == kMaxSamples);
  CHECK(wild.labels.front().stability.jaccard < 0.5);
}

TEST_CASE("A map of a model that answers at random is seldom better than chance, and its stability is low") {
  std::size_t better = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::unordered_map<std::string, double> answers;
    Random random(seed);
    const PredictMasks noise = [&](const Masks& masks) {
      std::vector<double> p;
      for (std::size_t i = 0; i < masks.rows(); ++i) {
        const std::string key(masks.row(i), masks.row(i) + masks.segments);
        p.push_back(answers.emplace(key, random.uniform()).first->second);
      }
      return p;
    };
    ImageExplanationOptions options = options_of(ExplainMethod::Lime, 100);
    options.seed = seed;
    const ImageExplanation explanation = explain_image(noise, std::vector<std::size_t>(40, 10), options);
    if (!is_no_better_than_chance(explanation.labels.front(), options.random_rankings)) ++better;
    CHECK(explanation.labels.front().stability.rank_correlation < 0.5);
  }
  CHECK(better <= 6);  // one in nine by luck
}

TEST_CASE("One segment leaves nothing to compare: the map is no better than chance") {
  const Explained explained = explain(options_of(ExplainMethod::Lime, 100), "grid:1");
  CHECK(explained.segments.count == 1);
  CHECK(is_no_better_than_chance(explained.explanation.labels.front(), 8));
  const Explained shap = explain(options_of(ExplainMethod::Shap, 100), "grid:1");
  CHECK(shap.explanation.labels.front().weights.front() > 0.0);
}

TEST_CASE("The most probable classes are explained where none is named") {
  ImageExplanationOptions options = options_of(ExplainMethod::Lime, 50);
  options.labels = {};
  options.top_labels = 5;
  const Explained explained = explain(options, "grid:4");
  REQUIRE(explained.explanation.labels.size() == 2);
  CHECK(explained.explanation.labels[0].probability > explained.explanation.labels[1].probability);
  for (std::size_t s = 0; s < explained.segments.count; ++s) {  // two classes: what one gains the other loses
    CHECK(explained.explanation.labels[0].weights[s] ==
          doctest::Approx(-explained.explanation.labels[1].weights[s]).epsilon(1e-6));
  }
}

TEST_CASE("The strongest regions' share, area and place follow from weights and segments") {
  const Segments segments = grid_segments(4, 4, 4);  // quarters
  REQUIRE(segments.count == 4);
  const Evidence upper_right = evidence_of(segments, {0.0, 3.0, 1.0, -2.0});
  CHECK(upper_right.regions == 2);
  CHECK(upper_right.share == doctest::Approx(1.0));
  CHECK(upper_right.area == doctest::Approx(0.5));
  CHECK(upper_right.x == doctest::Approx(0.75 * 0.75 + 0.25 * 0.25));
  CHECK(upper_right.y == doctest::Approx(0.75 * 0.25 + 0.25 * 0.75));
  CHECK(evidence_of(segments, {-1.0, 0.0, 0.0, 0.0}).regions == 0);
}
