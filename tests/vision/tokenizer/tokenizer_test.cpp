#include "p8/vision/tokenizer/tokenizer.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/vision/tokenizer/vocabulary_files.h"
#include "support/error.h"
#include "support/npy.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8 {

namespace {

constexpr std::int32_t kStart = 1000;
constexpr std::int32_t kEnd = 1001;

/// Bytes are their own ids, those that end a word 256 higher; "ab" at a word's end is one token.
TokenVocabulary small_vocabulary() {
  TokenVocabulary vocabulary;
  for (std::size_t byte = 0; byte < 256; ++byte) {
    vocabulary.bytes[byte] = static_cast<std::int32_t>(byte);
    vocabulary.last_bytes[byte] = static_cast<std::int32_t>(256 + byte);
  }
  vocabulary.merges = {{'a', 256 + 'b', 512}};
  vocabulary.start = kStart;
  vocabulary.end = kEnd;
  return vocabulary;
}

/// Eight positions, padded with -1 so that padding is seen.
Tokenizer small_tokenizer() { return Tokenizer(small_vocabulary(), {8, -1}); }

using Ids = std::vector<std::int64_t>;

void check_golden(const std::string& model, const std::string& bpe) {
  const auto texts = nlohmann::json::parse(test::read(test::shared_file("golden/vision/tokenizer/texts.json")));
  const test::Array expected = test::read_npy(test::shared_file("golden/vision/tokenizer/ids.npy"));
  Tokenizer tokenizer(read_vocabulary(model, bpe));
  std::size_t identical = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CAPTURE(i);
    const auto text = texts[i].at("text").get<std::string>();
    const TokenRows rows = tokenizer.tokenize({text});
    const auto begin = expected.values.begin() + static_cast<std::ptrdiff_t>(77 * i);
    const Ids reference(begin, begin + 77);
    CHECK(rows.ids == reference);
    CHECK(rows.full_length == std::vector<std::size_t>{texts[i].at("tokens_before_truncation").get<std::size_t>()});
    CHECK(rows.cut() == (texts[i].at("truncated").get<bool>() ? 1 : 0));
    identical += rows.ids == reference ? 1 : 0;
  }
  MESSAGE("identical rows: ", identical, " of ", texts.size());
}

}  // namespace

TEST_CASE("a row is start, tokens, end and padding") {
  Tokenizer tokenizer = small_tokenizer();
  const TokenRows rows = tokenizer.tokenize({"AB cab", ""});
  CHECK(rows.rows() == 2);
  CHECK(rows.context == 8);
  CHECK(rows.ids == Ids{kStart, 512, 'c', 512, kEnd, -1, -1, -1, kStart, kEnd, -1, -1, -1, -1, -1, -1});
  CHECK(rows.full_length == std::vector<std::size_t>{5, 2});
  CHECK(rows.cut() == 0);
  CHECK(tokenizer.tokenize({}).rows() == 0);
}

TEST_CASE("a text that is too long is cut, still ends with the end's token, and is counted") {
  const TokenRows rows = small_tokenizer().tokenize({"abcdef", "abcdefg", "ab"});
  CHECK(Ids(rows.ids.begin(), rows.ids.begin() + 8) == Ids{kStart, 'a', 'b', 'c', 'd', 'e', 256 + 'f', kEnd});
  CHECK(Ids(rows.ids.begin() + 8, rows.ids.begin() + 16) == Ids{kStart, 'a', 'b', 'c', 'd', 'e', 'f', kEnd});
  CHECK(rows.full_length == std::vector<std::size_t>{8, 9, 3});
  CHECK(rows.cut() == 1);
}

TEST_CASE("the marks are their tokens wherever they stand, in any case") {
  CHECK(small_tokenizer().encode("ab<|ENDOFTEXT|>ab <|startoftext|>") ==
        std::vector<std::int32_t>{512, kEnd, 512, kStart});
}

TEST_CASE("a word gives the same tokens again, also when it is too long to be remembered") {
  Tokenizer tokenizer = small_tokenizer();
  const std::string text = "cab " + std::string(100, 'a') + "b cab " + std::string(100, 'a') + "b";
  const std::vector<std::int32_t> once = tokenizer.encode(text);
  CHECK(tokenizer.encode(text) == once);
  CHECK(once.size() == 2 * (2 + 100));
  Tokenizer copy = tokenizer;
  CHECK(copy.encode(text) == once);
}

