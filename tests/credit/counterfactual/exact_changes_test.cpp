#include "p8/credit/counterfactual/exact_changes.h"

#include <vector>

#include <doctest/doctest.h>

#include "oracles/decision_case.h"

using namespace p8;

namespace {

// The effects of a random case on one of its clients.
struct Tables {
  test::DecisionCase problem;
  std::vector<FeatureChanges> features;
  LeafBoxes boxes;
  EffectTables effects;

  explicit Tables(Random rng)
      : problem(test::random_decision_case(6, 8, rng)),
        features(number_features(problem)),
        boxes(problem.forest, features),
        effects(boxes, features, test::client_of(problem.clients, 0), 3) {}

  static std::vector<FeatureChanges> number_features(const test::DecisionCase& problem) {
    std::vector<FeatureChanges> features;
    for (std::size_t f = 0; f < 3; ++f) {
      features.emplace_back(Actionable{f, Direction::Any}, false, problem.profiles[f],
                            number_cells(problem.forest, f, ValueRange(problem.profiles[f])));
    }
    return features;
  }
};

}  // namespace

TEST_CASE("a sum of effects within the slack is enough only where it is confirmed, another one without asking") {
  const Tables tables(Random(41));
  double least = 0.0;
  for (const double effect : tables.effects.single(0)) least = std::min(least, effect);
  REQUIRE(least < -0.1);
  for (const bool confirmed : {true, false}) {
    for (const double above : {-1e-3, -1e-10, 1e-10, 1e-3}) {  // how far the goal lies above the least effect
      CAPTURE(confirmed);
      CAPTURE(above);
      std::size_t asked = 0;
      const auto confirm = [&](const ChangeSet& set) {
        ++asked;
        return confirmed && set.features == std::vector<std::uint32_t>{0};
      };
      Shortlist list(5);
      ExactChanges(tables.effects, {least + above, 1e-9}, confirm, list).try_singles();
      bool found = false;
      for (const ChangeSet& set : list.sets()) found = found || set.features.front() == 0;
      const bool is_near = std::abs(above) < 1e-9;
      CHECK(found == (above > 1e-9 || (is_near && confirmed)));
      CHECK((asked > 0) == is_near);
    }
  }
}

TEST_CASE("triples are given up after so many options, and gone through otherwise") {
  const Tables tables(Random(42));
  const auto confirm = [](const ChangeSet&) { return true; };
  Shortlist list(1);
  CHECK_FALSE(ExactChanges(tables.effects, {-0.2, 0.0}, confirm, list).try_triples(0));
  CHECK(ExactChanges(tables.effects, {-0.2, 0.0}, confirm, list).try_triples(1'000'000));
  const std::vector<ChangeSet> sets = list.sets();
  REQUIRE(sets.size() == 1);
  CHECK(sets[0].features == std::vector<std::uint32_t>{0, 1, 2});
  CHECK(ExactChanges(tables.effects, {-1e9, 0.0}, confirm, list).try_triples(1));  // ruled out by its bounds
}
