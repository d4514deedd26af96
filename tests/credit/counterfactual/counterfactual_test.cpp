#include "p8/credit/counterfactual/counterfactual.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include <doctest/doctest.h>

#include "p8/base/parallel.h"
#include "p8/credit/model/forest_scorer.h"
#include "oracles/counterfactual_oracle.h"
#include "oracles/decision_case.h"
#include "oracles/tree_oracle.h"

using namespace p8;

namespace {

CounterfactualOptions options_of(const test::DecisionCase& problem, const Model& model) {
  CounterfactualOptions options;
  options.actionable = problem.actionable;
  options.threshold = model.card.threshold;
  return options;
}

// What is wrong with a result by itself; 0 for nothing.
std::size_t faults_of(const Counterfactual& found, const test::DecisionCase& problem, const Model& model,
                      const std::vector<double>& client) {
  std::size_t faults = 0;
  std::vector<double> changed = client;
  double sum = 0.0;
  for (const Change& change : found.changes) {
    const std::size_t f = change.feature;
    const FeatureProfile& profile = problem.profiles[f];
    const bool is_category = problem.schema.features()[f].kind == FeatureKind::Category;
    const bool is_same = change.from == client[f] || (std::isnan(change.from) && std::isnan(client[f]));
    if (!is_same || !test::is_allowed(problem, f, client[f], change.to)) ++faults;
    if (is_category) {
      if (profile.counts[static_cast<std::size_t>(change.to)] == 0) ++faults;
    } else {
      if (change.to < profile.quantiles.front() || change.to > profile.quantiles.back()) ++faults;
      if (ValueRange(profile).holds_integers() && change.to != std::round(change.to)) ++faults;
    }
    if (change.distance != test::distance(problem, f, client[f], change.to)) ++faults;
    sum += change.distance;
    changed[f] = change.to;
  }
  if (found.distance != sum) ++faults;
  if (found.margin != test::margin_oracle(problem.forest, changed)) ++faults;
  if (found.p_default != model.probability(found.margin) || is_refused(found.p_default, model.card.threshold)) ++faults;
  return faults;
}

bool same(const std::vector<Counterfactual>& a, const std::vector<Counterfactual>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Counterfactual& x, const Counterfactual& y) {
    return x.margin == y.margin && x.distance == y.distance &&
           std::equal(x.changes.begin(), x.changes.end(), y.changes.begin(), y.changes.end(),
                      [](const Change& c, const Change& d) { return c.feature == d.feature && c.to == d.to; });
  });
}

TreeNode leaf(double value) {
  TreeNode node;
  node.value = value;
  return node;
}

// feature <= threshold ? left : right
Tree stump(std::int32_t feature, double threshold, double left, double right) {
  Tree tree;
  TreeNode root;
  root.feature = feature;
  root.threshold = threshold;
  root.left = 1;
  root.right = 2;
  tree.nodes = {root, leaf(left), leaf(right)};
  return tree;
}

// A model that can only be asked: margin = -3 + 0.05 * (first number) - 2 where the category is 1.
class AskedScorer : public Scorer {
 public:
  const std::vector<std::string>& features() const override { return features_; }
  double base_value() const override { return 0.0; }
  Scores score(const FeatureBlock& block, bool) const override {
    Scores scores;
    for (std::size_t row = 0; row < block.rows(); ++row) {
      const double number = std::isnan(block.at(0, row)) ? 100.0 : block.at(0, row);
      scores.margins.push_back(-3.0 + 0.05 * number - (block.at(1, row) == 1.0 ? 2.0 : 0.0));
    }
    return scores;
  }
  double probability(double margin) const override { return logistic(margin); }

 private:
  std::vector<std::string> features_ = {"number", "category"};
};

FeatureProfile percent_profile() {  // 0, 5, …, 100
  FeatureProfile profile;
  for (int i = 0; i <= 20; ++i) profile.quantiles.push_back(5.0 * i);
  return profile;
}

// Numbers between 0 and 100, each with trees of one split.
struct Stumps {
  Model model;
  std::vector<FeatureProfile> profiles;
  CounterfactualOptions options;

