#include <string>

#include <doctest/doctest.h>

#include "p8/credit/formats/xgboost_model.h"
#include "p8/credit/model/model.h"
#include "p8/credit/trees/category_values.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::test;

namespace {

/// One tree that sends category 1 of "job" right (2) and the others left (-1), with "cats" as XGBoost 3.1 writes it.
std::string model_of(const std::string& cats) {
  return R"({"learner": {"attributes": {}, "feature_names": ["age", "job"], "feature_types": ["float", "c"],
    "gradient_booster": {"name": "gbtree", "model": {)" +
         cats + R"("gbtree_model_param": {"num_trees": "1", "num_parallel_tree": "1"}, "trees": [{
      "left_children": [1, -1, -1], "right_children": [2, -1, -1], "split_indices": [1, 0, 0],
      "default_left": [1, 0, 0], "split_conditions": [0, -1, 2], "sum_hessian": [4, 3, 1], "split_type": [1, 0, 0],
      "categories": [1], "categories_nodes": [0], "categories_segments": [0], "categories_sizes": [1]}]}},
    "learner_model_param": {"base_score": "[5E-1]", "num_feature": "2"}, "objective": {"name": "binary:logistic"}},
    "version": [3, 1, 0]})";
}

/// "cats" with "age" as a number and "job" as `column`.
std::string cats(const std::string& column) {
  return R"("cats": {"enc": [{"offsets": [], "values": []}, )" + column +
         R"(], "feature_segments": [0, 0, 2], "sorted_idx": [1, 0]}, )";
}

std::string message(const std::string& model) {
  return message_of([&] { read_xgboost(model, "m.json"); });
}

}  // namespace

TEST_CASE("XGBoost's stored texts are the categories of the schema, in the order of their codes") {
  // "zoé" as signed bytes, then "a".
  const Forest forest =
      read_xgboost(model_of(cats(R"({"offsets": [0, 4, 5], "values": [122, 111, -61, -87, 97]})")), "m");
  const Schema schema = schema_of(forest);
  CHECK(schema.features()[0].kind == FeatureKind::Number);
  CHECK(schema.features()[1].kind == FeatureKind::Category);
  CHECK(schema.features()[1].categories == std::vector<std::string>{"zoé", "a"});
  CHECK(schema.category_code(1, "a") == 1);
  CHECK(schema.category_code(1, "b") == -1);
  CHECK(coded_features(forest).empty());
}

TEST_CASE("XGBoost's stored numbers count by their value, unsigned ones as UBJSON holds them too") {
  const auto schema = [](const std::string& column) { return schema_of(read_xgboost(model_of(cats(column)), "m")); };
  const Schema numbers = schema(R"({"type": 15, "values": [50, -10, 20]})");
  CHECK(numbers.category_code(1, "50.0") == 0);
  CHECK(numbers.category_code(1, " -10") == 1);
  CHECK(numbers.category_code(1, "2e1") == 2);
  CHECK(numbers.category_code(1, "51") == -1);
  CHECK(numbers.category_code(1, "") == -1);
  CHECK(schema(R"({"type": 12, "values": [-1, 7]})").category_code(1, "65535") == 0);
  CHECK(schema(R"({"type": 14, "values": [-1, 7]})").category_code(1, "4294967295") == 0);
  CHECK(schema(R"({"type": 13, "values": [-1, 7]})").category_code(1, "-1") == 0);
}

TEST_CASE("stored categories that contradict the model are refused") {
  CHECK(message(model_of(cats(R"({"offsets": [0, 1, 9], "values": [97, 98]})"))) ==
        "m.json: \"cats\": category 1 lies outside \"values\", which has 2 bytes");
  CHECK(message(model_of(cats(R"({"offsets": [0, 1, 2], "values": [97, 97]})"))) ==
        "m.json: the categories of \"job\" cannot be told apart: \"a\" appears twice");
  CHECK(message(model_of(cats(R"({"offsets": [0, 1], "values": [97]})"))) ==
        "m.json: tree 0: asks for category 1 of \"job\", but the file names only 1");
  CHECK(message(model_of(cats(R"({"type": 15, "values": [1, 1e300]})"))) ==
        "m.json: \"cats\": 1e+300 is too large for a category");
  CHECK(message(model_of(cats(R"({"values": [1, 2]})"))) == "m.json: \"type\" is missing");
  CHECK(message(model_of(R"("cats": {"enc": [{"offsets": [], "values": []}]}, )")) ==
        "m.json: \"cats\" describes 1 columns, but the model has 2 features");
}

TEST_CASE("a file that keeps no categories expects codes, and says so once; LightGBM's and numbers say nothing") {
  const TemporaryDirectory directory;
  for (const std::string& none : {std::string(), std::string(R"("cats": {"enc": [], "feature_segments": []}, )"),
                                  cats(R"({"offsets": [], "values": []})")}) {
    const Model model = load_model(directory.write("old.json", model_of(none)));
    REQUIRE(model.warnings.size() == 1);
    CHECK(model.warnings[0].en.find("the categories of 'job'") != std::string::npos);
    CHECK(model.card.schema.features()[1].kind == FeatureKind::Number);
  }
  const std::string stored = model_of(cats(R"({"offsets": [0, 1, 2], "values": [97, 98]})"));
  CHECK(load_model(directory.write("new.json", stored)).warnings.empty());
}
