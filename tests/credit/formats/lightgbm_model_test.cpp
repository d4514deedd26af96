#include "p8/credit/formats/lightgbm_model.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "p8/credit/model/forest_scorer.h"
#include "support/error.h"

using namespace p8;
using namespace p8::test;

namespace {

// Tree 0: income <= 10 ? -0.5 : (region in {1, 33} ? 0.25 : 0.75). Tree 1: a single leaf.
const char* const kModel =
    "tree\n"
    "version=v4\n"
    "num_class=1\n"
    "num_tree_per_iteration=1\n"
    "label_index=0\n"
    "max_feature_idx=1\n"
    "objective=binary sigmoid:2\n"
    "feature_names=income region\n"
    "feature_infos=[0:1] 0:1:33\n"
    "tree_sizes=500 100\n"
    "\n"
    "Tree=0\n"
    "num_leaves=3\n"
    "num_cat=1\n"
    "split_feature=0 1\n"
    "split_gain=1 1\n"
    "threshold=10 0\n"
    "decision_type=2 1\n"
    "left_child=-1 -2\n"
    "right_child=1 -3\n"
    "leaf_value=-0.5 0.25 0.75\n"
    "leaf_weight=1 1 1\n"
    "leaf_count=6 1 3\n"
    "internal_value=0 0\n"
    "internal_weight=0 0\n"
    "internal_count=10 4\n"
    "cat_boundaries=0 2\n"
    "cat_threshold=2 2\n"
    "is_linear=0\n"
    "shrinkage=1\n"
    "\n"
    "\n"
    "Tree=1\n"
    "num_leaves=1\n"
    "num_cat=0\n"
    "split_feature=\n"
    "leaf_value=0.125\n"
    "leaf_count=\n"
    "shrinkage=1\n"
    "\n"
    "\n"
    "end of trees\n"
    "\n"
    "feature_importances:\n"
    "income=1\n";

/// The model with one piece of text replaced.
std::string with(const std::string& from, const std::string& to, std::string model = kModel) {
  const std::size_t at = model.find(from);
  REQUIRE(at != std::string::npos);
  return model.replace(at, from.size(), to);
}

std::string message(const std::string& bytes, Language language = Language::English) {
  return message_of([&] { read_lightgbm(bytes, "m.txt"); }, language);
}

double margin(const std::string& model, double income, double region) {
  FeatureBlock block(2, 1);
  block.column(0)[0] = income;
  block.column(1)[0] = region;
  return ForestScorer(read_lightgbm(model, "m.txt"), "m.txt").score(block, true).margins[0];
}

}  // namespace

TEST_CASE("a small LightGBM model reads as written") {
  const Forest forest = read_lightgbm(kModel, "m.txt");
  CHECK(forest.features == std::vector<std::string>{"income", "region"});
  CHECK(forest.sigmoid == 2.0);
  CHECK(forest.base_margin == 0.0);
  REQUIRE(forest.trees.size() == 2);
  REQUIRE(forest.trees[0].nodes.size() == 5);
  CHECK(forest.trees[0].nodes[0].cover == 10.0);
  CHECK(forest.trees[0].category_sets[0].members == std::vector<std::int32_t>{1, 33});
  CHECK(margin(kModel, 10.0, 5.0) == -0.375);
  CHECK(margin(kModel, std::nextafter(10.0, 11.0), 1.0) == 0.375);
  CHECK(margin(kModel, 11.0, 2.0) == 0.875);
  CHECK(ForestScorer(forest, "m").base_value() == doctest::Approx(-0.3 + 0.025 + 0.225 + 0.125).epsilon(1e-15));
}

TEST_CASE("Windows line ends and the older formats v2 and v3 are read too") {
  std::string windows;
  for (const char c : std::string(kModel)) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(read_lightgbm(windows, "m.txt").trees.size() == 2);
  CHECK(read_lightgbm(with("version=v4", "version=v2"), "m.txt").trees.size() == 2);
  CHECK(read_lightgbm(with("objective=binary sigmoid:2", "objective=cross_entropy"), "m.txt").sigmoid == 1.0);
}

TEST_CASE("categories: fractions are cut off; missing, negative, unseen and huge ones go right") {
  const double right = 0.875;
  const double left = 0.375;
  CHECK(margin(kModel, 11.0, 33.0) == left);
  CHECK(margin(kModel, 11.0, 33.99) == left);
  for (const double region :
       {34.0, -1.0, -33.0, 0.0, 32.0, 1e9, 1e300, kMissing, std::numeric_limits<double>::infinity()}) {
    CAPTURE(region);
    CHECK(margin(kModel, 11.0, region) == right);
  }
  const std::string zero_in_set = with("cat_threshold=2 2", "cat_threshold=1 0");
  CHECK(margin(zero_in_set, 11.0, -0.5) == left);
  CHECK(margin(zero_in_set, 11.0, -1.0) == right);
}

