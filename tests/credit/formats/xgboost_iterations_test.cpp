#include <string>

#include <doctest/doctest.h>

#include "p8/credit/formats/xgboost_model.h"
#include "support/error.h"

using namespace p8;
using namespace p8::test;

namespace {

/// A model of single leaves 1, 2, 4, …; `attributes` and the parts of "gbtree_model_param" as given.
std::string model_of(int trees, const std::string& attributes, const std::string& parameters = {},
                     const std::string& indptr = {}) {
  std::string list;
  for (int t = 0; t < trees; ++t) {
    list += (t == 0 ? "" : ", ") +
            fmt::format(R"({{"left_children": [-1], "right_children": [-1], "split_indices": [0], "default_left": [0],
                            "split_conditions": [{}], "sum_hessian": [1]}})",
                        1 << t);
  }
  return R"({"learner": {"attributes": {)" + attributes + R"(}, "feature_names": ["a"],
    "gradient_booster": {"name": "gbtree", "model": {)" +
         (indptr.empty() ? "" : "\"iteration_indptr\": [" + indptr + "], ") + R"("gbtree_model_param": {)" +
         parameters + R"("num_trees": ")" + std::to_string(trees) + R"("}, "trees": [)" + list + R"(]}},
    "learner_model_param": {"base_score": "5E-1", "num_feature": "1"}, "objective": {"name": "binary:logistic"}}})";
}

/// The trees that count as bits, from the leaves they have.
int used(const std::string& model, Iterations iterations = Iterations::Best) {
  int bits = 0;
  for (const Tree& tree : read_xgboost(model, "m.json", iterations).trees)
    bits += static_cast<int>(tree.nodes[0].value);
  return bits;
}

}  // namespace

TEST_CASE("iterations count up to best_iteration, all of them on demand or where none is named") {
  const std::string stopped = model_of(5, R"("best_iteration": "1", "best_ntree_limit": "2")");
  CHECK(used(stopped) == 0b11);
  CHECK(used(stopped, Iterations::All) == 0b11111);
  CHECK(used(model_of(5, "")) == 0b11111);
  CHECK(used(model_of(5, R"("best_iteration": "4")")) == 0b11111);
  CHECK(used(model_of(5, R"("best_iteration": "0")")) == 0b1);
  const IterationCount count = read_xgboost(stopped, "m").iterations;
  CHECK(count.used == 2);
  CHECK(count.total == 5);
  CHECK(count.has_best);
  CHECK(!read_xgboost(model_of(5, ""), "m").iterations.has_best);
  CHECK(read_xgboost(model_of(0, R"("best_iteration": "-1")"), "m").trees.empty());  // trained for no iteration
}

TEST_CASE("an iteration is as many trees as were grown in parallel") {
  const std::string forest = R"("num_parallel_tree": "3", )";
  CHECK(used(model_of(9, R"("best_iteration": "1")", forest)) == 0b111111);
  CHECK(read_xgboost(model_of(9, R"("best_iteration": "1")", forest), "m").iterations.total == 3);
  CHECK(used(model_of(9, R"("best_iteration": "1")", forest, "0, 1, 3, 9")) == 0b111);
  // Before 1.3 only best_ntree_limit told.
  CHECK(used(model_of(9, R"("best_iteration": "1", "best_ntree_limit": "6")")) == 0b111111);
  CHECK(used(model_of(9, R"("best_iteration": "0")", R"("num_parallel_tree": "0", )")) == 0b1);
}

TEST_CASE("a best_iteration that is none names itself and the way round it") {
  for (const char* value : {"5", "99", "-1", "4.0", "", "best", "1 ", "99999999999999999999"}) {
    CAPTURE(value);
    const std::string model = model_of(5, fmt::format(R"("best_iteration": "{}")", value));
    CHECK(message_of([&] { read_xgboost(model, "m.json"); }) ==
          fmt::format("m.json: \"best_iteration\" is \"{}\", expected a number from 0 to 4, one of the 5 iterations; "
                      "--iterations all uses them all",
                      value));
    CHECK(kind_of([&] { read_xgboost(model, "m.json"); }) == 4);
    CHECK(used(model, Iterations::All) == 0b11111);
  }
  const std::string uneven = model_of(5, R"("best_iteration": "1")", R"("num_parallel_tree": "2", )");
  CHECK(message_of([&] { read_xgboost(uneven, "m.json"); }).find("do not make whole iterations") != std::string::npos);
  CHECK(used(uneven, Iterations::All) == 0b11111);
  const std::string contradicting = model_of(5, R"("best_iteration": "1")", "", "0, 2, 4");
  CHECK(kind_of([&] { read_xgboost(contradicting, "m.json"); }) == 4);
}
