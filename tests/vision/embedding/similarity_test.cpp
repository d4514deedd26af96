#include "p8/vision/embedding/similarity.h"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "support/error.h"

namespace p8 {

TEST_CASE("unit vectors keep their direction, and zeros stay zeros") {
  const UnitVectors vectors = unit_vectors({3.0F, 4.0F, 0.0F, 0.0F}, 2);
  CHECK(vectors.values == std::vector<float>{0.6F, 0.8F, 0.0F, 0.0F});
  CHECK(test::message_of([] {
          unit_vectors({1.0F, 0.0F, std::numeric_limits<float>::infinity(), 0.0F}, 2);
        }) == "embedding 2 is not finite: the model's weights are damaged or too large for its precision");
}

TEST_CASE("the mean direction of opposite ways sideways is the way between") {
  const UnitVectors means = mean_directions(unit_vectors({1.0F, 0.0F, 0.0F, 1.0F, 2.0F, 0.0F, 1.0F, 0.0F}, 2), {2, 2});
  CHECK(means.rows() == 2);
  CHECK(means.row(0)[0] == doctest::Approx(std::sqrt(0.5)));
  CHECK(means.row(1)[0] == 1.0F);
}

TEST_CASE("cosines are dot products, whatever the width and the threads") {
  Random random(3);
  for (const std::size_t width : {1, 7, 8, 19, 64}) {
    std::vector<float> a, b;
    for (std::size_t i = 0; i < 5 * width; ++i) a.push_back(static_cast<float>(random.uniform() - 0.5));
    for (std::size_t i = 0; i < 3 * width; ++i) b.push_back(static_cast<float>(random.uniform() - 0.5));
    const UnitVectors left = unit_vectors(a, width), right = unit_vectors(b, width);
    const std::vector<double> got = cosines(left, right, 1);
    CHECK(cosines(left, right, 4) == got);
    for (std::size_t i = 0; i < 5; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        double dot = 0.0;
        for (std::size_t k = 0; k < width; ++k) dot += static_cast<double>(left.row(i)[k]) * right.row(j)[k];
        CHECK(got[i * 3 + j] == doctest::Approx(dot).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("softmax: differences of a temperature's size are a factor of e, also at the ends of doubles") {
  const double scores[] = {0.2, 0.1};
  const std::vector<double> p = softmax(scores, 2, 0.1);
  CHECK(p[0] / p[1] == doctest::Approx(std::exp(1.0)));
  CHECK(p[0] + p[1] == doctest::Approx(1.0));
  const double far[] = {1e300, -1e300};
  CHECK(softmax(far, 2, 1e-6) == std::vector<double>{1.0, 0.0});
}

}  // namespace p8
