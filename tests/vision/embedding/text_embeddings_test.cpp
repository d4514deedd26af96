#include "p8/vision/embedding/text_embeddings.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "support/temporary.h"

namespace p8 {

namespace {

constexpr std::int32_t kStart = 1000;
constexpr std::int32_t kEnd = 1001;

/// Bytes are their own ids, those that end a word 256 higher; eight positions.
Tokenizer small_tokenizer() {
  TokenVocabulary vocabulary;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    vocabulary.bytes[byte] = static_cast<std::int32_t>(byte);
    vocabulary.last_bytes[byte] = static_cast<std::int32_t>(256 + byte);
  }
  vocabulary.start = kStart;
  vocabulary.end = kEnd;
  return Tokenizer(vocabulary, {8, 0});
}

/// (E = 2) how many letters "a" and "b" that end a word a row has: (1, 0) for "a", (3, 4) for three and four.
class LetterCounts : public TextEncoder {
 public:
  std::size_t width() const override { return 2; }
  void encode(const std::int64_t* ids, std::size_t texts, float* embeddings) override {
    rows += texts;
    for (std::size_t i = 0; i < texts; ++i, ids += 8, embeddings += 2) {
      embeddings[0] = static_cast<float>(std::count(ids, ids + 8, 256 + 'a'));
      embeddings[1] = static_cast<float>(std::count(ids, ids + 8, 256 + 'b'));
    }
  }

  std::size_t rows = 0;
};

EmbeddedTexts embed(const std::vector<std::string>& texts, const EmbedTextOptions& options,
                    std::size_t* rows = nullptr) {
  Tokenizer tokenizer = small_tokenizer();
  LetterCounts encoder;
  EmbeddedTexts result = embed_texts(texts, tokenizer, encoder, options);
  if (rows != nullptr) *rows = encoder.rows;
  return result;
}

EmbedTextOptions options_of(LongText long_text, std::size_t batch, EmbeddingCache* cache = nullptr) {
  EmbedTextOptions options;
  options.long_text = long_text;
  options.batch = batch;
  options.cache = cache;
  options.encoder = "letters";
  return options;
}

// Nine tokens with start and end and more: six words fit a row.
const std::string kLong = "a a a a a a b b";

}  // namespace

TEST_CASE("a text that is too long is cut, and counted with its tokens") {
  const EmbeddedTexts result = embed({"a b b", kLong, "a", kLong}, options_of(LongText::Cut, 3));
  CHECK(result.values == std::vector<float>{1, 2, 6, 0, 1, 0, 6, 0});
  CHECK(result.width == 2);
  REQUIRE(result.long_texts.size() == 2);
  CHECK(result.long_texts[0].text == 1);
  CHECK(result.long_texts[0].tokens == 10);
  CHECK(result.long_texts[1].text == 3);
  CHECK(result.different == 3);
}

TEST_CASE("chunks of a long text are normalised and averaged; a text that fits stays as it is") {
  const EmbeddedTexts result = embed({"a b b", kLong}, options_of(LongText::Chunk, 32));
  CHECK(result.values == std::vector<float>{1, 2, 0.5F, 0.5F});  // the mean of (1, 0) and (0, 1)
  REQUIRE(result.long_texts.size() == 1);
  CHECK(result.long_texts[0].tokens == 10);
}

TEST_CASE("a chunk without direction counts as zeros") {
  const EmbeddedTexts result = embed({"c c c c c c a"}, options_of(LongText::Chunk, 32));
  CHECK(result.values == std::vector<float>{0.5F, 0.0F});
}

TEST_CASE("equal texts are encoded once, and batches change nothing") {
  std::vector<std::string> texts;
  for (int i = 0; i < 40; ++i)
    texts.push_back(i % 3 == 0 ? kLong + std::string(i / 3 % 4, 'b') : i % 3 == 1 ? "a" : "");
  for (const LongText mode : {LongText::Cut, LongText::Chunk}) {
    std::size_t rows = 0;
    const EmbeddedTexts expected = embed(texts, options_of(mode, 1), &rows);
    CHECK(expected.different == 6);
    CHECK(rows == (mode == LongText::Cut ? 6 : 10));
    for (const std::size_t batch : {2, 7, 100}) CHECK(embed(texts, options_of(mode, batch)).values == expected.values);
  }
}

TEST_CASE("embeddings of texts come from the cache, cut ones and chunked ones each for themselves") {
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), 1 << 30);
  const std::vector<std::string> texts = {"a", kLong, "b"};
  std::size_t rows = 0;
  const EmbeddedTexts cut = embed(texts, options_of(LongText::Cut, 2, &cache), &rows);
  CHECK(rows == 3);
  const EmbeddedTexts chunked = embed(texts, options_of(LongText::Chunk, 2, &cache), &rows);
  CHECK(rows == 2);  // only the long one, in two chunks
  CHECK(chunked.from_cache == 2);
  CHECK(embed(texts, options_of(LongText::Cut, 2, &cache), &rows).values == cut.values);
  CHECK(rows == 0);
  const EmbeddedTexts again = embed(texts, options_of(LongText::Chunk, 2, &cache), &rows);
  CHECK(again.values == chunked.values);
  CHECK(again.long_texts.size() == 1);
  CHECK(rows == 0);
  EmbedTextOptions other = options_of(LongText::Cut, 2, &cache);
  other.encoder = "other weights";
  CHECK(embed(texts, other).from_cache == 0);
}

TEST_CASE("no texts give no embeddings, and progress counts texts") {
  CHECK(embed({}, {}).values.empty());
  Tokenizer tokenizer = small_tokenizer();
  LetterCounts encoder;
  std::vector<std::size_t> seen;
  embed_texts({"a", "a", "b"}, tokenizer, encoder, {},
              [&](std::size_t done, std::size_t total) { seen.push_back(10 * total + done); });
  CHECK(seen == std::vector<std::size_t>{31, 32, 33});
}

}  // namespace p8