TEST_CASE("a long text is broken into rows between its words") {
  const TokenRows rows = small_tokenizer().chunk("cc ccc cc");  // 2 + 3 + 2 tokens, six to a row
  CHECK(rows.rows() == 2);
  const std::int64_t last = 256 + 'c';
  CHECK(rows.ids == Ids{kStart, 'c', last, 'c', 'c', last, kEnd, -1, kStart, 'c', last, kEnd, -1, -1, -1, -1});
  CHECK(rows.cut() == 0);
}

TEST_CASE("a word that fills more than a row is broken inside, and no token is lost") {
  Tokenizer tokenizer = small_tokenizer();
  const std::string text = "ab " + std::string(20, 'c') + " ab ccccc d";
  const TokenRows rows = tokenizer.chunk(text);
  std::vector<std::int32_t> joined;
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const std::int64_t* const ids = rows.ids.data() + row * rows.context;
    CHECK(ids[0] == kStart);
    CHECK(ids[rows.full_length[row] - 1] == kEnd);
    for (std::size_t i = 1; i + 1 < rows.full_length[row]; ++i) joined.push_back(static_cast<std::int32_t>(ids[i]));
  }
  CHECK(joined == tokenizer.encode(text));
  CHECK(rows.cut() == 0);
}

TEST_CASE("a text that fits is one row in either way, and so is an empty one") {
  Tokenizer tokenizer = small_tokenizer();
  for (const char* const text : {"", "ab", "cc cc cc"}) {
    CHECK(tokenizer.chunk(text).ids == tokenizer.tokenize({text}).ids);
  }
}

TEST_CASE("composed, two spellings of one text give the same tokens") {
  Tokenizer tokenizer(small_vocabulary(), {8, -1, true});
  CHECK(tokenizer.tokenize({"re\u0301"}).ids == tokenizer.tokenize({"r\u00E9"}).ids);
  CHECK(tokenizer.chunk("re\u0301").ids == tokenizer.chunk("r\u00E9").ids);
  CHECK(small_tokenizer().tokenize({"re\u0301"}).ids != small_tokenizer().tokenize({"r\u00E9"}).ids);
}

TEST_CASE("composing changes one golden text only, and to what ftfy makes of it" * test::needs_shared()) {
  const auto path = test::shared_file("golden/vision/tokenizer/texts.json");
  const auto texts = nlohmann::json::parse(test::read(path));
  const test::Array plain = test::read_npy(test::shared_file("golden/vision/tokenizer/ids.npy"));
  const test::Array with_ftfy = test::read_npy(test::shared_file("golden/vision/tokenizer/ids_with_ftfy.npy"));
  Tokenizer tokenizer(read_vocabulary(test::shared_file("golden/vision/tokenizer/vocab.json")), {77, 0, true});
  std::size_t changed = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CAPTURE(i);
    const auto row = [&](const test::Array& array) {
      const auto begin = array.values.begin() + static_cast<std::ptrdiff_t>(77 * i);
      return Ids(begin, begin + 77);
    };
    const Ids ids = tokenizer.tokenize({texts[i].at("text").get<std::string>()}).ids;
    if (ids == row(plain)) continue;
    ++changed;
    CHECK(ids == row(with_ftfy));
  }
  CHECK(changed == 1);
}

TEST_CASE("200 golden texts give the reference's ids with OpenAI's vocabulary" * test::needs_shared()) {
  const auto bpe = test::shared_file("golden/vision/tokenizer/bpe_simple_vocab_16e6.txt.gz");
  check_golden("", bpe);
}

TEST_CASE("200 golden texts give the reference's ids with Hugging Face's vocabulary" * test::needs_shared()) {
  const auto vocab = test::shared_file("golden/vision/tokenizer/vocab.json");
  check_golden(vocab, "");
}

TEST_CASE("padded with the end's token the texts are as Hugging Face pads them" * test::needs_shared()) {
  const auto texts_path = test::shared_file("golden/vision/clip/texts.json");
  const auto texts = nlohmann::json::parse(test::read(texts_path)).get<std::vector<std::string>>();
  const TokenVocabulary vocabulary =
      read_vocabulary("", test::shared_file("golden/vision/tokenizer/bpe_simple_vocab_16e6.txt.gz"));
  for (const auto& [padding, name] : {std::pair(0, "text_ids.npy"), std::pair(49407, "text_ids_hfpad.npy")}) {
    const test::Array expected = test::read_npy(test::shared_file(std::string("golden/vision/clip/") + name));
    CHECK(Tokenizer(vocabulary, {77, padding}).tokenize(texts).ids ==
          Ids(expected.values.begin(), expected.values.end()));
  }
}

}  // namespace p8
