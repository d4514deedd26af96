#include "p8/vision/tokenizer/flat_json.h"

#include <doctest/doctest.h>

#include "support/error.h"

namespace p8 {

TEST_CASE("an object of numbers is read, the last of equal keys counting") {
  const auto values = parse_flat_json(R"({"a</w>": 7, "\u0120\"": 0, "b": 1, "b": 2147483647})", "vocab.json");
  CHECK(values.size() == 3);
  CHECK(values.at("a</w>") == 7);
  CHECK(values.at("\u0120\"") == 0);
  CHECK(values.at("b") == 2147483647);
  CHECK(parse_flat_json("{}", "vocab.json").empty());
}

TEST_CASE("anything else is refused, nested lists at the first bracket") {
  const auto message = [](const std::string& json) {
    return test::message_of([&] { parse_flat_json(json, "vocab.json"); });
  };
  for (const char* const json : {"7", "[1]", "null", R"({"a": -1})", R"({"a": 1.5})", R"({"a": 2147483648})",
                                 R"({"a": "1"})", R"({"a": {"b": 1}})", R"({"a": null})", R"({"a": true})"}) {
    CAPTURE(json);
    CHECK(message(json) == "vocab.json: expected a JSON object of tokens and their numbers");
  }
  CHECK(message(R"({"a": )" + std::string(1'000'000, '[')) ==
        "vocab.json: expected a JSON object of tokens and their numbers");
  CHECK(message("") == "vocab.json: not a JSON file, from byte 1");
  CHECK(message(R"({"a": 1)") == "vocab.json: not a JSON file, from byte 8");
  CHECK(message("{\"\xFF\": 1}") == "vocab.json: not a JSON file, from byte 3");
}

}  // namespace p8
