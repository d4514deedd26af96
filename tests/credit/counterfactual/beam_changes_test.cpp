#include "p8/credit/counterfactual/beam_changes.h"

#include <functional>
#include <numeric>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

using namespace p8;

namespace {

using Lowering = std::function<double(const std::vector<double>& client)>;

// Features with the integers 0 to 10, all 0 at first, and what their values take off a margin.
class Problem {
 public:
  Problem(std::size_t features, Lowering lowering) : lowering_(std::move(lowering)) {
    FeatureProfile profile;
    std::vector<ValueCell> cells;
    for (int i = 0; i <= 20; ++i) profile.quantiles.push_back(0.5 * i);
    for (int i = 0; i <= 10; ++i) cells.push_back({static_cast<double>(i), static_cast<double>(i)});
    for (std::size_t f = 0; f < features; ++f) {
      features_.emplace_back(Actionable{f, Direction::Any}, false, profile, cells);
      options_.push_back(features_.back().options(0.0));
    }
  }

  // Accepts where at least `goal` is taken off.
  Shortlist find(double goal, const BeamOptions& beam, std::size_t most) const {
    OptionModel model;
    model.ask = [&](const std::vector<OptionQuestion>& questions) { return answers(questions); };
    model.accepts = [&](double margin) { return margin <= -goal; };
    Shortlist list(most);
    try_by_beam(std::vector<double>(features_.size(), 0.0), features_, options_, model, beam, list);
    return list;
  }

 private:
  std::vector<OptionAnswer> answers(const std::vector<OptionQuestion>& questions) const {
    std::vector<OptionAnswer> answers;
    for (const OptionQuestion& question : questions) {
      OptionAnswer answer{-lowering_(question.client), {}};
      for (const std::uint32_t feature : question.features) {
        answer.margins.emplace_back();
        for (const ChangeOption& option : options_[feature]) {
          std::vector<double> client = question.client;
          client[feature] = option.value;
          answer.margins.back().push_back(-lowering_(client));
        }
      }
      answers.push_back(std::move(answer));
    }
    return answers;
  }

  Lowering lowering_;
  std::vector<FeatureChanges> features_;
  std::vector<std::vector<ChangeOption>> options_;
};

Problem linear(const std::vector<double>& weights) {
  return {weights.size(), [weights](const std::vector<double>& client) {
            return std::inner_product(weights.begin(), weights.end(), client.begin(), 0.0);
          }};
}

std::vector<double> values_of(const ChangeSet& set) {
  std::vector<double> values;
  for (const ChangeOption& option : set.options) values.push_back(option.value);
  return values;
}

}  // namespace

TEST_CASE("a single change that is enough is the least one of its feature") {
  const Shortlist list = linear({1.0, 2.0, 0.1}).find(5.0, {1, 8}, 5);
  REQUIRE(list.sets().size() == 2);
  CHECK(list.sets()[0].features == std::vector<std::uint32_t>{1});
  CHECK(values_of(list.sets()[0]) == std::vector<double>{3.0});
  CHECK(list.sets()[1].features == std::vector<std::uint32_t>{0});
  CHECK(values_of(list.sets()[1]) == std::vector<double>{5.0});
}

TEST_CASE("the strongest changes are joined until they are enough, the last one no further than needed") {
  const Shortlist list = linear({1.0, 2.0, 0.5, 4.0}).find(65.0, {4, 8}, 1);  // 70 at most with three
  REQUIRE(list.sets().size() == 1);
  CHECK(list.sets()[0].features == std::vector<std::uint32_t>{0, 1, 3});
  CHECK(values_of(list.sets()[0]) == std::vector<double>{5.0, 10.0, 10.0});
  CHECK(list.sets()[0].cost == doctest::Approx(2.5));
  CHECK(linear({1.0, 2.0, 0.5, 4.0}).find(65.0, {2, 8}, 1).sets().empty());
  CHECK(linear({1.0, 2.0, 0.5, 4.0}).find(80.0, {4, 8}, 1).sets().empty());
}

TEST_CASE("a change that went further than needed becomes the cheapest one that is still enough") {
  // Feature 0 takes off 20 from 4 on, and 21 at 10; feature 1 takes off 5.
  const Problem model(2, [](const std::vector<double>& client) {
    return (client[0] >= 4.0 ? 20.0 : 0.0) + (client[0] == 10.0 ? 1.0 : 0.0) + (client[1] > 0.0 ? 5.0 : 0.0);
  });
  const Shortlist list = model.find(25.0, {2, 1}, 1);
  REQUIRE(list.sets().size() == 1);
  CHECK(values_of(list.sets()[0]) == std::vector<double>{4.0, 1.0});
}

TEST_CASE("a change that the later ones make superfluous goes") {
  // Feature 0 is the strongest alone, but stands in the way of a single other one.
  const Problem model(3, [](const std::vector<double>& client) {
    const double others = (client[1] > 0.0 ? 15.0 : 0.0) + (client[2] > 0.0 ? 15.0 : 0.0);
    return others + (client[0] > 0.0 ? (others == 15.0 ? 9.0 : 20.0) : 0.0);
  });
  const Shortlist list = model.find(30.0, {3, 1}, 1);
  REQUIRE(list.sets().size() == 1);
  CHECK(list.sets()[0].features == std::vector<std::uint32_t>{1, 2});
}

TEST_CASE("a narrow beam keeps the lowest margins, a wide one finds the alternatives as well") {
  const Problem model = linear({1.0, 1.1, 1.2, 1.3});
  const Shortlist narrow = model.find(15.0, {2, 1}, 10);
  CHECK(narrow.sets().size() == 3);  // each with the strongest feature
  for (const ChangeSet& set : narrow.sets()) CHECK(set.features.back() == 3);
  CHECK(model.find(15.0, {2, 4}, 10).sets().size() == 6);
}

TEST_CASE("no features give no changes") { CHECK(linear({}).find(1.0, {3, 8}, 3).sets().empty()); }