  Stumps(std::size_t features, std::vector<Tree> trees, double threshold) {
    std::vector<Feature> schema;
    Forest forest;
    forest.trees = std::move(trees);
    for (std::size_t f = 0; f < features; ++f) {
      forest.features.push_back("feature_" + std::to_string(f));
      schema.push_back({forest.features.back(), FeatureKind::Number, {}});
      profiles.push_back(percent_profile());
      options.actionable.push_back({f, Direction::Any});
    }
    model.card.schema = Schema(schema, CategoryEncoding::Ordinal);
    model.scorer = std::make_unique<ForestScorer>(std::move(forest), "stumps");
    options.threshold = threshold;
  }

  std::vector<Counterfactual> find(const std::vector<double>& client) const {
    return CounterfactualSearch(model, profiles, options).find(client);
  }
};

}  // namespace

TEST_CASE("the cheapest single change comes first, with its distance in shares of clients") {
  const Stumps stumps(3, {stump(0, 30.0, -2.0, 0.5), stump(1, 20.0, 0.5, -2.0), stump(2, 50.0, 0.0, 1.0)}, 0.5);
  const std::vector<Counterfactual> found = stumps.find({40.0, 15.0, 60.0});  // margin 2
  REQUIRE(found.size() == 2);
  REQUIRE(found[0].changes.size() == 1);
  CHECK(found[0].changes[0].feature == 1);
  CHECK(found[0].changes[0].from == 15.0);
  CHECK(found[0].changes[0].to == 21.0);
  CHECK(found[0].changes[0].distance == doctest::Approx(0.06));
  CHECK(found[0].margin == -0.5);
  CHECK(found[0].p_default == doctest::Approx(0.3775407));
  CHECK(found[1].changes[0].feature == 0);
  CHECK(found[1].changes[0].to == 30.0);
  CHECK(found[1].distance == doctest::Approx(0.1));
}

TEST_CASE("a client exactly at the threshold is accepted, so a change that leads there is enough") {
  Stumps stumps(1, {stump(0, 30.0, 0.1, 0.4)}, logistic(0.1));
  CHECK(stumps.find({40.0}).size() == 1);
  CHECK(stumps.find({30.0}).empty());
  stumps.options.threshold = std::nextafter(logistic(0.1), 0.0);
  CHECK(stumps.find({40.0}).empty());
}

TEST_CASE("a calibrated model is asked for its calibrated probability") {
  Stumps stumps(1, {stump(0, 20.0, -3.0, 0.0), stump(0, 50.0, 0.0, 2.0)}, 0.3);
  CHECK(stumps.find({60.0}).front().changes[0].to == 20.0);
  stumps.model.card.calibration = {CalibrationMethod::Isotonic, 1.0, 0.0, {-1.0, 0.5, 1.5}, {0.1, 0.3, 0.6}};
  CHECK(stumps.find({60.0}).front().changes[0].to == 50.0);
  stumps.options.threshold = 0.05;  // below every probability
  CHECK(stumps.find({60.0}).empty());
}

TEST_CASE("an accepted client gets no changes, and neither does one whom none of those allowed helps") {
  Stumps stumps(2, {stump(0, 30.0, -2.0, 1.0), stump(1, 150.0, 1.0, -9.0)}, 0.5);
  CHECK(stumps.find({10.0, 0.0}).empty());      // accepted
  CHECK(stumps.find({90.0, 0.0}).size() == 1);  // by feature 0: 150 lies beyond the range of feature 1
  stumps.options.actionable = {{0, Direction::Up}, {1, Direction::Any}};
  CHECK(stumps.find({90.0, 0.0}).empty());
  stumps.options.actionable = {};
  CHECK(stumps.find({90.0, 0.0}).empty());
  stumps.options.actionable = {{0, Direction::Any}};
  stumps.options.max_changes = 0;
  CHECK(stumps.find({90.0, 0.0}).empty());
  stumps.options.max_changes = 3;
  stumps.options.most = 0;
  CHECK(stumps.find({90.0, 0.0}).empty());
}

TEST_CASE("a feature without values in the reference is left alone") {
  Stumps stumps(2, {stump(0, 30.0, -2.0, 1.0)}, 0.5);
  CHECK(stumps.find({90.0, 90.0}).size() == 1);
  stumps.profiles[0] = {{}, {}, {0, 10}};
  CHECK(stumps.find({90.0, 90.0}).empty());
}

