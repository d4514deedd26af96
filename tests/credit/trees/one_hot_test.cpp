#include "p8/credit/trees/one_hot.h"

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/credit/formats/xgboost_model.h"
#include "p8/credit/model/forest_scorer.h"
#include "p8/credit/training/booster.h"

using namespace p8;

namespace {

const std::vector<std::string> kJobs = {"None", "baker", "clerk", "pilot"};

// Clients whose risk depends on a number and on a category; both are missing now and then.
FeatureBlock make_clients(std::size_t rows, std::vector<int>& labels) {
  Random random(5);
  FeatureBlock values(2, rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const double age = 80.0 * random.uniform();
    const auto job = static_cast<double>(random.below(kJobs.size()));
    const double risk = 0.2 + (age < 30.0 ? 0.3 : 0.0) + (job == 3.0 ? 0.4 : job == 1.0 ? -0.15 : 0.0);
    labels.push_back(random.uniform() < risk ? 1 : 0);
    if (random.below(10) != 0) values.column(0)[row] = age;
    if (random.below(10) != 0) values.column(1)[row] = job;
  }
  return values;
}

}  // namespace

TEST_CASE("a category is one feature: the same margins as on its columns, and a SHAP value of its own") {
  const Schema schema({{"age", FeatureKind::Number, {}}, {"job", FeatureKind::Category, kJobs}},
                      CategoryEncoding::OneHot);
  std::vector<int> labels;
  const FeatureBlock values = make_clients(600, labels);
  const FeatureBlock inputs = encode(schema, values);
  std::vector<std::size_t> rows(values.rows());
  for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
  BoosterParameters parameters;
  parameters.min_child_weight = 1.0;
  parameters.learning_rate = 0.3;
  parameters.colsample_bytree = 1.0;
  Booster booster(BoosterData(inputs, rows, labels), parameters, 1);
  for (int round = 0; round < 30; ++round) booster.boost_round();
  const Forest forest = read_xgboost(booster.to_ubj(schema.input_names()), "model.ubj");

  const ForestScorer on_columns(forest, "model.ubj");
  const ForestScorer on_features(merge_one_hot(forest, schema), "model.ubj");
  CHECK(on_features.features() == std::vector<std::string>{"age", "job"});
  CHECK(on_features.base_value() == doctest::Approx(on_columns.base_value()).epsilon(1e-12));
  const Scores a = on_columns.score(inputs, true);
  const Scores b = on_features.score(values, true);
  CHECK(a.margins == b.margins);
  double most = 0.0;
  for (std::size_t row = 0; row < values.rows(); ++row) {
    const double job = b.contributions[values.stride() + row];
    CHECK(b.contributions[row] + job + on_features.base_value() == doctest::Approx(b.margins[row]).epsilon(1e-9));
    most = std::max(most, std::abs(job));
  }
  CHECK(most > 0.5);
}

TEST_CASE("a split that no category decides is kept, for the missing values it sends elsewhere") {
  const Schema schema({{"job", FeatureKind::Category, {"a", "b"}}}, CategoryEncoding::OneHot);
  Forest forest;
  forest.features = schema.input_names();
  Tree tree;
  tree.nodes.resize(3);
  tree.nodes[0] = {7.0, 0.0, 10.0, 1, 1, 2, -1, false, false};  // every value is <= 7; missing goes right
  tree.nodes[1].value = 1.0;
  tree.nodes[1].cover = 6.0;
  tree.nodes[2].value = -2.0;
  tree.nodes[2].cover = 4.0;
  forest.trees.push_back(tree);
  FeatureBlock values(1, 3);
  values.column(0)[0] = 0.0;
  values.column(0)[1] = 1.0;
  const Scores scores = ForestScorer(merge_one_hot(forest, schema), "f").score(values, true);
  CHECK(scores.margins == std::vector<double>{1.0, 1.0, -2.0});
}
