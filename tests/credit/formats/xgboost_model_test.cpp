#include "p8/credit/formats/xgboost_model.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/credit/model/forest_scorer.h"
#include "support/error.h"

using namespace p8;
using namespace p8::test;

namespace {

// income < 0.1f ? -0.5 : (region in {1, 33} goes right: 0.75, else 0.25); base score 0.5.
const char* const kModel = R"({"learner": {
  "attributes": {"best_iteration": "0"},
  "feature_names": ["income", "region"], "feature_types": ["float", "c"],
  "gradient_booster": {
    "model": {
      "gbtree_model_param": {"num_trees": "1", "size_leaf_vector": "0"},
      "tree_info": [0],
      "trees": [{
        "categories": [33, 1], "categories_nodes": [2], "categories_segments": [0], "categories_sizes": [2],
        "default_left": [1, 0, 0, 0, 0], "id": 0,
        "left_children": [1, -1, 3, -1, -1], "right_children": [2, -1, 4, -1, -1],
        "parents": [2147483647, 0, 0, 2, 2],
        "split_conditions": [1E-1, -5E-1, 0E0, 2.5E-1, 7.5E-1], "split_indices": [0, 0, 1, 0, 0],
        "split_type": [0, 0, 1, 0, 0], "sum_hessian": [1E1, 6E0, 4E0, 1E0, 3E0],
        "tree_param": {"num_deleted": "0", "num_feature": "2", "num_nodes": "5", "size_leaf_vector": "0"}}]},
    "name": "gbtree"},
  "learner_model_param": {"base_score": "5E-1", "num_class": "0", "num_feature": "2", "num_target": "1"},
  "objective": {"name": "binary:logistic", "reg_loss_param": {"scale_pos_weight": "1"}}},
 "version": [1, 7, 4]})";

std::string with(const std::string& from, const std::string& to, std::string model = kModel) {
  const std::size_t at = model.find(from);
  REQUIRE(at != std::string::npos);
  return model.replace(at, from.size(), to);
}

std::string message(const std::string& bytes, Language language = Language::English) {
  return message_of([&] { read_xgboost(bytes, "m.json"); }, language);
}

double margin(const std::string& model, double income, double region) {
  FeatureBlock block(2, 1);
  block.column(0)[0] = income;
  block.column(1)[0] = region;
  return ForestScorer(read_xgboost(model, "m.json"), "m.json").score(block, true).margins[0];
}

}  // namespace

TEST_CASE("a small XGBoost model reads as written") {
  const Forest forest = read_xgboost(kModel, "m.json");
  CHECK(forest.features == std::vector<std::string>{"income", "region"});
  CHECK(forest.base_margin == 0.0);
  CHECK(forest.sigmoid == 1.0);
  REQUIRE(forest.trees.size() == 1);
  CHECK(forest.trees[0].nodes[0].cover == 10.0);
  CHECK(forest.trees[0].category_sets[0].members == std::vector<std::int32_t>{1, 33});
  CHECK(margin(kModel, 0.0, 5.0) == -0.5);
  CHECK(margin(kModel, kMissing, 5.0) == -0.5);
}

TEST_CASE("x < t is compared after rounding to float32") {
  const double t = 0.1F;  // a little above 0.1
  const double below = std::nextafter(0.1F, 0.0F);
  const double left = -0.5;
  const double right = 0.25;
  CHECK(margin(kModel, t, 0.0) == right);
  CHECK(margin(kModel, 0.1, 0.0) == right);  // rounds up to t
  CHECK(margin(kModel, below, 0.0) == left);
  Random rng(1);
  for (int i = 0; i < 2000; ++i) {
    const double x = below + (t - below) * rng.uniform();
    CHECK(margin(kModel, x, 0.0) == (static_cast<float>(x) < 0.1F ? left : right));
  }
  for (const float threshold : {0.0F, -0.0F, 1.0F, -1.0F, 1e-45F, -1e-45F, 3.4028235e38F, -3.4028235e38F, 1e-38F}) {
    const std::string model = with("1E-1", fmt::format("{:.9e}", threshold));
    for (const float base : {threshold, std::nextafter(threshold, -HUGE_VALF), std::nextafter(threshold, HUGE_VALF)}) {
      const auto middle = (static_cast<double>(base) + static_cast<double>(threshold)) / 2.0;
      for (const double x : {static_cast<double>(base), middle, std::nextafter(middle, -HUGE_VAL),
                             std::nextafter(middle, HUGE_VAL), 1e300, -1e300}) {
        CAPTURE(threshold);
        CAPTURE(x);
        CHECK(margin(model, x, 0.0) == (static_cast<float>(x) < threshold ? left : right));
      }
    }
  }
  CHECK(margin(with("1E-1", "Infinity"), 1e37, 0.0) == left);
  CHECK(margin(with("1E-1", "Infinity"), 1e300, 0.0) == right);  // infinite in float32
}

