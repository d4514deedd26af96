#include "p8/vision/zeroshot/retrieval.h"

#include <algorithm>
#include <numeric>

#include <doctest/doctest.h>

#include "p8/base/random.h"

namespace p8 {

TEST_CASE("among equals the counterpart counts for its chance to stand first") {
  CHECK(chance_among_best(0, 0, 1) == 1.0);
  CHECK(chance_among_best(1, 0, 1) == 0.0);
  CHECK(chance_among_best(0, 3, 1) == 0.25);
  CHECK(chance_among_best(2, 9, 5) == doctest::Approx(0.3));
  CHECK(chance_among_best(4, 0, 5) == 1.0);
  CHECK(chance_among_best(5, 100, 5) == 0.0);
}

TEST_CASE("photos equal to their texts always find them, and a model that says the same of all finds them by chance") {
  std::vector<float> values;
  for (std::size_t i = 0; i < 20; ++i) {
    for (std::size_t k = 0; k < 20; ++k) values.push_back(i == k ? 1.0F : 0.0F);
  }
  const UnitVectors own = unit_vectors(values, 20);
  const Retrieval perfect = retrieve(own, own, 2);
  CHECK(perfect.pairs == 20);
  CHECK(perfect.image_to_text.at_1 == doctest::Approx(1.0));
  const UnitVectors same = unit_vectors(std::vector<float>(400, 1.0F), 20);
  CHECK(retrieve(same, same, 1).text_to_image.at_5 == doctest::Approx(0.25));
}

TEST_CASE("recall is what sorting in random order would give: an oracle with ties") {
  Random random(4);
  const std::size_t rows = 30;
  std::vector<float> images, texts;
  for (std::size_t i = 0; i < 2 * rows; ++i) {
    images.push_back(static_cast<float>(random.below(3)) + 1.0F);
    texts.push_back(static_cast<float>(random.below(3)) + 1.0F);
  }
  const UnitVectors a = unit_vectors(images, 2), b = unit_vectors(texts, 2);
  double found = 0.0;
  const int shuffles = 400;
  for (int shuffle = 0; shuffle < shuffles; ++shuffle) {
    std::vector<std::size_t> order(rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    random.shuffle(order);
    for (std::size_t i = 0; i < rows; ++i) {
      std::stable_sort(order.begin(), order.end(), [&](std::size_t j, std::size_t k) {
        return cosine(a.row(i), b.row(j), 2) > cosine(a.row(i), b.row(k), 2);
      });
      found += std::find(order.begin(), order.begin() + 5, i) != order.begin() + 5;
      random.shuffle(order);
    }
  }
  CHECK(retrieve(a, b, 2).image_to_text.at_5 == doctest::Approx(found / (shuffles * 30.0)).epsilon(0.05));
}

}  // namespace p8
