#include "p8/scoring/beam_changes.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

using namespace p8;

namespace {

// Numbers of 0 to 10 that lower a margin by a weight times their value.
class Linear {
 public:
  explicit Linear(std::vector<double> weights) : weights_(std::move(weights)) {
    FeatureProfile profile;
    std::vector<ValueCell> cells;
    for (int i = 0; i <= 20; ++i) profile.quantiles.push_back(0.5 * i);
    for (int i = 0; i <= 10; ++i) cells.push_back({static_cast<double>(i), static_cast<double>(i)});
    for (std::size_t f = 0; f < weights_.size(); ++f) {
      features_.emplace_back(Actionable{f, Direction::Any}, false, profile, cells);
      options_.push_back(features_.back().options(0.0));
    }
  }

  // Accepts where the sum of weight * value is at least `goal`.
  Shortlist find(double goal, const BeamOptions& beam, std::size_t most) const {
    OptionModel model;
    model.ask = [&](const std::vector<OptionQuestion>& questions) { return answers(questions); };
    model.accepts = [&](double margin) { return margin <= -goal; };
    Shortlist list(most);
    try_by_beam(std::vector<double>(weights_.size(), 0.0), features_, options_, model, beam, list);
    return list;
  }

 private:
  double margin(const std::vector<double>& client) const {
    double sum = 0.0;
    for (std::size_t f = 0; f < client.size(); ++f) sum -= weights_[f] * client[f];
    return sum;
  }

  std::vector<OptionAnswer> answers(const std::vector<OptionQuestion>& questions) const {
    std::vector<OptionAnswer> answers;
    for (const OptionQuestion& question : questions) {
      OptionAnswer answer{margin(question.client), {}};
      for (const std::uint32_t feature : question.features) {
        answer.margins.emplace_back();
        for (const ChangeOption& option : options_[feature]) {
          std::vector<double> client = question.client;
          client[feature] = option.value;
          answer.margins.back().push_back(margin(client));
        }
      }
      answers.push_back(std::move(answer));
    }
    return answers;
  }

  std::vector<double> weights_;
  std::vector<FeatureChanges> features_;
  std::vector<std::vector<ChangeOption>> options_;
};

std::vector<double> values_of(const ChangeSet& set) {
  std::vector<double> values;
  for (const ChangeOption& option : set.options) values.push_back(option.value);
  return values;
}

}  // namespace

TEST_CASE("a single change that is enough is the least one of its feature") {
  const Shortlist list = Linear({1.0, 2.0, 0.1}).find(5.0, {1, 8}, 5);
  REQUIRE(list.sets().size() == 2);
  CHECK(list.sets()[0].features == std::vector<std::uint32_t>{1});
  CHECK(values_of(list.sets()[0]) == std::vector<double>{3.0});
  CHECK(list.sets()[1].features == std::vector<std::uint32_t>{0});
  CHECK(values_of(list.sets()[1]) == std::vector<double>{5.0});
}

TEST_CASE("the strongest changes are joined until they are enough, and then give up what is not needed") {
  const Shortlist list = Linear({1.0, 2.0, 0.5, 4.0}).find(65.0, {4, 8}, 1);  // 70 at most with three
  REQUIRE(list.sets().size() == 1);
  CHECK(list.sets()[0].features == std::vector<std::uint32_t>{0, 1, 3});
  CHECK(values_of(list.sets()[0]) == std::vector<double>{5.0, 10.0, 10.0});
  CHECK(list.sets()[0].cost == doctest::Approx(2.5));
  CHECK(Linear({1.0, 2.0, 0.5, 4.0}).find(65.0, {2, 8}, 1).sets().empty());
  CHECK(Linear({1.0, 2.0, 0.5, 4.0}).find(80.0, {4, 8}, 1).sets().empty());
}

TEST_CASE("a narrow beam keeps the lowest margins, a wide one finds the alternatives as well") {
  const Linear model({1.0, 1.1, 1.2, 1.3});
  const Shortlist narrow = model.find(15.0, {2, 1}, 10);
  CHECK(narrow.sets().size() == 3);  // each with the strongest feature
  for (const ChangeSet& set : narrow.sets()) CHECK(set.features.back() == 3);
  CHECK(model.find(15.0, {2, 4}, 10).sets().size() == 6);
}

TEST_CASE("no features give no changes") { CHECK(Linear({}).find(1.0, {3, 8}, 3).sets().empty()); }
