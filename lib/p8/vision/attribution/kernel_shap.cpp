#include "p8/vision/attribution/kernel_shap.h"

#include <algorithm>
#include <numeric>

#include "p8/base/random.h"
#include "p8/vision/attribution/ridge.h"

namespace p8 {

namespace {

/// Every coalition; bit s of a row's number says whether segment s is shown.
Masks all_masks(std::size_t segments) {
  Masks masks{segments, {}};
  for (std::size_t number = 0; number < (std::size_t{1} << segments); ++number) {
    for (std::size_t s = 0; s < segments; ++s) masks.values.push_back(static_cast<std::uint8_t>(number >> s & 1U));
  }
  return masks;
}

/// Σ over coalitions without s of |z|! (S - |z| - 1)! / S! · (v(z and s) - v(z)) (Shapley 1953).
void exact_values(const std::vector<double>& v, ShapExplanation& shap) {
  const std::size_t segments = shap.segments, classes = shap.classes;
  std::vector<double> weight(segments);  // by size of the coalition: 1 / (S · binomial(S - 1, size))
  double ways = 1.0;
  for (std::size_t size = 0; size < segments; ++size) {
    weight[size] = 1.0 / (static_cast<double>(segments) * ways);
    ways = ways * static_cast<double>(segments - 1 - size) / static_cast<double>(size + 1);
  }
  for (std::size_t number = 0; number < (std::size_t{1} << segments); ++number) {
    const auto size = static_cast<std::size_t>(__builtin_popcountll(number));
    for (std::size_t s = 0; s < segments; ++s) {
      if ((number >> s & 1U) != 0) continue;
      const std::size_t with = number | std::size_t{1} << s;
      for (std::size_t c = 0; c < classes; ++c) {
        shap.values[c * segments + s] += weight[size] * (v[with * classes + c] - v[number * classes + c]);
      }
    }
  }
}

/// Coalitions in pairs with their opposites, between nothing and all, which come first.
Masks drawn_masks(std::size_t segments, const KernelShapOptions& options) {
  Random random(options.seed);
  std::vector<double> cumulative;  // of the sizes 1 to S - 1, whose weight is 1 / (size · (S - size))
  double sum = 0.0;
  for (std::size_t size = 1; size < segments; ++size) {
    sum += 1.0 / (static_cast<double>(size) * static_cast<double>(segments - size));
    cumulative.push_back(sum);
  }
  Masks masks{segments, std::vector<std::uint8_t>(segments, 0)};
  masks.values.resize(2 * segments, 1);
  std::vector<std::size_t> order(segments);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t pair = 0; pair < std::max<std::size_t>(1, options.samples / 2); ++pair) {
    const double drawn = random.uniform() * sum;
    const auto size = static_cast<std::size_t>(std::upper_bound(cumulative.begin(), cumulative.end() - 1, drawn) -
                                               cumulative.begin()) +
                      1;
    random.shuffle(order);
    const std::size_t start = masks.values.size();
    masks.values.resize(start + segments, 0);
    for (std::size_t i = 0; i < size; ++i) masks.values[start + order[i]] = 1;
    for (std::size_t s = 0; s < segments; ++s) {
      masks.values.push_back(static_cast<std::uint8_t>(1 - masks.values[start + s]));
    }
  }
  return masks;
}

/// Least squares under the condition that the values add up: the last segment's value follows from the others'.
void fitted_values(const Masks& masks, const std::vector<double>& v, ShapExplanation& shap) {
  const std::size_t segments = shap.segments, classes = shap.classes, drawn = masks.rows() - 2;
  WeightedRows rows;
  rows.columns = segments - 1;
  for (std::size_t i = 0; i < drawn; ++i) {
    const std::uint8_t* const row = masks.row(i + 2);
    const double last = row[segments - 1];
    for (std::size_t s = 0; s + 1 < segments; ++s) rows.x.push_back(row[s] - last);
    rows.weights.push_back(1.0);
  }
  rows.y.resize(drawn);
  for (std::size_t c = 0; c < classes; ++c) {
    const double total = shap.all_shown[c] - shap.nothing_shown[c];
    for (std::size_t i = 0; i < drawn; ++i) {
      rows.y[i] = v[(i + 2) * classes + c] - shap.nothing_shown[c] - masks.row(i + 2)[segments - 1] * total;
    }
    const std::vector<double> solved = fit_through_origin(rows);
    double rest = total;
    for (std::size_t s = 0; s + 1 < segments; ++s) {
      shap.values[c * segments + s] = solved[s];
      rest -= solved[s];
    }
    shap.values[c * segments + segments - 1] = rest;
  }
}

}  // namespace

Masks shap_masks(std::size_t segments, const KernelShapOptions& options) {
  return segments <= kExactSegments ? all_masks(segments) : drawn_masks(segments, options);
}

ShapExplanation shap_of_masks(const Masks& masks, const std::vector<double>& probabilities) {
  ShapExplanation shap;
  shap.segments = masks.segments;
  shap.exact = masks.segments <= kExactSegments;
  shap.classes = probabilities.size() / masks.rows();
  shap.values.assign(shap.classes * shap.segments, 0.0);
  const std::size_t all = shap.exact ? masks.rows() - 1 : 1;
  for (std::size_t c = 0; c < shap.classes; ++c) {
    shap.nothing_shown.push_back(probabilities[c]);
    shap.all_shown.push_back(probabilities[all * shap.classes + c]);
  }
  if (shap.exact) {
    exact_values(probabilities, shap);
  } else {
    fitted_values(masks, probabilities, shap);
  }
  return shap;
}

ShapExplanation kernel_shap(const PredictMasks& predict, std::size_t segments, const KernelShapOptions& options) {
  const Masks masks = shap_masks(segments, options);
  return shap_of_masks(masks, predict_distinct(predict, masks));
}

}  // namespace p8
