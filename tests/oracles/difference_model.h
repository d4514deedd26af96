#pragma once

#include <memory>
#include <string>
#include <vector>

#include "p8/credit/model/model.h"

namespace p8::test {

/// Margin = a - b, contributions a and -b: a model that a reader can compute. Missing counts as 0.
class Difference : public Scorer {
 public:
  const std::vector<std::string>& features() const override { return features_; }
  double base_value() const override { return 0.0; }
  double probability(double margin) const override { return logistic(margin); }
  Scores score(const FeatureBlock& block, bool with_contributions) const override {
    const auto value = [&](std::size_t f, std::size_t row) {
      return block.at(f, row) == block.at(f, row) ? block.at(f, row) : 0.0;
    };
    Scores scores;
    for (std::size_t row = 0; row < block.rows(); ++row) scores.margins.push_back(value(0, row) - value(1, row));
    if (!with_contributions) return scores;
    scores.contributions.resize(2 * block.stride());
    for (std::size_t row = 0; row < block.rows(); ++row) {
      scores.contributions[row] = value(0, row);
      scores.contributions[block.stride() + row] = -value(1, row);
    }
    return scores;
  }

 private:
  std::vector<std::string> features_ = {"a", "b"};
};

inline Model difference_model() {
  Model model;
  model.card.schema =
      Schema({{"a", FeatureKind::Number, {}}, {"b", FeatureKind::Number, {}}}, CategoryEncoding::Ordinal);
  model.scorer = std::make_unique<Difference>();
  return model;
}

}  // namespace p8::test
