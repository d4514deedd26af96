#include "p8/credit/counterfactual/feature_changes.h"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "p8/csv/feature_block.h"

using namespace p8;

namespace {

// Numbers 0, 0.05, …, 1, in three cells.
FeatureChanges number(Direction direction) {
  FeatureProfile profile;
  for (int i = 0; i <= 20; ++i) profile.quantiles.push_back(0.05 * i);
  return {{3, direction}, false, profile, {{0.0, 0.25}, {0.3, 0.55}, {0.6, 1.0}}};
}

FeatureChanges category() { return {{1, Direction::Up}, true, {{}, {}, {10, 60, 30, 999}}, {{0, 0}, {1, 1}, {2, 2}}}; }

std::vector<double> values_of(const std::vector<ChangeOption>& options) {
  std::vector<double> values;
  for (const ChangeOption& option : options) values.push_back(option.value);
  return values;
}

}  // namespace

TEST_CASE("a number can change to the nearest value of each other cell, the nearest cell first") {
  const std::vector<ChangeOption> options = number(Direction::Any).options(0.5);
  CHECK(values_of(options) == std::vector<double>{0.6, 0.25});
  CHECK(options[0].cost == doctest::Approx(0.1));
  CHECK(options[0].cell == 2);
  CHECK(options[1].cost == doctest::Approx(0.25));
  CHECK(number(Direction::Any).feature() == 3);
}

TEST_CASE("a number changes in its direction only, from beyond the range as well") {
  CHECK(values_of(number(Direction::Up).options(0.5)) == std::vector<double>{0.6});
  CHECK(values_of(number(Direction::Down).options(0.5)) == std::vector<double>{0.25});
  CHECK(number(Direction::Up).options(7.0).empty());
  CHECK(values_of(number(Direction::Down).options(7.0)) == std::vector<double>{1.0, 0.55, 0.25});
  CHECK(values_of(number(Direction::Up).options(-7.0)) == std::vector<double>{0.0, 0.3, 0.6});
  CHECK(values_of(number(Direction::Up).options(0.27)) == std::vector<double>{0.3, 0.6});
}

TEST_CASE("a missing number may become any value, at a distance of 1, those near the median first") {
  const FeatureChanges changes = number(Direction::Down);
  const std::vector<ChangeOption> options = changes.options(kMissing);
  CHECK(values_of(options) == std::vector<double>{0.5, 0.6, 0.25});
  for (const ChangeOption& option : options) {
    CHECK(option.cost == doctest::Approx(1.0));
    CHECK(changes.distance(kMissing, option.value) == 1.0);
  }
  CHECK(options[0].cost < options[1].cost);
}

TEST_CASE("a category may become any other one, at a distance of 1, the most frequent first") {
  const FeatureChanges changes = category();
  CHECK(values_of(changes.options(0.0)) == std::vector<double>{1.0, 2.0});
  CHECK(values_of(changes.options(1.0)) == std::vector<double>{2.0, 0.0});
  CHECK(values_of(changes.options(kMissing)) == std::vector<double>{1.0, 2.0, 0.0});
  CHECK(changes.distance(0.0, 1.0) == 1.0);
  CHECK(changes.round_value(0.0, changes.options(0.0)[0]) == 1.0);
}

TEST_CASE("cells of equal effect are one option, and none where the client's own value is among them") {
  const std::vector<ChangeOption> options = number(Direction::Any).options(0.1, {0, 1, 1, 2});
  REQUIRE(options.size() == 1);
  CHECK(options[0].value == 0.3);
  CHECK(options[0].values.last == 1.0);
  CHECK(values_of(number(Direction::Any).options(0.5, {0, 0, 1, 2})) == std::vector<double>{0.6});
  CHECK(values_of(category().options(0.0, {0, 1, 1, 2})) == std::vector<double>{1.0});
  CHECK(values_of(category().options(2.0, {0, 1, 1, 2})) == std::vector<double>{0.0});
}

TEST_CASE("a value is made round without adding more than a tenth to the change, or than the range allows") {
  FeatureProfile incomes;
  for (int i = 0; i <= 20; ++i) incomes.quantiles.push_back(20000.5 + 9000.0 * i);
  const auto round_to = [&](double from, ValueCell cell) {
    const FeatureChanges changes({0, Direction::Any}, false, incomes, {cell});
    return changes.round_value(from, changes.options(from).front());
  };
  CHECK(round_to(100000.0, {123456.75, 190000.0}) == 124000.0);
  CHECK(round_to(100000.0, {123456.75, 123999.0}) == 123500.0);
  CHECK(round_to(100000.0, {100000.25, 190000.0}) == 100100.0);  // the middle 90 % are 162,000 wide: 162
  CHECK(round_to(160000.0, {30000.0, 98765.4}) == 98000.0);
  CHECK(round_to(kMissing, {30000.0, 150000.0}) == 110100.0);  // the median is 110,000.5
}
