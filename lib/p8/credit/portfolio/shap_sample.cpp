#include "p8/credit/portfolio/shap_sample.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <set>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/base/parallel.h"
#include "p8/base/random.h"

namespace p8 {

namespace {

constexpr std::size_t kRowsAtOnce = 512;

std::vector<std::size_t> sample_rows(std::size_t rows, std::size_t most, std::uint64_t seed) {
  std::vector<std::size_t> all(std::min(rows, most));
  if (rows <= most) {
    std::iota(all.begin(), all.end(), 0);
    return all;
  }
  Random random(seed);
  std::set<std::size_t> chosen;
  for (std::size_t last = rows - most; last < rows; ++last) {
    const std::size_t candidate = random.below(last + 1);
    if (!chosen.insert(candidate).second) chosen.insert(last);
  }
  return {chosen.begin(), chosen.end()};
}

std::vector<double> by_client(const Scores& scores, std::size_t features, std::size_t rows, std::size_t stride) {
  std::vector<double> contributions(rows * features);
  for (std::size_t f = 0; f < features; ++f) {
    const double* const column = scores.contributions.data() + f * stride;
    for (std::size_t i = 0; i < rows; ++i) contributions[i * features + f] = column[i];
  }
  return contributions;
}

void add_means(ShapSample& sample) {
  sample.mean.assign(sample.features, 0.0);
  sample.mean_absolute.assign(sample.features, 0.0);
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    for (std::size_t f = 0; f < sample.features; ++f) {
      sample.mean[f] += sample.at(i, f);
      sample.mean_absolute[f] += std::abs(sample.at(i, f));
    }
  }
  for (std::size_t f = 0; f < sample.features; ++f) {
    sample.mean[f] /= static_cast<double>(sample.rows.size());
    sample.mean_absolute[f] /= static_cast<double>(sample.rows.size());
  }
}

}  // namespace

ShapSample sample_contributions(const Scorer& scorer, const Population& population, std::size_t most,
                                std::uint64_t seed, int threads) {
  ShapSample sample;
  sample.rows = sample_rows(population.rows(), most, seed);
  sample.features = scorer.features().size();
  sample.contributions.reserve(sample.rows.size() * sample.features);
  std::size_t next = 0;
  ordered_pipeline(
      threads,
      [&]() -> std::optional<std::vector<std::size_t>> {
        if (next == sample.rows.size()) return std::nullopt;
        const std::size_t end = std::min(next + kRowsAtOnce, sample.rows.size());
        std::vector<std::size_t> rows(sample.rows.begin() + static_cast<std::ptrdiff_t>(next),
                                      sample.rows.begin() + static_cast<std::ptrdiff_t>(end));
        next = end;
        return rows;
      },
      [&](const std::vector<std::size_t>& rows) {
        const FeatureBlock block = population.gather(rows);
        const Scores scores = scorer.score(block, true);
        if (!scores.failures.empty()) throw Error(ErrorKind::Model, scores.failures.front().reason);
        return by_client(scores, sample.features, rows.size(), block.stride());
      },
      [&](const std::vector<double>& contributions) {
        throw_if_interrupted();
        sample.contributions.insert(sample.contributions.end(), contributions.begin(), contributions.end());
      });
  add_means(sample);
  return sample;
}

}  // namespace p8
