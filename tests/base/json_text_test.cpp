#include "p8/base/json_text.h"

#include <algorithm>
#include <filesystem>
#include <regex>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

/// Sources of the program and its library, by their path in the tree, that hold what the expression finds.
std::vector<std::string> sources_with(const std::regex& expression, const std::vector<std::string>& roots) {
  namespace fs = std::filesystem;
  std::vector<std::string> found;
  for (const std::string& root : roots) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(P8_SOURCE_DIR) / root)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
      if (std::regex_search(test::read(entry.path().string()), expression)) {
        found.push_back(fs::relative(entry.path(), P8_SOURCE_DIR).string());
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("JSON nested too deep is refused before anything recurses; brackets in strings do not count") {
  CHECK(parse_json_text<json>(nested(kMaxJsonDepth)).is_array());
  for (const std::size_t depth : {kMaxJsonDepth + 1, std::size_t{200'000}}) {
    CHECK(parse_json_text<json>(nested(depth)).is_discarded());
    CHECK(parse_json_text<ordered_json>(std::string(depth, '[')).is_discarded());
    std::string objects;
    for (std::size_t i = 0; i < depth; ++i) objects += "{\"a\\\"[\":";
    CHECK(parse_json_text<json>(objects).is_discarded());
  }
  const std::string text = std::string(1000, '[') + "\\\"" + std::string(1000, '{');
  CHECK(parse_json_text<json>("[\"" + text + "\"]")[0].get<std::string>().size() == 2001);
  CHECK(parse_json_text<json>("[1]]").is_discarded());
  CHECK(parse_json_text<json>("").is_discarded());
}

TEST_CASE("a file beyond the limits is named with what it breaks, in both languages") {
  const auto read = [](const std::string& text) { parse_json_file<json>(text, "run/x.json", ErrorKind::Model); };
  CHECK(test::message_of([&] { read(nested(65)); }) == "run/x.json: nested more than 64 deep");
  CHECK(test::message_of([&] { read(nested(65)); }, Language::French) == "run/x.json : plus de 64 niveaux imbriqués");
  CHECK(test::kind_of([&] { read(nested(65)); }) == 4);
  CHECK(test::message_of([&] { parse_json_file<json>("[[[1]]]", "m", ErrorKind::Data, 2); }) ==
        "m: nested more than 2 deep");
  std::string many = "[";
  for (std::size_t i = 0; i < kMaxJsonValues; ++i) many += "1,";
  CHECK(test::message_of([&] { read(many); }) == "run/x.json: more than 2097152 values");
  CHECK(parse_json_file<json>("{", "m", ErrorKind::Data).is_discarded());
}

TEST_CASE("a count is a whole number from 0, written as one") {
  for (const char* count : {"0", "7", "1000000000000000"}) CHECK_MESSAGE(is_count(json::parse(count)), count);
  for (const char* other : {"-5", "-1", "0.5", "5.0", "1e87", "1e3", "1000000000000001", "18446744073709551615",
                            "99999999999999999999", "true", "null", "\"5\"", "[5]", "{}"}) {
    CHECK_MESSAGE(!is_count(json::parse(other)), other);
  }
}

TEST_CASE("nothing but the one reader parses JSON, and nothing but the other one TOML") {
  // Commands parse no JSON but what the library has just made of their own options and figures.
  CHECK(sources_with(std::regex(R"([jJ]son::(parse|accept|from_\w+)\s*\(|>>\s*json)"), {"lib"}) ==
        std::vector<std::string>{"lib/p8/base/json_text.cpp"});
  // Readers of events, which keep no nested value and end at the first one that they do not expect.
  CHECK(sources_with(std::regex(R"(sax_parse\s*\()"), {"apps", "lib"}) ==
        std::vector<std::string>{"lib/p8/vision/tokenizer/flat_json.cpp",
                                 "lib/p8/vision/weights/safetensors_header.cpp"});
  CHECK(sources_with(std::regex(R"(toml::parse(_file)?\s*\()"), {"apps", "lib"}) ==
        std::vector<std::string>{"lib/p8/files/toml_text.cpp"});
}