TEST_CASE("more changes are tried where fewer are not enough, beyond three as well") {
  std::vector<Tree> trees;
  for (std::int32_t f = 0; f < 6; ++f) trees.push_back(stump(f, 50.0 + f, 0.0, 1.0));
  for (const std::size_t needed : {1, 2, 3, 4, 5, 6}) {
    CAPTURE(needed);
    Stumps stumps(6, trees, logistic(6.5 - static_cast<double>(needed)));
    const std::vector<double> client(6, 90.0);
    stumps.options.max_changes = needed - 1;
    CHECK(stumps.find(client).empty());
    stumps.options.max_changes = 6;
    const std::vector<Counterfactual> found = stumps.find(client);
    REQUIRE(found.size() == (needed == 6 ? 1 : 3));
    CHECK(found[0].changes.size() == needed);
    // The higher the threshold, the nearer it is.
    CHECK(found[0].changes.front().feature == 6 - needed);
  }
}

TEST_CASE("ties go to the feature that comes first, and to the most frequent category") {
  const Stumps stumps(3, {stump(0, 50.0, -1.0, 1.0), stump(1, 50.0, -1.0, 1.0), stump(2, 50.0, -1.0, 1.0)},
                      logistic(2.0));
  const std::vector<Counterfactual> found = stumps.find({60.0, 60.0, 60.0});
  REQUIRE(found.size() == 3);
  for (std::size_t f = 0; f < 3; ++f) CHECK(found[f].changes[0].feature == f);

  Stumps jobs(1, {stump(0, 1.0, 1.0, -1.0)}, 0.5);
  jobs.model.card.schema =
      Schema({{"job", FeatureKind::Category, {"a", "b", "c", "d", "e"}}}, CategoryEncoding::Ordinal);
  jobs.profiles = {{{}, {}, {10, 10, 20, 30, 0, 5}}};
  CHECK(jobs.find({0.0}).front().changes[0].to == 3.0);
  CHECK(jobs.find({0.0}).front().distance == 1.0);
}

TEST_CASE("changes are the fewest and nearest, and alternatives the next ones, as when every value is tried") {
  Random rng(31);
  std::size_t by_changes[4] = {0, 0, 0, 0};
  for (int round = 0; round < 200; ++round) {
    const test::DecisionCase problem = test::random_decision_case(2 + rng.below(8), 3 + rng.below(6), rng);
    const Model model = test::model_of(problem, 0.5 + 0.49 * rng.uniform());
    CounterfactualOptions options = options_of(problem, model);
    options.round_values = false;
    options.most = 1 + rng.below(4);
    const CounterfactualSearch search(model, problem.profiles, options);
    test::CounterfactualOracle oracle(problem, model);
    for (std::size_t row = 0; row < 8; ++row) {
      CAPTURE(round);
      CAPTURE(row);
      const std::vector<double> client = test::client_of(problem.clients, row);
      const std::vector<Counterfactual> found = search.find(client);
      if (!is_refused(model.probability(test::margin_oracle(problem.forest, client)), options.threshold)) {
        CHECK(found.empty());
        continue;
      }
      const std::vector<test::LeastChange> expected = oracle.best(client, options.most);
      REQUIRE(found.size() == expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        CHECK(found[i].changes.size() == expected[i].changes);
        CHECK(found[i].distance == doctest::Approx(expected[i].distance).epsilon(1e-8));
        CHECK(faults_of(found[i], problem, model, client) == 0);
      }
      ++by_changes[found.empty() ? 0 : found.front().changes.size()];
    }
  }
  for (const std::size_t count : by_changes) CHECK(count > 10);
}

