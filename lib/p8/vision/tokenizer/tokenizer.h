#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "p8/vision/tokenizer/byte_pairs.h"

namespace p8 {

/// Texts as a text encoder takes them: (B, T) token ids, row-major; each row is start, tokens, end, padding.
struct TokenRows {
  std::size_t context = 0;               ///< T
  std::vector<std::int64_t> ids;         ///< B * T
  std::vector<std::size_t> full_length;  ///< of each row before it was cut: tokens with start and end

  std::size_t rows() const { return full_length.size(); }
  /// How many rows were cut because they were longer than the context.
  std::size_t cut() const;
};

struct TokenizerOptions {
  std::size_t context = 77;  ///< T, at least 3: the model's positions
  std::int32_t padding = 0;  ///< behind the end; 0 as OpenAI and open_clip, the end's own id as Hugging Face
  bool composes = false;     ///< letters and their accents first, so that NFC and NFD are one text (see clean_text)
};

/// CLIP's tokenizer (Radford et al. 2021, section 2.4): texts are cleaned (clean_text), cut into words (split_words)
/// and encoded by byte pairs, as openai/CLIP d05afc4 does in clip.tokenize(texts, truncate=True). The text
/// "<|endoftext|>" is the end's token, as there. Not for several threads at once: it remembers words. Copies are
/// independent.
class Tokenizer {
 public:
  explicit Tokenizer(const TokenVocabulary& vocabulary, const TokenizerOptions& options = {});

  /// The ids of a text, without start, end and padding. Throws Error(Data) for more than 16 MiB.
  std::vector<std::int32_t> encode(std::string_view text);

  /// One row a text. What does not fit is cut off, and the row still ends with the end's token.
  TokenRows tokenize(const std::vector<std::string>& texts);

  /// One text on as many rows as it needs, at least one, in order and with nothing cut off. A row breaks between words;
  /// only a word that fills more than a row is broken inside.
  TokenRows chunk(const std::string& text);

 private:
  const std::vector<std::int32_t>& encode_word(std::string_view word);
  void append_row(const std::vector<std::int32_t>& tokens, TokenRows& rows) const;

  BytePairs pairs_;
  std::int32_t start_;
  std::int32_t end_;
  TokenizerOptions options_;
  std::unordered_map<std::string, std::vector<std::int32_t>> known_words_;
  std::vector<std::int32_t> last_word_;  // when it is not worth remembering
};

}  // namespace p8
