#include <string>

#include <doctest/doctest.h>

#include "p8/credit/formats/lightgbm_model.h"
#include "p8/credit/model/forest_scorer.h"
#include "p8/credit/trees/category_values.h"
#include "support/contains.h"
#include "support/error.h"

using namespace p8;
using namespace p8::test;

namespace {

/// One tree: category 2 of the first feature goes left (1), the others right (-1); then the line of Python's package.
std::string model_of(const std::string& infos, const std::string& lists) {
  return "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=2\nobjective=binary sigmoid:1\n"
         "feature_names=a b c\nfeature_infos=" +
         infos +
         "\n\nTree=0\nnum_leaves=2\nnum_cat=1\nsplit_feature=0\nthreshold=0\ndecision_type=1\nleft_child=-1\n"
         "right_child=-2\nleaf_value=1 -1\nleaf_count=30 70\ninternal_count=100\ncat_boundaries=0 1\ncat_threshold=4\n"
         "\n\nend of trees\n\nparameters:\n[boosting: gbdt]\nend of parameters\n\n" +
         (lists.empty() ? "" : "pandas_categorical:" + lists + "\n");
}

Schema schema_of_model(const std::string& infos, const std::string& lists) {
  return schema_of(read_lightgbm(model_of(infos, lists), "m.txt"));
}

/// The categories of each feature, joined: "10,20,50||"; "" for a number.
std::string categories(const std::string& infos, const std::string& lists) {
  const Schema schema = schema_of_model(infos, lists);
  std::string joined;
  for (const Feature& feature : schema.features()) {
    for (const std::string& category : feature.categories) joined += category + ",";
    joined += "|";
  }
  return joined;
}

std::string message(const std::string& infos, const std::string& lists) {
  return message_of([&] { read_lightgbm(model_of(infos, lists), "m.txt"); });
}

}  // namespace

TEST_CASE("pandas_categorical names the categories of the features whose feature_infos are codes, in their order") {
  CHECK(categories("0:1:2 [18:80] 1:0", R"([[10, 20, 50], ["x", "y"]])") == "10,20,50,||x,y,|");
  CHECK(categories("-1:0:1:2 [0.5:1] [0:3]", R"([["a", "b", "c"]])") == "a,b,c,|||");
  for (const char* none : {"null", "[]", ""}) CHECK(categories("0:1:2 [18:80] 1:0", none) == "|||");
}

TEST_CASE("numbers count by value, texts by their letters, booleans as Python writes them or as 1 and 0") {
  const Schema numbers = schema_of_model("0:1:2 [1:2] [1:2]", "[[10, 20.5, -0.0]]");
  CHECK(numbers.category_code(0, "10.0") == 0);
  CHECK(numbers.category_code(0, "+1e1") == 0);
  CHECK(numbers.category_code(0, "20.50") == 1);
  CHECK(numbers.category_code(0, "0") == 2);
  CHECK(numbers.category_code(0, "2") == -1);
  const Schema texts = schema_of_model("0:1:2 [1:2] [1:2]", R"([["10", "Z\u00fcrich", "a \"b\", c"]])");
  CHECK(texts.category_code(0, "10") == 0);
  CHECK(texts.category_code(0, "10.0") == -1);
  CHECK(texts.category_code(0, "Zürich") == 1);
  CHECK(texts.category_code(0, "a \"b\", c") == 2);
  const Schema booleans = schema_of_model("0:1:2 [1:2] [1:2]", "[[false, true, 7]]");
  for (const char* no : {"False", "false", "FALSE", "0", "0.0"}) CHECK(booleans.category_code(0, no) == 0);
  for (const char* yes : {"True", "true", "TRUE", "1"}) CHECK(booleans.category_code(0, yes) == 1);
  CHECK(booleans.category_code(0, "7") == 2);
  const Schema ids = schema_of_model("0:1:2 [1:2] [1:2]", "[[9007199254740993, 9007199254740992, 1]]");
  CHECK(ids.category_code(0, "9007199254740993") == 0);
  CHECK(ids.category_code(0, "9007199254740992") == 1);
  CHECK(ids.category_code(0, "9007199254740994") == -1);
}

TEST_CASE(
    "an ordered category, which LightGBM treats as a number, or one with nothing to split is found by what fits") {
  CHECK(categories("0:1:2 [0:1] [18:80]", R"([["a", "b", "c"], ["low", "high"]])") == "a,b,c,|low,high,||");
  CHECK(categories("0:1:2 none [18:80]", R"([["a", "b", "c"], ["only"]])") == "a,b,c,|only,||");
  // The codes of "c" do not fit the list: it was trained on as it stands.
  CHECK(categories("0:1:2 [0.5:1] 75001:69000", R"([["a", "b", "c"]])") == "a,b,c,|||");
}

TEST_CASE("lists that fit no features, or several, are refused") {
  const std::string why = "cannot be matched with the";
  CHECK(contains(message("0:1:2 [18:80] 1:0", R"([["a", "b", "c"]])"), why));             // a or c?
  CHECK(contains(message("0:1:2 [18:80] [0.5:1]", R"([["a", "b", "c"], ["x"]])"), why));  // nothing for x
  CHECK(contains(message("0:1:2 [18:80] [0.5:1]", R"([["a", "b"]])"), why));              // a has three codes
  CHECK(contains(message("0:1:2 [18:80]", R"([["a", "b", "c"]])"), "has 2 entries for 3 features"));
  CHECK(contains(message("0:1 [18:80] [0.5:1]", R"([["a", "b"]])"), "asks for category 2 of \"a\""));
  CHECK(kind_of([&] { read_lightgbm(model_of("0:1:2 [1:2] 1:0", "[[1, 2, 3]]"), "m"); }) == 4);
}

TEST_CASE("a line that is no list of lists of values is refused, and so are values that stand twice") {
  for (const char* lists : {"[[10, 20, 50]", "{}", "7", "[10, 20, 50]", "[null]", "[[10, null, 50]]",
                            "[[10, [20], 50]]", "[[10, NaN, 50]]", "nonsense"}) {
    CAPTURE(lists);
    CHECK(contains(message("0:1:2 [1:2] [1:2]", lists), "expected a list of lists of texts, numbers or booleans"));
  }
  CHECK(contains(message("0:1:2 [1:2] [1:2]", "[[1, 1.0, 2]]"), "\"1\" appears twice"));
  CHECK(contains(message("0:1:2 [1:2] [1:2]", R"([[1, "1", 2]])"), "\"1\" appears twice"));
}

TEST_CASE("contributions of recoded categories add up to the margin") {
  const Forest forest = read_lightgbm(model_of("0:1:2 [1:2] [1:2]", "[[10, 20, 50]]"), "m.txt");
  const Schema schema = schema_of(forest);
  const ForestScorer scorer(forest, "m.txt");
  FeatureBlock block(3, 3);
  block.column(0)[0] = schema.category_code(0, "50");
  block.column(0)[1] = schema.category_code(0, "10");  // and the third is missing
  const Scores scores = scorer.score(block, true);
  CHECK(scores.margins == std::vector<double>{1.0, -1.0, -1.0});
  for (std::size_t row = 0; row < 3; ++row) {
    CHECK(scorer.base_value() + scores.contributions[row] == doctest::Approx(scores.margins[row]));
  }
}