TEST_CASE("categories of the set go right; all others, negative and too large ones left; missing the default way") {
  for (const double region : {1.0, 33.0, 33.5}) CHECK(margin(kModel, 1.0, region) == 0.75);
  for (const double region : {0.0, 2.0, 34.0, -1.0, -0.5, 1e7, 1e30}) CHECK(margin(kModel, 1.0, region) == 0.25);
  CHECK(margin(kModel, 1.0, kMissing) == 0.75);
}

TEST_CASE("base_score is a probability that becomes a margin, in each way XGBoost writes it") {
  const double expected = -std::log(1.0 / 0.2 - 1.0);
  CHECK(read_xgboost(with("5E-1\", \"num", "2E-1\", \"num"), "m").base_margin ==
        doctest::Approx(expected).epsilon(1e-6));
  CHECK(read_xgboost(with("\"5E-1\", \"num", "\"[2E-1]\", \"num"), "m").base_margin ==
        doctest::Approx(expected).epsilon(1e-6));
  CHECK(message(with("\"5E-1\", \"num", "\"1E0\", \"num")) ==
        "m.json: \"base_score\" is 1, expected a probability between 0 and 1");
}

TEST_CASE("the base score of binary:logitraw is a margin as it stands, any finite one, in each way XGBoost writes it") {
  const std::string raw = with("binary:logistic", "binary:logitraw");
  const auto base = [&](const std::string& written) {
    return read_xgboost(with("\"5E-1\", \"num", written + ", \"num", raw), "m").base_margin;
  };
  CHECK(base("\"5E-1\"") == 0.5);
  CHECK(base("\"[-8.4729786E-1]\"") == static_cast<double>(-0.84729786F));
  CHECK(base("\"0E0\"") == 0.0);
  CHECK(base("\"1E0\"") == 1.0);
  CHECK(base("\"-3.5E1\"") == -35.0);
  CHECK(base("2") == 2.0);
  for (const char* written : {"\"nan\"", "\"inf\"", "\"[-inf]\""}) {
    CHECK(message(with("\"5E-1\", \"num", std::string(written) + ", \"num", raw)).find("expected a finite margin") !=
          std::string::npos);
  }
}

TEST_CASE("since 3.2 a logistic base score may be 0 or 1 and is held off them") {
  const auto base = [](const std::string& objective, const std::string& written, const std::string& version) {
    std::string model = with("\"5E-1\", \"num", "\"" + written + "\", \"num");
    model = with("[1, 7, 4]", version, model);
    return read_xgboost(with("binary:logistic", objective, model), "m").base_margin;
  };
  for (const char* objective : {"binary:logistic", "reg:logistic"}) {
    CHECK(base(objective, "[0E0]", "[3, 2, 0]") == doctest::Approx(-13.8155).epsilon(1e-5));
    CHECK(base(objective, "[1E0]", "[3, 4, 1]") == doctest::Approx(13.8155).epsilon(5e-3));  // 1 - 1e-6 in float32
    CHECK(base(objective, "[2E-1]", "[3, 2, 0]") == base(objective, "2E-1", "[1, 0, 0]"));
    CHECK(message_of([&] { base(objective, "[0E0]", "[3, 1, 3]"); }) ==
          "m: \"base_score\" is 0, expected a probability between 0 and 1");
    CHECK(message_of([&] { base(objective, "[-1E0]", "[3, 2, 0]"); }) ==
          "m: \"base_score\" is -1, expected a probability between 0 and 1");
  }
}

