#include "p8/vision/attribution/faithfulness.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "p8/base/random.h"
#include "p8/statistics/statistics.h"

namespace p8 {

namespace {

constexpr std::size_t kTop = 5;

/// Pictures on the way from all shown to none, in the ranking's order, then from none shown to all.
Masks steps_of(const std::vector<std::size_t>& ranking) {
  const std::size_t segments = ranking.size();
  Masks masks{segments, {}};
  for (const std::uint8_t begin : {std::uint8_t{1}, std::uint8_t{0}}) {
    std::vector<std::uint8_t> row(segments, begin);
    masks.values.insert(masks.values.end(), row.begin(), row.end());
    for (const std::size_t segment : ranking) {
      row[segment] = static_cast<std::uint8_t>(1 - begin);
      masks.values.insert(masks.values.end(), row.begin(), row.end());
    }
  }
  return masks;
}

double jaccard(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
  const std::size_t count = std::min(kTop, a.size());
  const auto common =
      std::count_if(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(count), [&](std::size_t segment) {
        const auto end = b.begin() + static_cast<std::ptrdiff_t>(count);
        return std::find(b.begin(), end, segment) != end;
      });
  return static_cast<double>(common) / static_cast<double>(2 * static_cast<std::ptrdiff_t>(count) - common);
}

}  // namespace

Faithfulness faithfulness(const PredictMasks& predict, const std::vector<std::size_t>& sizes,
                          const std::vector<std::size_t>& ranking, std::size_t label) {
  const Masks masks = steps_of(ranking);
  const std::vector<double> p = predict_distinct(predict, masks);
  const std::size_t classes = p.size() / masks.rows();
  const auto pixels = static_cast<double>(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}));
  const auto area = [&](std::size_t first) {
    double sum = 0.0;
    for (std::size_t i = 0; i < ranking.size(); ++i) {
      const double left = p[(first + i) * classes + label], right = p[(first + i + 1) * classes + label];
      sum += (left + right) / 2.0 * static_cast<double>(sizes[ranking[i]]) / pixels;
    }
    return sum;
  };
  return {area(0), area(ranking.size() + 1)};
}

RandomFaithfulness random_faithfulness(const PredictMasks& predict, const std::vector<std::size_t>& sizes,
                                       std::size_t label, std::size_t rankings, std::uint64_t seed) {
  Random random(seed);
  RandomFaithfulness result;
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < rankings; ++i) {
    random.shuffle(order);
    result.rankings.push_back(faithfulness(predict, sizes, order, label));
    result.mean.deletion_auc += result.rankings.back().deletion_auc / static_cast<double>(rankings);
    result.mean.insertion_auc += result.rankings.back().insertion_auc / static_cast<double>(rankings);
  }
  return result;
}

double chance_of(const Faithfulness& own, const RandomFaithfulness& random) {
  const auto told = [](const Faithfulness& one) { return one.insertion_auc - one.deletion_auc; };
  const auto as_good = std::count_if(random.rankings.begin(), random.rankings.end(),
                                     [&](const Faithfulness& other) { return told(other) >= told(own); });
  return static_cast<double>(as_good + 1) / static_cast<double>(random.rankings.size() + 1);
}

std::vector<std::size_t> ranking_of(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  return order;
}

Stability stability_of(const std::vector<std::vector<double>>& maps) {
  if (maps.size() < 2) return {};
  Stability sum{0.0, 0.0};
  double pairs = 0.0;
  for (std::size_t i = 0; i < maps.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double correlation = rank_correlation(maps[i], maps[j]);
      sum.jaccard += jaccard(ranking_of(maps[i]), ranking_of(maps[j]));
      sum.rank_correlation += std::isnan(correlation) ? 1.0 : correlation;  // nothing varies: the same map
      pairs += 1.0;
    }
  }
  return {sum.jaccard / pairs, sum.rank_correlation / pairs};
}

}  // namespace p8
