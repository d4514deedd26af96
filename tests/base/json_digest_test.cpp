#include "p8/base/json_digest.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/base/hash.h"
#include "p8/base/json_text.h"

using namespace p8;
using nlohmann::json;
using nlohmann::ordered_json;

TEST_CASE("a document's digest is that of its other fields, sorted and without blanks") {
  ordered_json document = {{"b", 1.5}, {"a", {1, 2}}};
  add_digest(document, "own");
  CHECK(document["own"] == digest_of(R"({"a":[1,2],"b":1.5})").sha256);
  CHECK(check_digest(document, "own") == JsonDigest::Fits);
}

TEST_CASE("a digest still fits when the document was written in any layout and read again") {
  ordered_json document = {
      {"text", "caf\xC3\xA9 \xFF"}, {"third", 1.0 / 3}, {"float", 0.1F}, {"count", 7}, {"n", -0.0}};
  add_digest(document, "own");
  for (const int indent : {-1, 1, 4}) {
    const std::string text = document.dump(indent, ' ', false, ordered_json::error_handler_t::replace);
    CHECK(check_digest(parse_json_text<json>(text), "own") == JsonDigest::Fits);
    CHECK(check_digest(parse_json_text<ordered_json>(text), "own") == JsonDigest::Fits);
  }
}

TEST_CASE("every flipped bit of a document with a digest is seen, or ends it as JSON, or hides the digest") {
  ordered_json document = {{"threshold", 0.25}, {"name", "x"}};
  add_digest(document, "own");
  const std::string text = document.dump();
  for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
    std::string flipped = text;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    const json read = parse_json_text<json>(flipped);
    if (!read.is_object() || !read.contains("own")) continue;
    CHECK_MESSAGE(check_digest(read, "own") == JsonDigest::Differs, flipped);
  }
  document["own"] = 7;
  CHECK(check_digest(document, "own") == JsonDigest::Differs);
  document.erase("own");
  CHECK(check_digest(document, "own") == JsonDigest::Missing);
}