TEST_CASE("dart multiplies each tree by its weight") {
  std::string model = with("\"model\": {", "\"gbtree\": {\"model\": {");
  model = with("\"name\": \"gbtree\"}", "\"name\": \"gbtree\"}, \"name\": \"dart\", \"weight_drop\": [5E-1]}", model);
  CHECK(margin(model, 0.0, 0.0) == -0.25);
  CHECK(message(with("[5E-1]", "[5E-1, 1]", model)) == "m.json: \"weight_drop\" has 2 numbers for 1 trees");
}

TEST_CASE("since 3.4 gbtree has dart's weights, among the trees") {
  CHECK(margin(with("\"tree_info\": [0],", "\"tree_info\": [0], \"weight_drop\": [5E-1],"), 0.0, 0.0) == -0.25);
  CHECK(margin(with("\"name\": \"gbtree\"}", "\"name\": \"gbtree\", \"weight_drop\": [5E-1]}"), 0.0, 0.0) == -0.25);
  CHECK(margin(with("\"tree_info\": [0],", "\"tree_info\": [0], \"weight_drop\": [],"), 0.0, 0.0) == -0.5);
}

TEST_CASE("a model without feature names gets XGBoost's own f0, f1") {
  const std::string names = "\"feature_names\": [\"income\", \"region\"], ";
  CHECK(read_xgboost(with(names, ""), "m").features == std::vector<std::string>{"f0", "f1"});
  CHECK(read_xgboost(with(names, "\"feature_names\": [], "), "m").features == std::vector<std::string>{"f0", "f1"});
}

TEST_CASE("pruned nodes that nobody reaches are dropped") {
  std::string model = with("[1, -1, 3, -1, -1]", "[1, -1, -1, -1, -1]");
  model = with("\"split_type\": [0, 0, 1, 0, 0]", "\"split_type\": [0, 0, 0, 0, 0]", model);
  model = with("[33, 1]", "[]", with("\"categories_nodes\": [2]", "\"categories_nodes\": []", model));
  model = with("_segments\": [0]", "_segments\": []", with("_sizes\": [2]", "_sizes\": []", model));
  const Forest forest = read_xgboost(
      with("\"split_indices\": [0, 0, 1, 0, 0]", "\"split_indices\": [0, 0, 1, -1, 4294967295]", model), "m");
  CHECK(forest.trees[0].nodes.size() == 3);
}

TEST_CASE("what p8 does not compute is refused in words") {
  CHECK(message(with("binary:logistic", "multi:softprob")) ==
        "m.json: objective \"multi:softprob\" is not supported; p8 scores binary decisions: binary:logistic, "
        "reg:logistic or binary:logitraw");
  CHECK(message(with("binary:logistic", "rank:ndcg"), Language::French) ==
        "m.json : l'objectif « rank:ndcg » n'est pas pris en charge ; p8 évalue des décisions binaires : "
        "binary:logistic, reg:logistic ou binary:logitraw");
  CHECK(message(with("\"name\": \"gbtree\"", "\"name\": \"gblinear\"")) ==
        "m.json: booster \"gblinear\" is not supported; expected gbtree or dart");
  CHECK(message(with("\"num_class\": \"0\"", "\"num_class\": \"3\"")) ==
        "m.json: models of several classes or targets are not supported");
  CHECK(read_xgboost(with("binary:logistic", "binary:logitraw"), "m").trees.size() == 1);
  CHECK(read_xgboost(with("binary:logistic", "reg:logistic"), "m").trees.size() == 1);
  CHECK(message("binf rest").find("m.json: not an XGBoost model in JSON or UBJSON") == 0);
}

TEST_CASE("a JSON model that is cut off is an error wherever the cut is") {
  const std::string model = kModel;
  for (std::size_t length = 1; length < model.size(); ++length) {
    const std::string text = message(model.substr(0, length));
    CAPTURE(length);
    CHECK(text.find("m.json: ") == 0);
  }
  CHECK(message(model.substr(0, model.size() - 1)) == fmt::format("m.json: cut off after {} bytes", model.size() - 1));
}

