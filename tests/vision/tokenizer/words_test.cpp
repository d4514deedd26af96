#include "p8/vision/tokenizer/words.h"

#include <string>

#include <doctest/doctest.h>

namespace p8 {

namespace {

/// The words with "|" between.
std::string split(const std::string& text) {
  std::string joined;
  for (const std::string_view word : split_words(text)) joined += (joined.empty() ? "" : "|") + std::string(word);
  return joined;
}

}  // namespace

TEST_CASE("letters run together, numbers stand alone, the rest runs together") {
  CHECK(split("red mug, 350 ml (pack of 2)!") == "red|mug|,|3|5|0|ml|(|pack|of|2|)!");
  CHECK(split("été日本語 ½Ⅳ١") == "été日本語|½|Ⅳ|١");
  CHECK(split("🎉🎉a") == "🎉🎉|a");
  CHECK(split("").empty());
  CHECK(split(" ").empty());
}

TEST_CASE("English contractions are words of their own where they begin a piece") {
  CHECK(split("it's don't we're i've i'm he'll she'd") == "it|'s|don|'t|we|'re|i|'ve|i|'m|he|'ll|she|'d");
  CHECK(split("'sup") == "'s|up");
  CHECK(split("!'s") == "!'|s");              // the run of punctuation began before
  CHECK(split("it'\u017F") == "it|'\u017F");  // the long s, when case is ignored
}

TEST_CASE("the marks are words where they begin a piece, but not inside punctuation") {
  CHECK(split("a<|startoftext|>b<|endoftext|>") == "a|<|startoftext|>|b|<|endoftext|>");
  CHECK(split("!<|endoftext|>") == "!<||endoftext||>");
  CHECK(split("<|endoftex") == "<||endoftex");
}

TEST_CASE("combining marks are no letters, and the iota subscript belongs to no word") {
  CHECK(split("e\u0301te") == "e|\u0301|te");
  CHECK(split("a\u0345b") == "a|b");
  CHECK(split("\u0345").empty());
}

}  // namespace p8
