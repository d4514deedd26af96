#include "p8/credit/model/forest_scorer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "p8/base/aligned_buffer.h"
#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8 {

namespace {

constexpr double kAdditivityTolerance = 1e-6;

}  // namespace

ForestScorer::ForestScorer(Forest forest, std::string name)
    : forest_(std::move(forest)),
      name_(std::move(name)),
      coder_(forest_),
      evaluator_(forest_, coder_),
      shap_(forest_, coder_, name_) {}

Scores ForestScorer::score(const FeatureBlock& block, bool with_contributions) const {
  if (block.features() != forest_.features.size()) {
    throw model_error("{}: expects {} features, but the rows have {}",
                      "{} : attend {} variables, mais les lignes en ont {}", printable(name_), forest_.features.size(),
                      block.features());
  }
  const std::size_t tiles = block.stride() / SplitCoder::kRows;
  // Without contributions one tile of codes is enough; TreeShap wants several to spread its preparations over.
  const std::size_t tiles_at_once = with_contributions ? std::min(tiles, shap_.tiles_at_once()) : 1;
  const std::size_t tile_size = coder_.columns() * SplitCoder::kRows;
  AlignedBuffer codes(tiles_at_once * tile_size);
  std::vector<double> margins(block.stride());
  Scores scores;
  if (with_contributions) scores.contributions.resize(block.features() * block.stride());
  for (std::size_t first = 0; first < tiles; first += tiles_at_once) {
    const std::size_t count = std::min(tiles_at_once, tiles - first);
    for (std::size_t tile = 0; tile < count; ++tile) {
      std::uint8_t* tile_codes = codes.as<std::uint8_t>() + tile * tile_size;
      const std::size_t row = (first + tile) * SplitCoder::kRows;
      coder_.encode(block, row, tile_codes);
      evaluator_.margins(tile_codes, margins.data() + row);
    }
    if (with_contributions) {
      const std::size_t row = first * SplitCoder::kRows;
      const std::size_t rows = std::min(block.rows() - row, count * SplitCoder::kRows);
      shap_.contributions(codes.as<std::uint8_t>(), rows, scores.contributions.data() + row, block.stride());
    }
  }
  margins.resize(block.rows());
  scores.margins = std::move(margins);
  if (with_contributions) check_additivity(block, scores);
  return scores;
}

void ForestScorer::check_additivity(const FeatureBlock& block, const Scores& scores) const {
  std::vector<double> sums(block.rows(), base_value());
  for (std::size_t f = 0; f < block.features(); ++f) {
    const double* contributions = scores.contributions.data() + f * block.stride();
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += contributions[i];
  }
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const double difference = std::abs(sums[i] - scores.margins[i]);
    if (difference <= kAdditivityTolerance * std::max(1.0, std::abs(scores.margins[i]))) continue;
    throw model_error(
        "{}: row {} of the block: contributions and base value add up to {}, the margin is {} (difference {:.3g}); the "
        "model's covers cannot be explained to 1e-6",
        "{} : ligne {} du bloc : contributions et valeur de base totalisent {}, la marge vaut {} (écart {:.3g}) ; les "
        "effectifs du modèle ne permettent pas une explication à 1e-6",
        printable(name_), i, sums[i], scores.margins[i], difference);
  }
}

double ForestScorer::probability(double margin) const { return 1.0 / (1.0 + std::exp(-forest_.sigmoid * margin)); }

}  // namespace p8
