#include "p8/vision/attribution/lime.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "p8/base/random.h"
#include "p8/vision/attribution/ridge.h"

namespace p8 {

namespace {

constexpr std::size_t kForwardSelection = 6;  // up to so many features
constexpr double kSelectionPenalty = 0.01;    // of the regression that ranks all segments

WeightedRows rows_of(const Masks& masks, const std::vector<double>& probabilities, std::size_t label,
                     double kernel_width) {
  WeightedRows rows;
  rows.columns = masks.segments;
  rows.x.assign(masks.values.begin(), masks.values.end());
  rows.weights = lime_weights(masks, kernel_width);
  const std::size_t classes = probabilities.size() / masks.rows();
  for (std::size_t i = 0; i < masks.rows(); ++i) rows.y.push_back(probabilities[i * classes + label]);
  return rows;
}

/// Again and again the segment with which an unpenalised fit is best.
std::vector<std::size_t> forward_selection(const WeightedMoments& moments, std::size_t segments, std::size_t count) {
  std::vector<std::size_t> chosen;
  while (chosen.size() < std::min(count, segments)) {
    std::size_t best = 0;
    double best_r2 = -INFINITY;
    for (std::size_t segment = 0; segment < segments; ++segment) {
      if (std::find(chosen.begin(), chosen.end(), segment) != chosen.end()) continue;
      chosen.push_back(segment);
      const double r2 = moments.fit(chosen, 0.0).r2;
      chosen.pop_back();
      if (r2 <= best_r2) continue;
      best_r2 = r2;
      best = segment;
    }
    chosen.push_back(best);
  }
  return chosen;
}

std::vector<std::size_t> highest_weights(const WeightedMoments& moments, std::size_t segments, std::size_t count) {
  std::vector<std::size_t> all(segments);
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (count >= segments) return all;
  const std::vector<double> weights = moments.fit(all, kSelectionPenalty).coefficients;
  std::stable_sort(all.begin(), all.end(),
                   [&](std::size_t a, std::size_t b) { return std::abs(weights[a]) > std::abs(weights[b]); });
  all.resize(count);
  return all;
}

}  // namespace

Masks lime_masks(std::size_t segments, std::size_t samples, std::uint64_t seed) {
  Random random(seed);
  Masks masks{segments, std::vector<std::uint8_t>(segments * samples)};
  for (std::size_t i = 0; i < masks.values.size(); ++i) {
    masks.values[i] = i < segments ? 1 : static_cast<std::uint8_t>(random.below(2));
  }
  return masks;
}

std::vector<double> lime_weights(const Masks& masks, double kernel_width) {
  std::vector<double> weights;
  for (std::size_t i = 0; i < masks.rows(); ++i) {
    const std::uint8_t* const row = masks.row(i);
    const auto shown = static_cast<double>(std::accumulate(row, row + masks.segments, std::size_t{0}));
    const double distance = 1.0 - std::sqrt(shown / static_cast<double>(masks.segments));  // of ones and zeros
    weights.push_back(std::sqrt(std::exp(-distance * distance / (kernel_width * kernel_width))));
  }
  return weights;
}

LimeExplanation explain_label(const Masks& masks, const std::vector<double>& probabilities, std::size_t label,
                              const LimeOptions& options) {
  const WeightedMoments moments(rows_of(masks, probabilities, label, options.kernel_width));
  const std::size_t count = options.features == 0 ? masks.segments : options.features;
  const std::vector<std::size_t> chosen = count <= kForwardSelection && options.features > 0
                                              ? forward_selection(moments, masks.segments, count)
                                              : highest_weights(moments, masks.segments, count);
  const LinearFit fit = moments.fit(chosen, options.alpha);
  LimeExplanation explanation{label, fit.intercept, {}, fit.r2, fit.intercept};
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    explanation.weights.push_back({chosen[i], fit.coefficients[i]});
    explanation.local_prediction += fit.coefficients[i];
  }
  std::stable_sort(
      explanation.weights.begin(), explanation.weights.end(),
      [](const SegmentWeight& a, const SegmentWeight& b) { return std::abs(a.weight) > std::abs(b.weight); });
  return explanation;
}

std::vector<std::size_t> top_labels(const std::vector<double>& probabilities, std::size_t classes, std::size_t count) {
  std::vector<std::size_t> labels(classes);
  std::iota(labels.begin(), labels.end(), std::size_t{0});
  std::stable_sort(labels.begin(), labels.end(),
                   [&](std::size_t a, std::size_t b) { return probabilities[a] > probabilities[b]; });
  labels.resize(std::min(count, classes));
  return labels;
}

}  // namespace p8
