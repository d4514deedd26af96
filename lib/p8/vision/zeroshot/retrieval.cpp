#include "p8/vision/zeroshot/retrieval.h"

#include <algorithm>

#include "p8/base/parallel.h"

namespace p8 {

namespace {

RecallAt recall(const UnitVectors& queries, const UnitVectors& candidates, int threads) {
  const std::size_t rows = queries.rows();
  std::vector<RecallAt> found(rows);
  parallel_for(rows, threads, [&](std::size_t i) {
    const double own = cosine(queries.row(i), candidates.row(i), queries.width);
    std::size_t better = 0, equal = 0;
    for (std::size_t j = 0; j < rows; ++j) {
      if (j == i) continue;
      const double other = cosine(queries.row(i), candidates.row(j), queries.width);
      better += other > own;
      equal += other == own;
    }
    found[i] = {chance_among_best(better, equal, 1), chance_among_best(better, equal, 5),
                chance_among_best(better, equal, 10)};
  });
  RecallAt mean;
  for (const RecallAt& one : found) {
    mean.at_1 += one.at_1 / static_cast<double>(rows);
    mean.at_5 += one.at_5 / static_cast<double>(rows);
    mean.at_10 += one.at_10 / static_cast<double>(rows);
  }
  return mean;
}

}  // namespace

double chance_among_best(std::size_t better, std::size_t equal, std::size_t k) {
  if (better >= k) return 0.0;
  return std::min(1.0, static_cast<double>(k - better) / static_cast<double>(equal + 1));
}

Retrieval retrieve(const UnitVectors& images, const UnitVectors& texts, int threads) {
  return {images.rows(), recall(images, texts, threads), recall(texts, images, threads)};
}

}  // namespace p8
