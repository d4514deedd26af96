#include "gallery/lime_case.h"

#include <cmath>

#include "p8/base/random.h"
#include "p8/vision/attribution/map_pictures.h"
#include "p8/vision/image/decode_image.h"
#include "p8/vision/segmentation/slic.h"
#include "support/drawn_picture.h"

namespace p8::test {

namespace {

constexpr std::size_t kSide = 160;

/// Large in the middle of the picture for the photo's own class, against the others.
std::vector<double> weights_of(const Segments& segments, bool own, Random& random) {
  const std::vector<std::size_t> sizes = segment_sizes(segments);
  std::vector<double> weights(segments.count, 0.0);
  for (std::size_t i = 0; i < segments.labels.size(); ++i) {
    const double x = static_cast<double>(i % kSide) / kSide - 0.45, y = static_cast<double>(i / kSide) / kSide - 0.4;
    const double height = std::exp(-(x * x + y * y) / 0.03);
    weights[segments.labels[i]] += (own ? height : -height) / static_cast<double>(sizes[segments.labels[i]]);
  }
  for (double& weight : weights) weight = 0.2 * weight + 0.04 * (random.uniform() - 0.5);
  return weights;
}

LabelExplanation explanation_of(std::size_t label, bool own, const std::vector<double>& weights, bool by_chance) {
  LabelExplanation explanation;
  explanation.label = label;
  explanation.probability = own ? 0.87 : 0.08;
  explanation.weights = weights;
  explanation.intercept = explanation.probability;
  for (const double weight : weights) explanation.intercept -= weight;
  explanation.local_prediction = explanation.probability + (own ? 0.01 : -0.01);
  explanation.r2 = by_chance ? 0.08 : 0.91;
  explanation.stability = by_chance ? Stability{0.15, 0.1} : Stability{0.8, 0.93};
  explanation.faithfulness = by_chance ? Faithfulness{0.5, 0.48} : Faithfulness{0.21, 0.79};
  explanation.random = {0.5, 0.51};
  explanation.chance = by_chance ? 5.0 / 9.0 : 1.0 / 9.0;
  return explanation;
}

}  // namespace

LimeCase::LimeCase(const LimeCaseOptions& made) {
  Random random(3);
  options.explanation.method = made.method;
  options.segments = {Segmenter::Slic, 40};
  options.per_class = made.per_class ? 2 : 0;
  result.classes = made.classes;
  result.side = 224;
  std::vector<std::vector<std::vector<double>>> maps(made.classes.size());
  std::vector<std::vector<std::size_t>> photos(made.classes.size());
  RgbImage last(kSide, kSide);
  for (std::size_t i = 0; i < made.photos; ++i) {
    const std::size_t label = i * made.classes.size() / made.photos;
    const RgbImage square = decode_image(drawn_jpeg(kSide, kSide, static_cast<int>(i)), "drawn.jpg");
    SlicOptions slicing;
    slicing.count = 40;
    const Segments segments = slic(colour_image(square.pixels.data(), kSide, kSide), slicing);
    ExplainedImage photo;
    photo.image = "photo-" + std::to_string(i) + ".jpg";
    if (made.per_class) photo.label = label;
    photo.sizes = segment_sizes(segments);
    photo.photo = thumbnail(square);
    photo.outlines = thumbnail(segments_picture(square, segments));
    photo.explanation.segments = segments.count;
    photo.explanation.samples = 1000;
    for (std::size_t j = 0; j < (made.per_class ? 1 : made.top_labels); ++j) {
      const std::vector<double> weights = weights_of(segments, j == 0, random);
      photo.explanation.labels.push_back(
          explanation_of((label + j) % made.classes.size(), j == 0, weights, i == 0 && j == 0));
      photo.maps.push_back({thumbnail(heat_picture(square, segments, weights)), evidence_of(segments, weights)});
    }
    maps[label].push_back(map_on_grid(segments, photo.explanation.labels.front().weights));
    photos[label].push_back(i);
    result.photos.push_back(std::move(photo));
    last = square;
  }
  for (std::size_t label = 0; made.per_class && label < made.classes.size(); ++label) {
    if (maps[label].empty()) continue;
    ClassAverage average;
    average.map = class_map(maps[label], 42);
    average.map.label = label;
    average.map.photos = photos[label];
    average.map.evidence = result.photos[photos[label].back()].maps.front().evidence;
    for (std::size_t cell = 0; label > 0 && cell < 40; ++cell) average.map.significant[70 + cell] = 1;
    average.picture = thumbnail(grid_picture(last, average.map.mean, average.map.significant, kMapGrid));
    result.averages.push_back(std::move(average));
  }
  for (std::size_t i = 0; i < made.failed; ++i) {
    result.failed.push_back(
        {"broken-" + std::to_string(i) + ".jpg", 12 + i, {"the JPEG image is cut off", "l'image JPEG est coupée"}});
  }
  record.command = "lime";
  record.options_json = "{\"out\": \"results\"}";
  record.inputs = {{"data", "flipkart.csv", {std::string(64, 'a'), 123456}}};
  record.libraries = {{"LibTorch", "1.13.0"}};
  record.start = 1.8e9;
}

report::Page LimeCase::page() const {
  return views::lime_page(
      {result, options, "runs/clip-head", "mlp · ViT-B/32", "data/flipkart.csv", 1047, "CPU", "fp32", record});
}

}  // namespace p8::test
