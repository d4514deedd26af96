#include <algorithm>
#include <cmath>
#include <numeric>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/vision/attribution/faithfulness.h"
#include "p8/vision/attribution/kernel_shap.h"
#include "p8/vision/attribution/lime.h"

namespace p8 {

namespace {

/// A game of two classes with random interactions of two and three segments; probabilities add up to 1.
PredictMasks random_game(std::size_t segments, std::uint64_t seed) {
  return [segments, seed](const Masks& masks) {
    std::vector<double> p;
    for (std::size_t i = 0; i < masks.rows(); ++i) {
      Random random(seed);
      double sum = 0.0;
      for (std::size_t term = 0; term < 3 * segments; ++term) {
        const double size = random.uniform() - 0.5;
        const std::size_t a = random.below(segments), b = random.below(segments), c = random.below(segments);
        sum += size * masks.row(i)[a] * masks.row(i)[b] * masks.row(i)[c];
      }
      const double first = 1.0 / (1.0 + std::exp(-sum));
      p.insert(p.end(), {first, 1.0 - first});
    }
    return p;
  };
}

/// Shapley values by the mean over all orders in which segments can appear.
std::vector<double> by_orders(const PredictMasks& predict, std::size_t segments) {
  std::vector<std::size_t> order(segments);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> values(segments, 0.0);
  double orders = 0.0;
  do {
    Masks masks{segments, std::vector<std::uint8_t>(segments, 0)};
    std::vector<std::uint8_t> row(segments, 0);
    for (const std::size_t segment : order) {
      row[segment] = 1;
      masks.values.insert(masks.values.end(), row.begin(), row.end());
    }
    const std::vector<double> p = predict(masks);
    for (std::size_t i = 0; i < segments; ++i) values[order[i]] += p[2 * (i + 1)] - p[2 * i];
    orders += 1.0;
  } while (std::next_permutation(order.begin(), order.end()));
  for (double& value : values) value /= orders;
  return values;
}

/// Brute force over subsets, written as the formula stands.
std::vector<double> by_subsets(const PredictMasks& predict, std::size_t segments) {
  std::vector<double> values(segments, 0.0);
  for (std::size_t s = 0; s < segments; ++s) {
    for (std::size_t subset = 0; subset < (std::size_t{1} << segments); ++subset) {
      if ((subset >> s & 1U) != 0) continue;
      Masks masks{segments, {}};
      double size = 0.0;
      for (const std::size_t with : {std::size_t{0}, std::size_t{1}}) {
        for (std::size_t k = 0; k < segments; ++k) {
          masks.values.push_back(static_cast<std::uint8_t>((subset >> k & 1U) != 0 || (k == s && with == 1)));
        }
      }
      for (std::size_t k = 0; k < segments; ++k) size += static_cast<double>(subset >> k & 1U);
      const double n = static_cast<double>(segments);
      const double weight = std::exp(std::lgamma(size + 1.0) + std::lgamma(n - size) - std::lgamma(n + 1.0));
      const std::vector<double> p = predict(masks);
      values[s] += weight * (p[2] - p[0]);
    }
  }
  return values;
}

/// A classifier that looks at segments [begin, end) only.
PredictMasks looks_at(std::size_t begin, std::size_t end) {
  return [begin, end](const Masks& masks) {
    std::vector<double> p;
    for (std::size_t i = 0; i < masks.rows(); ++i) {
      double shown = 0.0;
      for (std::size_t s = begin; s < end; ++s) shown += masks.row(i)[s];
      const double first = shown / static_cast<double>(end - begin);
      p.insert(p.end(), {first, 1.0 - first});
    }
    return p;
  };
}

/// The share of the positive weight that falls into segments [begin, end).
double share_inside(const std::vector<double>& values, std::size_t begin, std::size_t end) {
  double inside = 0.0, all = 0.0;
  for (std::size_t s = 0; s < values.size(); ++s) {
    all += std::max(0.0, values[s]);
    if (s >= begin && s < end) inside += std::max(0.0, values[s]);
  }
  return inside / all;
}

std::vector<double> by_segment(const LimeExplanation& explanation, std::size_t segments) {
  std::vector<double> values(segments, 0.0);
  for (const SegmentWeight& weight : explanation.weights) values[weight.segment] = weight.weight;
  return values;
}

}  // namespace

TEST_CASE("SHAP of few segments is the definition: over all orders and over all subsets") {
  const std::vector<double> few = kernel_shap(random_game(6, 1), 6).values;
  const std::vector<double> orders = by_orders(random_game(6, 1), 6);
  for (std::size_t s = 0; s < 6; ++s) CHECK(few[s] == doctest::Approx(orders[s]).epsilon(1e-12));

  const ShapExplanation ten = kernel_shap(random_game(10, 2), 10);
  CHECK(ten.exact);
  const std::vector<double> subsets = by_subsets(random_game(10, 2), 10);
  for (std::size_t s = 0; s < 10; ++s) CHECK(std::abs(ten.values[s] - subsets[s]) < 1e-6);
}

TEST_CASE("SHAP adds up for every class, drawn or exact") {
  for (const std::size_t segments : {1, 2, 12, 13, 40}) {
    CAPTURE(segments);
    const ShapExplanation shap = kernel_shap(random_game(segments, 3), segments, {400, 7});
    CHECK(shap.exact == (segments <= 12));
    for (std::size_t c = 0; c < 2; ++c) {
      double sum = shap.nothing_shown[c];
      for (std::size_t s = 0; s < segments; ++s) sum += shap.values[c * segments + s];
      CHECK(sum == doctest::Approx(shap.all_shown[c]).epsilon(1e-12));
    }
  }
}

TEST_CASE("drawn SHAP values come close to the exact ones, and the seed decides them") {
  const std::size_t segments = 14;
  const PredictMasks game = random_game(segments, 5);
  const ShapExplanation drawn = kernel_shap(game, segments, {6000, 1});
  const std::vector<double> exact = by_subsets(game, segments);
  double largest = 0.0, error = 0.0;
  for (std::size_t s = 0; s < segments; ++s) {
    largest = std::max(largest, std::abs(exact[s]));
    error = std::max(error, std::abs(drawn.values[s] - exact[s]));
  }
  CHECK(error < 0.08 * largest);
  CHECK(kernel_shap(game, segments, {500, 9}).values == kernel_shap(game, segments, {500, 9}).values);
  CHECK(kernel_shap(game, segments, {500, 9}).values != kernel_shap(game, segments, {500, 10}).values);
}

TEST_CASE("of a classifier that looks at one region, both methods find the region") {
  const std::size_t segments = 40;
  const PredictMasks classifier = looks_at(10, 15);
  const Masks masks = lime_masks(segments, 1000, 42);
  const LimeExplanation lime = explain_label(masks, predict_distinct(classifier, masks), 0, {});
  CHECK(share_inside(by_segment(lime, segments), 10, 15) >= 0.95);
  const ShapExplanation shap = kernel_shap(classifier, segments, {1000, 42});
  const std::vector<double> first(shap.values.begin(), shap.values.begin() + segments);
  CHECK(share_inside(first, 10, 15) >= 0.95);
}

TEST_CASE("the first mask shows all, the others half, and the seed decides them") {
  const Masks masks = lime_masks(50, 400, 3);
  CHECK(std::all_of(masks.row(0), masks.row(1), [](std::uint8_t shown) { return shown == 1; }));
  const double shown = std::accumulate(masks.values.begin() + 50, masks.values.end(), 0.0) / (50.0 * 399.0);
  CHECK(shown == doctest::Approx(0.5).epsilon(0.02));
  CHECK(lime_masks(50, 400, 3).values == masks.values);
  CHECK(lime_weights({2, {1, 1, 1, 0, 0, 0}}, 0.25)[0] == 1.0);
}

TEST_CASE("equal masks are asked for once") {
  std::size_t asked = 0;
  const PredictMasks count = [&](const Masks& masks) {
    asked += masks.rows();
    return std::vector<double>(masks.rows(), 0.5);
  };
  CHECK(predict_distinct(count, {2, {1, 1, 0, 1, 1, 1, 0, 1}}).size() == 4);
  CHECK(asked == 2);
  CHECK(predict_distinct(count, {2, {}}).empty());
}

TEST_CASE("a true ranking deletes and inserts better than chance, a wrong one worse, and both are told apart") {
  const PredictMasks classifier = looks_at(0, 4);
  const std::vector<std::size_t> sizes(20, 5);
  std::vector<std::size_t> truth(20);
  std::iota(truth.begin(), truth.end(), std::size_t{0});
  const std::vector<std::size_t> wrong(truth.rbegin(), truth.rend());
  const Faithfulness best = faithfulness(classifier, sizes, truth, 0),
                     worst = faithfulness(classifier, sizes, wrong, 0);
  CHECK(best.deletion_auc == doctest::Approx(0.1));  // four of twenty fall linearly, then nothing is left
  CHECK(best.insertion_auc == doctest::Approx(0.9));
  CHECK(worst.deletion_auc == doctest::Approx(0.9));
  const RandomFaithfulness random = random_faithfulness(classifier, sizes, 0, 99, 4);
  CHECK(random.mean.deletion_auc == doctest::Approx(0.5).epsilon(0.1));
  CHECK(chance_of(best, random) == doctest::Approx(0.01));
  CHECK(chance_of(worst, random) > 0.9);
}

TEST_CASE("maps of other seeds: equal ones are stable, opposite ones are not") {
  const std::vector<double> map = {0.5, 0.4, 0.3, 0.2, 0.1, 0.0, -0.1, -0.2, -0.3, -0.4};
  const std::vector<double> opposite(map.rbegin(), map.rend());
  CHECK(stability_of({map, map, map}).jaccard == 1.0);
  CHECK(stability_of({map}).rank_correlation == 1.0);
  CHECK(stability_of({map, opposite}).jaccard == 0.0);
  CHECK(stability_of({map, opposite}).rank_correlation == doctest::Approx(-1.0));
  CHECK(stability_of({{0.0}, {0.0}}).jaccard == 1.0);
}

}  // namespace p8