TEST_CASE("contradictions and impossible numbers name the tree and the field") {
  CHECK(message(with("\"num_trees\": \"1\"", "\"num_trees\": \"2\"")) ==
        "m.json: has 1 trees, but \"num_trees\" announces 2");
  CHECK(message(with("\"num_feature\": \"2\", \"num_target\"", "\"num_feature\": \"3\", \"num_target\"")) ==
        "m.json: the feature count does not fit: 2 names, but num_feature is 3");
  CHECK(message(with("[\"income\", \"region\"]", "[\"income\", \"income\"]")) ==
        "m.json: the feature name \"income\" appears twice");
  CHECK(message(with("\"num_nodes\": \"5\"", "\"num_nodes\": \"6\"")) ==
        "m.json: tree 0: \"num_nodes\" is 6, but \"left_children\" has 5 numbers");
  CHECK(message(with("[2, -1, 4, -1, -1]", "[2, -1, 4, -1]")) ==
        "m.json: tree 0: \"right_children\" has 4 numbers, expected 5, one per node");
  CHECK(message(with("[2, -1, 4, -1, -1]", "[2, -1, 5, -1, -1]")) ==
        "m.json: tree 0, node 2: its child 5 does not exist; the tree has 5 nodes");
  CHECK(message(with("[2, -1, 4, -1, -1]", "[2, -1, -7, -1, -1]")) ==
        "m.json: tree 0, node 2: its child -7 does not exist; the tree has 5 nodes");
  CHECK(message(with("[2, -1, 4, -1, -1]", "[2, -1, 0, -1, -1]")) ==
        "m.json: tree 0, node 0: reached twice; the nodes do not form a tree");
  CHECK(message(with("[2, -1, 4, -1, -1]", "[2, -1, 1e99, -1, -1]")) ==
        "m.json: tree 0: \"right_children\": 1e+99 is not an index");
  CHECK(message(with("\"split_indices\": [0, 0, 1", "\"split_indices\": [0, 0, 2")) ==
        "m.json: tree 0, node 2: splits on feature number 2, but the model has 2 features (0 to 1)");
  CHECK(message(with("[1E-1, -5E-1", "[1E-1, NaN")) ==
        "m.json: tree 0, node 1: the leaf's value is not a finite number");
  CHECK(message(with("[1E-1, -5E-1", "[1E-1, 1E40")) ==
        "m.json: tree 0, node 1: the leaf's value is not a finite number");
  CHECK(message(with("[1E-1, -5E-1", "[NaN, -5E-1")) == "m.json: tree 0, node 0: the split threshold is not a number");
  CHECK(message(with("\"sum_hessian\": [1E1", "\"sum_hessian\": [-1E1")) ==
        "m.json: tree 0, node 0: its cover (training rows or sum of Hessians) must be a finite number, 0 or more");
  CHECK(message(with("\"sum_hessian\"", "\"hessian\"")) == "m.json: tree 0: \"sum_hessian\" is missing");
  CHECK(message(with("\"split_type\": [0, 0, 1", "\"split_type\": [0, 0, 0")) ==
        "m.json: tree 0: node 2: \"split_type\" and \"categories_nodes\" contradict each other");
  CHECK(message(with("\"categories_nodes\": [2]", "\"categories_nodes\": [9]")) ==
        "m.json: tree 0: \"categories_nodes\": node 9 does not exist");
  CHECK(message(with("\"categories_sizes\": [2]", "\"categories_sizes\": [3]")) ==
        "m.json: tree 0: node 2: its categories 0 to 3 lie outside \"categories\", which has 2");
  CHECK(message(with("[33, 1]", "[33, -1]")) == "m.json: tree 0: category -1 is negative");
  CHECK(message(with("\"base_score\": \"5E-1\"", "\"base_score\": \"half\"")) ==
        "m.json: \"base_score\": expected a number, found \"half\"");
  CHECK(message("{}") == "m.json: \"learner\" is missing");
  CHECK(message("{") == "m.json: cut off after 1 bytes");
}