TEST_CASE("the three missing types") {
  const double left = -0.375;
  const double right = 0.875;
  const auto income = [](const char* threshold, const char* decision, double value) {
    return margin(with("threshold=10 0", std::string("threshold=") + threshold + " 0",
                       with("decision_type=2 1", std::string("decision_type=") + decision + " 1")),
                  value, 0.0);
  };
  CHECK(income("10", "2", kMissing) == left);    // none: NaN is 0
  CHECK(income("-10", "2", kMissing) == right);  // the default side does not matter
  CHECK(income("-10", "6", kMissing) == left);   // zero: NaN and 0 go the default way
  CHECK(income("-10", "6", 0.0) == left);
  CHECK(income("-10", "6", 1e-36) == left);
  CHECK(income("-10", "6", 1e-34) == right);
  CHECK(income("10", "4", 0.0) == right);
  CHECK(income("10", "8", kMissing) == right);  // nan
  CHECK(income("-10", "10", kMissing) == left);
  CHECK(income("-10", "10", 0.0) == right);
}

TEST_CASE("values up to 1e-35f count as 0, as in LightGBM's own predictor") {
  const auto at = [](const char* threshold, double value) {
    return margin(with("threshold=10 0", std::string("threshold=") + threshold + " 0"), value, 0.0);
  };
  const double left = -0.375;
  const double right = 0.875;
  CHECK(at("0", kLightGbmZero) == left);
  CHECK(at("0", std::nextafter(kLightGbmZero, 1.0)) == right);
  CHECK(at("-1.0000000180025095e-35", -kLightGbmZero) == right);
  CHECK(at("-1.0000000180025095e-35", std::nextafter(-kLightGbmZero, -1.0)) == left);
  CHECK(at("5e-36", 9e-36) == left);
}

TEST_CASE("what p8 does not compute is refused in words, in both languages") {
  CHECK(message(with("objective=binary sigmoid:2", "objective=multiclass num_class:3")) ==
        "m.txt: header: objective \"multiclass\" is not supported; p8 scores binary decisions: \"binary\" or "
        "\"cross_entropy\"");
  CHECK(message(with("objective=binary sigmoid:2", "objective=lambdarank"), Language::French) ==
        "m.txt : en-tête : l'objectif « lambdarank » n'est pas pris en charge ; p8 évalue des décisions binaires : "
        "« binary » ou « cross_entropy »");
  CHECK(message(with("objective=binary sigmoid:2\n", "")) ==
        "m.txt: header: the model names no objective (trained with a custom one?); expected \"binary\"");
  CHECK(message(with("num_class=1", "num_class=3")) == "m.txt: header: models of several classes are not supported");
  CHECK(message(with("label_index=0", "average_output")) ==
        "m.txt: header: random forests (boosting=rf, average_output) are not supported");
  CHECK(message(with("is_linear=0", "is_linear=1")) ==
        "m.txt: tree 0: linear trees (linear_tree=true) are not supported");
  CHECK(message(with("version=v4", "version=v9")) ==
        "m.txt: header: LightGBM model format \"v9\" is not supported; expected v2, v3 or v4");
  CHECK(message(with("sigmoid:2", "sigmoid:-1")) == "m.txt: header: \"objective\": sigmoid must be a positive number");
}

TEST_CASE("a file that is cut off says so, wherever the cut is") {
  const std::string model = kModel;
  const std::size_t end = model.find("end of trees");
  for (std::size_t length = 5; length < end + 12; ++length) {
    CHECK(message(model.substr(0, length)) == "m.txt: cut off: \"end of trees\" is missing");
  }
  CHECK(message("") == "m.txt: not a LightGBM text model: the first line must be \"tree\"");
  CHECK(message("garbage") == "m.txt: not a LightGBM text model: the first line must be \"tree\"");
}

TEST_CASE("an end mark that no longer stands on a line of its own does not keep the reader waiting") {
  CHECK(message(with("end of trees\n", "end of treesX\n")).find("m.txt: line 42: expected \"Tree=2\"") == 0);
  CHECK(message(with("\n\n\nend of trees\n\nfeature_importances:\nincome=1\n", "\nend of trees\n")) ==
        "m.txt: cut off: \"end of trees\" is missing");
}

