#include "p8/serve/predict_request.h"

#include <cmath>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "oracles/difference_model.h"
#include "p8/base/random.h"
#include "p8/serve/predict_answer.h"

using namespace p8;
using namespace p8::serve;

namespace {

const Schema kSchema({{"a", FeatureKind::Number, {}},
                      {"b", FeatureKind::Number, {}},
                      {"c", FeatureKind::Category, {"x", "é\""}}},
                     CategoryEncoding::Ordinal);

PredictRequest read(const std::string& body) { return PredictReader(kSchema).read(body); }

std::string fault(const std::string& body) {
  try {
    read(body);
  } catch (const PredictFault& fault) {
    return std::to_string(fault.status) + " " + fault.message.en;
  }
  return "read";
}

}  // namespace

TEST_CASE("one client: numbers, categories, what is left out is missing") {
  const PredictRequest request = read(" {\"features\" : { \"b\" : -1.5e2 , \"c\":\"\\u00e9\\\"\"}, \"shap\": false } ");
  CHECK(!request.is_batch);
  CHECK(!request.with_shap);
  REQUIRE(request.values.rows() == 1);
  CHECK(std::isnan(request.values.at(0, 0)));
  CHECK(request.values.at(1, 0) == -150.0);
  CHECK(request.values.at(2, 0) == 1.0);
}

TEST_CASE("a batch: plain objects and wrapped ones") {
  const PredictRequest request = read(R"({"instances": [{"a": 1}, {"features": {"a": 2, "b": 3}}, {"c": null}]})");
  CHECK(request.is_batch);
  CHECK(request.with_shap);
  REQUIRE(request.values.rows() == 3);
  CHECK(request.values.at(0, 0) == 1.0);
  CHECK(request.values.at(0, 1) == 2.0);
  CHECK(request.values.at(1, 1) == 3.0);
  CHECK(std::isnan(request.values.at(0, 2)));
  CHECK(read(R"({"instances": []})").values.rows() == 0);
}

TEST_CASE("null is missing, and a client without a single feature is refused") {
  const PredictRequest request = read("\xEF\xBB\xBF{\"features\": {\"a\": null, \"b\": 2, \"c\": null}}");
  CHECK(std::isnan(request.values.at(0, 0)));
  CHECK(request.values.at(1, 0) == 2.0);
  CHECK(std::isnan(request.values.at(2, 0)));
  CHECK(std::isnan(read(R"({"features": {"a": null}})").values.at(0, 0)));
  CHECK(fault(R"({"features": {"a": null, "a": 1}})") == "422 'a' comes twice");
  CHECK(fault(R"({"features": {"a": nul}})") == "422 'a' takes a number");
  CHECK(fault(R"({"features": {}})") == "422 'features' is empty; expected at least one feature of the model");
  for (const char* empty : {"{}", R"({"features": {}})"}) {
    CHECK(fault(std::string(R"({"instances": [{"a": 1}, )") + empty + "]}") ==
          "422 client 2 of 'instances' has no features; expected at least one of the model");
  }
}

