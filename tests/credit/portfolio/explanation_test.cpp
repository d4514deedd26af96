#include "p8/credit/portfolio/explanation.h"

#include <cmath>

#include <doctest/doctest.h>

#include "oracles/difference_model.h"

using namespace p8;

TEST_CASE("an explanation holds the decision and what adds up to it") {
  const Model model = test::difference_model();
  DecisionRule rule;
  rule.threshold = logistic(-2.0);
  const Explanation explanation = explain_client(model, "c1", {1.0, 3.0}, rule);
  CHECK(explanation.id == "c1");
  CHECK(explanation.margin == -2.0);
  CHECK(explanation.p_default == logistic(-2.0));
  CHECK_FALSE(explanation.refused);  // exactly at the threshold
  CHECK(explanation.contributions == std::vector<double>{1.0, -3.0});
  CHECK(explanation.ranking == std::vector<std::size_t>{1, 0});
  CHECK(explanation.residual == 0.0);
  CHECK(explanation.reasons(4) == std::vector<std::size_t>{0});  // -3 pushed towards repayment
  CHECK(explanation.points == rule.scale.points(explanation.p_default));
  rule.threshold = std::nextafter(logistic(-2.0), 0.0);
  CHECK(explain_client(model, "c1", {1.0, 3.0}, rule).refused);
}

TEST_CASE("the refer band reaches to both sides of the threshold, its ends included, and is off by default") {
  DecisionRule rule;
  rule.threshold = 0.5;
  CHECK_FALSE(rule.needs_a_person(0.5));
  rule.refer_band = 0.25;
  CHECK(rule.needs_a_person(0.75));
  CHECK(rule.needs_a_person(0.25));
  CHECK_FALSE(rule.needs_a_person(0.7501));
}

TEST_CASE("a score is better than those of strictly higher risk") {
  const ScoreRanks ranks({0.4, 0.1, 0.4, 0.9});
  CHECK(ranks.better_than(0.4) == 0.25);
  CHECK(ranks.better_than(0.05) == 1.0);
  CHECK(ranks.better_than(0.9) == 0.0);
  CHECK(std::isnan(ScoreRanks({}).better_than(0.5)));
}

TEST_CASE("the path of probabilities ends at the client and its steps add up") {
  const Model model = test::difference_model();
  const std::vector<double> path = probability_path(model, -1.0, {2.0, -0.5});
  REQUIRE(path.size() == 3);
  CHECK(path[0] == logistic(-1.0));
  CHECK(path[1] == logistic(1.0));
  CHECK(path[2] == logistic(0.5));
}
