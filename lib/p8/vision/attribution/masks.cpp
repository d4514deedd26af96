#include "p8/vision/attribution/masks.h"

#include <string>
#include <unordered_map>

namespace p8 {

std::vector<double> predict_distinct(const PredictMasks& predict, const Masks& masks) {
  std::unordered_map<std::string, std::size_t> known;
  std::vector<std::size_t> place(masks.rows());
  Masks distinct{masks.segments, {}};
  for (std::size_t i = 0; i < masks.rows(); ++i) {
    const std::uint8_t* const row = masks.row(i);
    const auto [found, is_new] = known.emplace(std::string(row, row + masks.segments), known.size());
    place[i] = found->second;
    if (is_new) distinct.values.insert(distinct.values.end(), row, row + masks.segments);
  }
  if (known.empty()) return {};
  const std::vector<double> answers = predict(distinct);
  const std::size_t classes = answers.size() / known.size();
  std::vector<double> result(masks.rows() * classes);
  for (std::size_t i = 0; i < masks.rows(); ++i) {
    for (std::size_t c = 0; c < classes; ++c) result[i * classes + c] = answers[place[i] * classes + c];
  }
  return result;
}

}  // namespace p8