TEST_CASE("what is no JSON is 400 with its place, what means something else is 422 with the reason") {
  CHECK(fault("") == "400 byte 1: expected an object");
  CHECK(fault("{\"features\": {\"a\": 1}") == "400 byte 22: expected , or }");
  CHECK(fault("{\"features\": {\"a\": 01}}") == "400 byte 22: not a number");
  CHECK(fault("{\"features\": {\"a\": 1}} x") == "400 byte 24: expected the end");
  CHECK(fault("{\"features\": {\"a\n\": 1}}") == "400 byte 17: a control character in a string");
  CHECK(fault("{\"features\": {\"\\ud800\": 1}}") == "400 byte 22: half a surrogate pair");
  CHECK(fault("{}") == "422 'features' or 'instances' is missing");
  CHECK(fault(R"({"features": {"a": 1}, "shap": true, "shap": false})") == "422 'shap' comes twice");
  CHECK(fault("{\"features\": {\"a\xE9\": 1}}") == "400 byte 17: not UTF-8");
  CHECK(fault("\xFF\xFE{") == "400 byte 1: not UTF-8");
  CHECK(fault(R"({"features": {"a": "1"}})") == "422 'a' takes a number");
  CHECK(fault(R"({"features": {"a": true}})") == "422 'a' takes a number");
  CHECK(fault(R"({"features": {"a": NaN}})") == "422 'a' takes a number");
  CHECK(fault(R"({"features": {"a": 1e999}})") == "422 'a': too large a number");
  CHECK(fault(R"({"features": {"c": 1}})") == "422 'c' takes the text of a category");
  CHECK(fault(R"({"features": {"c": "y"}})") == "422 'y' is not a category of 'c'");
  CHECK(fault(R"({"features": {"z": 1}})") == "422 the model does not read 'z'");
  CHECK(fault(R"({"features": {"a": 1, "a": 2}})") == "422 'a' comes twice");
  CHECK(fault(R"({"features": {"a": {"a": 1}}})") == "422 'a' takes a number");
  CHECK(fault(R"({"features": {"a": 1}, "instances": []})") == "422 only one of 'features' and 'instances'");
  CHECK(fault(R"({"x": 1})") == "422 'x' is not known here; expected 'features', 'instances' or 'shap'");
  CHECK(fault("{\"features\": {\"<b>\\u001b\": 1}}") == "422 the model does not read '<b>?'");
  CHECK(fault("{\"instances\": " + std::string(100'000, '[')) == "422 features are an object");
  std::string many = R"({"instances": [{"a":1})";
  for (std::size_t i = 0; i < PredictReader::kMaxRows; ++i) many += R"(,{"a":1})";
  CHECK(fault(many + "]}") == "413 more than 1000 clients at once");
}

TEST_CASE("a category that is a number comes as one, as a boolean, or as its text") {
  Schema schema({{"job_code", FeatureKind::Category, {"10", "20.5"}, true},
                 {"own", FeatureKind::Category, {"False", "True"}, true}},
                CategoryEncoding::Ordinal);
  schema.set_replaced_characters(" ");
  const PredictReader reader(schema);
  const auto value = [&](const std::string& feature, const std::string& written) {
    return reader.read("{\"features\": {\"" + feature + "\": " + written + "}}").values.at(feature == "own" ? 1 : 0, 0);
  };
  CHECK(value("job_code", "10") == 0.0);
  CHECK(value("job code", "10.0") == 0.0);
  CHECK(value("job_code", "\"10\"") == 0.0);
  CHECK(value("job_code", "2.05e1") == 1.0);
  CHECK(value("own", "true") == 1.0);
  CHECK(value("own", "0") == 0.0);
  CHECK(value("own", "\"True\"") == 1.0);
  for (const char* unknown : {"11", "true", "\"ten\""}) {
    CAPTURE(unknown);
    try {
      value("job_code", unknown);
      FAIL("no fault");
    } catch (const PredictFault& fault) {
      CHECK(fault.status == 422);
      CHECK(fault.message.en.find("is not a category of 'job_code'") != std::string::npos);
    }
  }
}

TEST_CASE("every double comes through request and answer with all its bits") {
  Random rng(7);
  const Model model = test::difference_model();
  const PredictReader reader(model.card.schema);
  for (int i = 0; i < 500; ++i) {
    const double a = (rng.uniform() - 0.5) * std::pow(10.0, static_cast<double>(rng.below(30)) - 15.0);
    const nlohmann::json body = {{"features", {{"a", a}, {"b", 0.5}}}};
    const auto answer = nlohmann::json::parse(predict_answer(model, 0.411, reader.read(body.dump())));
    CHECK(answer["margin"].get<double>() == a - 0.5);
    CHECK(answer["probability"].get<double>() == model.probability(a - 0.5));
    CHECK(answer["shap_values"][0][0].get<double>() == a);
    CHECK(answer["prediction"] == (model.probability(a - 0.5) > 0.411 ? 1 : 0));
  }
}
