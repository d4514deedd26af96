#include "p8/credit/model/cost.h"

#include <algorithm>
#include <limits>

#include <doctest/doctest.h>

#include "p8/base/error.h"
#include "p8/base/random.h"

namespace p8 {

namespace {

struct Clients {
  std::vector<double> p;
  std::vector<int> defaulted;
};

Clients random_clients(Random& random, std::size_t count) {
  Clients clients;
  for (std::size_t i = 0; i < count; ++i) {
    clients.p.push_back(static_cast<double>(random.below(11)) / 10.0);  // many ties, also 0 and 1
    clients.defaulted.push_back(random.uniform() < clients.p.back() / 2.0 ? 1 : 0);
  }
  return clients;
}

double slow_cost(const Clients& clients, double threshold, const CostMatrix& costs) {
  double cost = 0.0;
  for (std::size_t i = 0; i < clients.p.size(); ++i) {
    const bool refused = clients.p[i] > threshold;
    if (refused && clients.defaulted[i] == 0) cost += costs.false_positive;
    if (!refused && clients.defaulted[i] == 1) cost += costs.false_negative;
  }
  return cost;
}

}  // namespace

TEST_CASE("five clients by hand: refusing the two above 0.3 costs one good client") {
  const std::vector<double> p = {0.1, 0.2, 0.3, 0.6, 0.7};
  const std::vector<int> defaulted = {0, 0, 0, 1, 0};
  const CostOptimum best = best_threshold(p, defaulted);
  CHECK(best.threshold == 0.3);
  CHECK(best.total_cost == 1.0);
  CHECK(best.mean_cost == doctest::Approx(0.2));

  const ThresholdOutcome outcome = outcome_at_threshold(p, defaulted, 0.6);
  CHECK(outcome.false_negatives == 1);  // 0.6 is not above 0.6
  CHECK(outcome.false_positives == 1);
  CHECK(outcome.true_negatives == 3);
  CHECK(outcome.true_positives == 0);
  CHECK(outcome.total_cost == 11.0);
}

TEST_CASE("when all should be refused the threshold is 0, when none the highest probability needed") {
  CHECK(best_threshold({0.4, 0.5}, {1, 1}).threshold == 0.0);
  CHECK(best_threshold({0.4, 0.5}, {0, 0}).threshold == 0.5);
  CHECK(best_threshold({0.0, 0.0}, {1, 1}).total_cost == 20.0);  // p = 0 is above no threshold
}

TEST_CASE("the best threshold is that of a slow search, and no lower number does as well") {
  Random random(3);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const Clients clients = random_clients(random, 1 + random.below(40));
    const CostMatrix costs = {static_cast<double>(random.below(5)), static_cast<double>(random.below(3))};
    double least = std::numeric_limits<double>::infinity();
    double lowest = 0.0;
    for (int step = 0; step <= 100; ++step) {  // between the tenths too; from below, so the first of equals stays
      const double threshold = step % 10 == 0 ? (step / 10) / 10.0 : step / 100.0;
      const double cost = slow_cost(clients, threshold, costs);
      if (cost < least) {
        least = cost;
        lowest = threshold;
      }
    }
    const CostOptimum best = best_threshold(clients.p, clients.defaulted, costs);
    CHECK(best.total_cost == least);
    CHECK(best.threshold == lowest);
    const double anywhere = random.uniform();
    CHECK(outcome_at_threshold(clients.p, clients.defaulted, anywhere, costs).total_cost ==
          slow_cost(clients, anywhere, costs));
  }
}

TEST_CASE("the cost curve runs from refusing all to accepting all, its points exact") {
  Random random(4);
  const Clients clients = random_clients(random, 60);
  const auto curve = cost_curve(clients.p, clients.defaulted, {}, 31);
  REQUIRE(curve.size() == 31);
  CHECK(curve.front().threshold == 0.0);
  CHECK(curve.back().threshold == *std::max_element(clients.p.begin(), clients.p.end()));
  CHECK(curve.back().false_positives == 0);
  for (const ThresholdOutcome& point : curve) CHECK(point.total_cost == slow_cost(clients, point.threshold, {}));
}

TEST_CASE("wrong input is refused in words") {
  CHECK_THROWS_WITH_AS(best_threshold({}, {}), "no clients to weigh costs on", Error);
  CHECK_THROWS_WITH_AS(best_threshold({0.1}, {0, 1}), "1 scores but 2 labels", Error);
  CHECK_THROWS_WITH_AS(best_threshold({0.1, 1.5}, {0, 1}), "probabilities range from 0.1 to 1.5, expected 0 to 1",
                       Error);
  CHECK_THROWS_WITH_AS(best_threshold({0.1}, {0}, {-1.0, 1.0}),
                       "a wrong decision costs -1, expected a number of at least 0", Error);
}

}  // namespace p8
