#include "p8/credit/model/reasons.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "p8/base/random.h"

using namespace p8;

TEST_CASE("only what pushes towards default is a reason, strongest first, the earlier feature among equals") {
  // Features in rows of the listing, two clients in columns.
  const std::vector<double> contributions = {0.1,  -1.0,  //
                                             0.5,  -0.2,  //
                                             0.5,  0.3,   //
                                             -2.0, 0.0};  //
  const Reasons reasons = top_reasons(contributions, 4, 2, 2, 3);
  CHECK(reasons.features == std::vector<int>{1, 2, 0, 2, -1, -1});
  CHECK(top_reasons(contributions, 4, 2, 2, 0).features.empty());
}

TEST_CASE("the reasons are those of a full sort") {
  constexpr std::size_t kFeatures = 40;
  constexpr std::size_t kRows = 50;
  Random random(9);
  std::vector<double> contributions(kFeatures * kRows);
  for (double& value : contributions) value = static_cast<double>(random.below(9)) - 4.0;  // many ties
  const Reasons reasons = top_reasons(contributions, kFeatures, kRows, kRows, 5);
  for (std::size_t row = 0; row < kRows; ++row) {
    std::vector<int> order(kFeatures);
    for (std::size_t f = 0; f < kFeatures; ++f) order[f] = static_cast<int>(f);
    const auto value = [&](int f) { return contributions[static_cast<std::size_t>(f) * kRows + row]; };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return value(a) > value(b); });
    for (std::size_t rank = 0; rank < 5; ++rank) {
      CHECK(reasons.at(row, rank) == (value(order[rank]) > 0.0 ? order[rank] : -1));
    }
  }
}