TEST_CASE("contradictory counts name the tree and the field") {
  CHECK(message(with("max_feature_idx=1", "max_feature_idx=2")) ==
        "m.txt: header: the feature count does not fit: 2 names, but max_feature_idx is 2");
  CHECK(message(with("feature_names=income region", "feature_names=income income")) ==
        "m.txt: the feature name \"income\" appears twice");
  CHECK(message(with("tree_sizes=500 100", "tree_sizes=500 100 7")) ==
        "m.txt: has 2 trees, but \"tree_sizes\" announces 3");
  CHECK(message(with("Tree=1", "Tree=2")) ==
        "m.txt: line 33: expected \"Tree=1\" or \"end of trees\", found \"Tree=2\"");
  CHECK(message(with("num_leaves=3", "num_leaves=4")) == "m.txt: tree 0: \"split_feature\" has 2 numbers, expected 3");
  CHECK(message(with("num_leaves=3", "num_leaves=2")) ==
        "m.txt: tree 0: \"split_feature\" has more than the expected 1 numbers");
  CHECK(message(with("num_leaves=3", "num_leaves=2000000000")) ==
        "m.txt: tree 0: num_leaves is 2000000000, which does not fit \"leaf_value\"");
  CHECK(message(with("num_leaves=3", "num_leaves=0")) ==
        "m.txt: tree 0: num_leaves is 0, which does not fit \"leaf_value\"");
  CHECK(message(with("num_cat=1", "num_cat=3")) == "m.txt: tree 0: num_cat is 3, but the tree has 2 splits");
  CHECK(message(with("num_cat=1", "num_cat=0")) ==
        "m.txt: tree 0: a categorical split refers to set 0, but num_cat is 0");
  CHECK(message(with("cat_boundaries=0 2", "cat_boundaries=2 0")) ==
        "m.txt: tree 0: \"cat_boundaries\" must start at 0 and not decrease");
  CHECK(message(with("cat_boundaries=0 2", "cat_boundaries=0 4000000000")) ==
        "m.txt: tree 0: \"cat_threshold\" has 2 numbers, expected 4000000000");
  CHECK(message(with("leaf_count=6 1 3\n", "")) == "m.txt: tree 0: \"leaf_count=\" is missing");
}

TEST_CASE("numbers that cannot be and nodes that do not form a tree name the place") {
  CHECK(message(with("threshold=10 0", "threshold=1O 0")) ==
        "m.txt: tree 0: \"threshold\": expected a number, found \"1O\"");
  CHECK(message(with("threshold=10 0", "threshold=nan 0")) == "m.txt: tree 0: split 0: the threshold is not a number");
  CHECK(message(with("threshold=10 0", "threshold=1e999 0")) ==
        "m.txt: tree 0: \"threshold\": expected a number, found \"1e999\"");
  CHECK(message(with("leaf_value=-0.5", "leaf_value=inf")) ==
        "m.txt: tree 0, node 2: the leaf's value is not a finite number");
  CHECK(message(with("leaf_count=6", "leaf_count=-6")) ==
        "m.txt: tree 0, node 2: its cover (training rows or sum of Hessians) must be a finite number, 0 or more");
  CHECK(message(with("split_feature=0 1", "split_feature=0 2")) ==
        "m.txt: tree 0, node 1: splits on feature number 2, but the model has 2 features (0 to 1)");
  CHECK(message(with("split_feature=0 1", "split_feature=-1 1")) ==
        "m.txt: tree 0: split 0: feature number -1 is negative");
  CHECK(message(with("left_child=-1", "left_child=2")) ==
        "m.txt: tree 0: child 2 does not exist; the tree has 2 splits and 3 leaves");
  CHECK(message(with("left_child=-1", "left_child=-4")) ==
        "m.txt: tree 0: child -4 does not exist; the tree has 2 splits and 3 leaves");
  CHECK(message(with("left_child=-1 -2", "left_child=-1 0")) ==
        "m.txt: tree 0, node 0: reached twice; the nodes do not form a tree");
  CHECK(message(with("right_child=1 -3", "right_child=-2 -3")) ==
        "m.txt: tree 0: 2 nodes are not reached from the root");
  CHECK(message(with("decision_type=2", "decision_type=14")) == "m.txt: tree 0: decision_type 14 is unknown");
  CHECK(message(with("leaf_value=0.125", "leaf_value=")) ==
        "m.txt: tree 1: num_leaves is 1, which does not fit \"leaf_value\"");
}

TEST_CASE("a decimal too small for a double reads as 0") {
  CHECK(read_lightgbm(with("leaf_value=-0.5", "leaf_value=-1e-400"), "m.txt").trees[0].nodes[1].value == 0.0);
}

TEST_CASE("control characters of a damaged file do not reach the terminal") {
  CHECK(message(with("version=v4", "version=\x1b[2J")) ==
        "m.txt: header: LightGBM model format \"?[2J\" is not supported; expected v2, v3 or v4");
}
