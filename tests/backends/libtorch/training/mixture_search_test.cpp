#include "p8/backends/libtorch/training/mixture_search.h"

#include <cmath>

#include <ATen/Functions.h>
#include <doctest/doctest.h>

#include "p8/backends/libtorch/training/head_module.h"
#include "p8/base/random.h"

namespace p8 {

namespace {

using training::best_mixture;
using training::metrics_of;
using training::Mixture;
using training::Tensor;

/// Rows whose class the texts know so well, and the cache so well; 1: always, 0: never.
struct Case {
  Tensor texts, affinities, values, labels;
};

Case drawn(double of_texts, double of_cache, double text_scale, std::uint64_t seed) {
  constexpr std::int64_t kRows = 120, kClasses = 3;
  Random random(seed);
  Case made;
  std::vector<std::int64_t> labels;
  made.texts = at::zeros({kRows, kClasses});
  made.affinities = at::full({kRows, kRows}, 0.5);
  made.values = at::zeros({kRows, kClasses});
  const auto guess = [&](std::int64_t label, double knows) {
    return random.uniform() < knows ? label : (label + 1 + static_cast<std::int64_t>(random.below(2))) % kClasses;
  };
  for (std::int64_t i = 0; i < kRows; ++i) {
    labels.push_back(i % kClasses);
    made.values[i][i % kClasses] = 1.0;
  }
  for (std::int64_t i = 0; i < kRows; ++i) {
    made.texts[i][guess(labels[static_cast<std::size_t>(i)], of_texts)] = text_scale;
    const std::int64_t near = guess(labels[static_cast<std::size_t>(i)], of_cache);
    for (std::int64_t j = 0; j < 10; ++j) made.affinities[i][near + kClasses * j] = 0.9 + 0.01 * random.uniform();
  }
  made.labels = training::integers(labels);
  return made;
}

double accuracy(const Case& made, double alpha, double beta) {
  const Tensor cache = at::matmul(((made.affinities - 1.0) * beta).exp(), made.values);
  return metrics_of(made.texts + alpha * cache, made.labels).accuracy;
}

}  // namespace

TEST_CASE("a cache that knows more than the texts counts as much as it must, however much that is") {
  for (const double text_scale : {1.0, 30.0, 1000.0}) {
    CAPTURE(text_scale);
    const Case made = drawn(0.4, 0.9, text_scale, 3);
    const Mixture best = best_mixture(made.texts, made.affinities, made.values, made.labels);
    double most = 0.0;  // of a scan as an oracle
    for (double alpha = 0.01; alpha < 1e5; alpha *= 1.3) {
      for (double beta = 0.1; beta < 20.0; beta *= 1.5) most = std::max(most, accuracy(made, alpha, beta));
    }
    CHECK(accuracy(made, best.alpha, best.beta) >= most);
    CHECK(!best.alpha_at_limit);
    CHECK(!best.beta_at_limit);
  }
}

TEST_CASE("a cache that knows less than the texts hardly counts") {
  const Case made = drawn(0.9, 0.3, 10.0, 4);
  const Mixture best = best_mixture(made.texts, made.affinities, made.values, made.labels);
  CHECK(accuracy(made, best.alpha, best.beta) >= accuracy(made, 0.0, 1.0));
  CHECK(!best.alpha_at_limit);
}

TEST_CASE("where texts and cache are always right the search ends too") {
  const Case made = drawn(1.0, 1.0, 5.0, 5);
  const Mixture best = best_mixture(made.texts, made.affinities, made.values, made.labels);
  CHECK(accuracy(made, best.alpha, best.beta) == 1.0);
  CHECK(std::isfinite(best.alpha));
}

}  // namespace p8
