#include "p8/credit/remote/api_response.h"

#include <cmath>

#include <doctest/doctest.h>

using p8::serve::parse_answer;
using p8::serve::refusal_of;

namespace {

std::string fault_of(const std::string& body) {
  const auto parsed = parse_answer(body, 2);
  return parsed.fault ? parsed.fault->en : "";
}

}  // namespace

TEST_CASE("SHAP values come as a row or as a matrix of one row") {
  for (const char* shap : {"[0.5, -1]", "[[0.5, -1]]"}) {
    const auto parsed =
        parse_answer(std::string(R"({"prediction": 1, "probability": 0.75, "shap_values": )") + shap + "}", 2);
    REQUIRE(!parsed.fault);
    CHECK(parsed.answer.shap_values == std::vector<double>{0.5, -1.0});
    CHECK(parsed.answer.margin == doctest::Approx(std::log(3.0)));
    CHECK(parsed.answer.recovered_base() == doctest::Approx(std::log(3.0) + 0.5));
  }
}

TEST_CASE("a margin that fits the probability is taken to the last bit, another one is left aside") {
  CHECK(parse_answer(R"({"prediction": 1, "probability": 0.75, "margin": 1.0986122886})", 2).answer.margin ==
        1.0986122886);
  CHECK(parse_answer(R"({"prediction": 1, "probability": 0.75, "margin": 3})", 2).answer.margin ==
        doctest::Approx(std::log(3.0)));
}

TEST_CASE("answers are checked: types, ranges, the number of values") {
  CHECK(fault_of("{\"prediction\": 1, \"proba") == "the answer is not JSON");
  CHECK(fault_of("[]") == "the answer is not JSON");
  CHECK(fault_of(R"({"prediction": 2, "probability": 0.5})") == "prediction is neither 0 nor 1");
  CHECK(fault_of(R"({"prediction": "1", "probability": 0.5})") == "prediction is neither 0 nor 1");
  CHECK(fault_of(R"({"prediction": 1, "probability": 1.5})") == "probability is no number from 0 to 1");
  CHECK(fault_of(R"({"prediction": 1, "probability": null})") == "probability is no number from 0 to 1");
  CHECK(fault_of(R"({"prediction": 1, "probability": NaN})") == "the answer is not JSON");
  CHECK(fault_of(R"({"prediction": 1, "probability": 0.5, "shap_values": [[1, 2, 3]]})") ==
        "3 SHAP values for 2 features");
  CHECK(fault_of(R"({"prediction": 1, "probability": 0.5, "shap_values": [[1, 2], [1, 2]]})") ==
        "a SHAP value is no number");
  CHECK(fault_of(R"({"prediction": 1, "probability": 0.5, "shap_values": "x"})") == "shap_values is no list");
  CHECK(fault_of(R"({"prediction": 1, "probability": 0.5, "shap_values": [1, null]})") == "a SHAP value is no number");
  CHECK(fault_of(R"({"prediction": 1, "probability": 1})") == "a probability of 1 has no log-odds");
  CHECK(fault_of(R"({"prediction": 1, "probability": 0.5, "margin": 0, "base_value": 1, "shap_values": [1, 2]})") ==
        "SHAP values and base value do not add up to the margin");
}

TEST_CASE("the reason of a refusal is one printable line") {
  CHECK(refusal_of(R"({"detail": "no\n\u001b[31mway"})") == "no??[31mway");
  CHECK(refusal_of(R"({"detail": [1]})").empty());
  CHECK(refusal_of("<html>").empty());
}

TEST_CASE("what an API repeats of its request is not shown: keys of the address, the client's features") {
  CHECK(refusal_of(R"({"detail": "POST /x?key=SECRETQ: {\"features\": {\"a\": 12345}} is wrong"})", {"SECRETQ"}) ==
        "POST /x?key=…: {…} is wrong");
  CHECK(refusal_of(R"({"error": "http://h/x?key=SECRETQ: no, {'a': 12345"})") == "http://h/x?…: no, {…}");
  const std::string late = std::string(196, 'x') + "SECRETQ";  // a cut leaves nothing of it either
  CHECK(refusal_of(R"({"message": ")" + late + "\"}", {"SECRETQ"}).find("SEC") == std::string::npos);
  CHECK(refusal_of(R"({"detail": [{"type": "float_parsing", "loc": ["body", "features", 0, "a"],
                                   "msg": "Input should be a valid number", "input": "12345", "ctx": {"b": 12345}},
                                  {"msg": "two\n"}, 7, {"loc": ["c"], "msg": 12345}, {"input": 12345}]})") ==
        "body.features.0.a: Input should be a valid number; two?");
}
