#include "p8/credit/formats/other_models.h"

#include <string>

#include <doctest/doctest.h>

#include "p8/credit/model/model.h"
#include "support/contains.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::test;

namespace {

std::string message(const std::string& bytes, Language language = Language::English) {
  const TemporaryDirectory directory;
  const std::string path = directory.write("m.bin", bytes);
  CHECK(kind_of([&] { load_model(path); }) == 4);
  std::string text = message_of([&] { load_model(path); }, language);
  return text.substr(text.find("m.bin"));
}

}  // namespace

TEST_CASE("a file of another kind is named, with what to do instead") {
  using namespace std::string_literals;
  const std::string xgboost_dump = R"([
  { "nodeid": 0, "depth": 0, "split": "a", "split_condition": 0.5, "yes": 1, "no": 2, "missing": 1, "children": [
    { "nodeid": 1, "leaf": 0.1 }, { "nodeid": 2, "leaf": -0.1 } ]}])";
  CHECK(message(xgboost_dump) ==
        "m.bin: this is a dump of an XGBoost model, made for reading, without its base score; save it with "
        "booster.save_model(\"model.json\") or \"model.ubj\"");
  CHECK(contains(message(xgboost_dump, Language::French), "c'est un dump de modèle XGBoost"));
  CHECK(contains(message(R"(["  { \"nodeid\": 0, \"leaf\": 0.1 }"])"), "a dump of an XGBoost model"));
  CHECK(contains(message("booster[0]:\n0:[a<0.5] yes=1,no=2,missing=1\n"), "a dump of an XGBoost model"));
  CHECK(contains(message(R"({"name": "tree", "version": "v4", "monotone_constraints": [1, "a"], "tree_info": [
           {"tree_index": 0, "tree_structure": {"leaf_value": 1}}], "pandas_categorical": []})"),
                 "save it as text with booster.save_model(\"model.txt\")"));
  CHECK(contains(message(R"({"features_info": {}, "oblivious_trees": [], "scale_and_bias": [1, [0.3]]})"),
                 "a CatBoost model, which p8 does not read"));
  CHECK(contains(message("CBM1\x00\x01"s), "a CatBoost model"));
  CHECK(contains(message(R"({"learner": {"generic_param": {}, "learner_train_param": {"booster": "gbtree"}}})"),
                 "the configuration of an XGBoost model (save_config)"));
  CHECK(contains(message("binf\x00\x00"s), "XGBoost's old binary format"));
  CHECK(contains(message("\x80\x04\x95"s), "a Python pickle"));
  CHECK(contains(message("x\x9C\x01"s), "a Python pickle"));
  CHECK(contains(message("\x1F\x8B\x08"s), "compressed; unpack it first"));
  CHECK(contains(message(R"({"format": 1, "score_scale": {}})"), "give its folder as --model"));
}

TEST_CASE("a model of p8's kinds is no other, whatever its features are called") {
  CHECK(!other_model(R"({"learner": {"feature_names": ["oblivious_trees", "nodeid", "tree_structure"]}})"));
  CHECK(!other_model("{L\x00"));
  CHECK(!other_model("tree\nversion=v4\n"));
  CHECK(!other_model(""));
}