TEST_CASE(
    "rounded values still turn the decision, by the same features, and add at most a tenth or what the range allows") {
  Random rng(32);
  std::size_t rounder = 0;
  for (int round = 0; round < 60; ++round) {
    const test::DecisionCase problem = test::random_decision_case(4, 6, rng);
    const Model model = test::model_of(problem, 0.6);
    CounterfactualOptions options = options_of(problem, model);
    options.most = 1;
    const CounterfactualSearch rounding(model, problem.profiles, options);
    options.round_values = false;
    const CounterfactualSearch nearest(model, problem.profiles, options);
    for (std::size_t row = 0; row < 20; ++row) {
      const std::vector<double> client = test::client_of(problem.clients, row);
      const std::vector<Counterfactual> round_ones = rounding.find(client);
      const std::vector<Counterfactual> near_ones = nearest.find(client);
      REQUIRE(round_ones.size() == near_ones.size());
      if (round_ones.empty()) continue;
      CHECK(faults_of(round_ones[0], problem, model, client) == 0);
      REQUIRE(round_ones[0].changes.size() == near_ones[0].changes.size());
      for (std::size_t i = 0; i < round_ones[0].changes.size(); ++i) {
        const Change& round_one = round_ones[0].changes[i];
        const Change& near_one = near_ones[0].changes[i];
        CHECK(round_one.feature == near_one.feature);
        if (round_one.to == near_one.to) continue;
        ++rounder;
        const ValueRange range(problem.profiles[round_one.feature]);
        const double origin = std::isnan(near_one.from) ? range.median() : near_one.from;
        const double most = std::max(0.1 * std::abs(near_one.to - origin), range.rounding());
        CHECK(std::abs(round_one.to - near_one.to) <= most + 1e-12);
      }
    }
  }
  CHECK(rounder > 50);
}

TEST_CASE("a model that can only be asked is searched over values near the quantiles and the categories seen") {
  Model model;
  model.card.schema =
      Schema({{"number", FeatureKind::Number, {}}, {"category", FeatureKind::Category, {"a", "b", "c"}}},
             CategoryEncoding::Ordinal);
  model.scorer = std::make_unique<AskedScorer>();
  const std::vector<FeatureProfile> profiles = {percent_profile(), {{}, {}, {8, 5, 0, 1}}};
  CounterfactualOptions options;
  options.actionable = {{1, Direction::Any}, {0, Direction::Down}};
  options.threshold = 0.5;
  const auto find = [&](double number, double category) {
    return CounterfactualSearch(model, profiles, options).find({number, category});
  };
  std::vector<Counterfactual> found = find(77.0, 0.0);  // margin 0.85
  REQUIRE(found.size() == 2);
  CHECK(found[0].changes[0].feature == 0);
  CHECK(found[0].changes[0].to == 60.0);
  CHECK(found[0].distance == doctest::Approx(0.17));
  CHECK(found[0].margin == 0.0);
  CHECK(found[1].changes[0].feature == 1);
  CHECK(found[1].changes[0].to == 1.0);
  CHECK(find(60.0, 0.0).empty());  // accepted
  CHECK(find(kMissing, 1.0).empty());
  CHECK(find(kMissing, 0.0).front().changes[0].feature == 0);

  options.threshold = logistic(-4.0);  // a number of 20 or less, and category b
  found = find(77.0, 0.0);
  REQUIRE(found.size() == 1);
  CHECK(found[0].changes.size() == 2);
  CHECK(found[0].changes[0].to == 20.0);
  CHECK(found[0].changes[1].to == 1.0);
  options.max_changes = 1;
  CHECK(find(77.0, 0.0).empty());
  options.actionable = {{0, Direction::Up}};
  CHECK(find(77.0, 1.0).empty());
}

TEST_CASE("several threads find what one finds, every time") {
  Random rng(33);
  const test::DecisionCase problem = test::random_decision_case(8, 8, rng);
  const Model model = test::model_of(problem, 0.8);
  CounterfactualOptions options = options_of(problem, model);
  options.max_changes = 4;
  const CounterfactualSearch search(model, problem.profiles, options);
  std::vector<std::vector<Counterfactual>> alone;
  for (std::size_t row = 0; row < problem.clients.rows(); ++row) {
    alone.push_back(search.find(test::client_of(problem.clients, row)));
  }
  std::vector<std::vector<Counterfactual>> together(alone.size());
  parallel_for(alone.size(), 4,
               [&](std::size_t row) { together[row] = search.find(test::client_of(problem.clients, row)); });
  std::size_t different = 0;
  for (std::size_t row = 0; row < alone.size(); ++row) different += same(alone[row], together[row]) ? 0 : 1;
  CHECK(different == 0);
}
