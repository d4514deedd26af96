// Hostile vocabularies and texts: a vocabulary is read or refused with Error(Model); one that is read encodes the text
// to whole rows, of which those of chunk() hold every token. The first byte says what follows, parts are separated by
// "\n===\n": 'o' OpenAI's list uncompressed, text; 'g' OpenAI's file; 'h' vocab.json, merges.txt, text.
// Seeds: tests/fuzz/tokenizer/.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "fuzz/input.h"
#include "p8/base/error.h"
#include "p8/vision/tokenizer/tokenizer.h"
#include "p8/vision/tokenizer/vocabulary_files.h"
#include "support/gzip_bytes.h"

using p8::fuzz::check;
using p8::fuzz::take_part;

namespace {

void encode(const p8::TokenVocabulary& vocabulary, const std::string& text) {
  constexpr std::size_t kContext = 9;
  p8::Tokenizer tokenizer(vocabulary, {kContext, -1});
  const std::vector<std::int32_t> tokens = tokenizer.encode(text);
  const p8::TokenRows row = tokenizer.tokenize({text});
  check(row.ids.size() == kContext && row.ids[0] == vocabulary.start && row.full_length[0] == tokens.size() + 2);
  check(row.ids[std::min(kContext, tokens.size() + 2) - 1] == vocabulary.end);

  std::vector<std::int32_t> joined;
  const p8::TokenRows chunks = tokenizer.chunk(text);
  for (std::size_t i = 0; i < chunks.rows(); ++i) {
    check(chunks.full_length[i] <= kContext);
    const std::int64_t* const ids = chunks.ids.data() + i * kContext;
    for (std::size_t t = 1; t + 1 < chunks.full_length[i]; ++t) joined.push_back(static_cast<std::int32_t>(ids[t]));
  }
  check(joined == tokens && chunks.cut() == 0);
}

void run(std::string input) {
  const char kind = input.empty() ? 'o' : input[0];
  input.erase(0, 1);
  if (kind == 'g') {
    encode(p8::parse_openai_vocabulary(input, "fuzz", 3), "a text");
  } else if (kind == 'h') {
    const std::string vocab = take_part(input);
    const std::string merges = take_part(input);
    encode(p8::parse_hugging_face_vocabulary(vocab, "vocab.json", merges, "merges.txt"), input);
  } else {
    const std::string merges = take_part(input);
    const auto lines = static_cast<std::size_t>(std::count(merges.begin(), merges.end(), '\n'));
    encode(p8::parse_openai_vocabulary(p8::test::gzip_bytes("heading\n" + merges), "fuzz", lines), input);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    run(std::string(reinterpret_cast<const char*>(data), size));
  } catch (const p8::Error& error) {
    check(error.kind() == p8::ErrorKind::Model);
  }
  return 0;
}
