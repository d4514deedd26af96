#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "p8/vision/embedding/embedding_cache.h"
#include "p8/vision/embedding/encoder.h"
#include "p8/vision/tokenizer/tokenizer.h"

namespace p8 {

/// What happens to a text that is longer than the model's context.
enum class LongText {
  Cut,    ///< its end is left out
  Chunk,  ///< it is encoded in pieces whose embeddings are averaged
};

struct EmbedTextOptions {
  LongText long_text = LongText::Cut;
  std::size_t batch = 32;           ///< B, token rows that are encoded at once
  EmbeddingCache* cache = nullptr;  ///< null: nothing is kept
  std::string encoder;              ///< what the embeddings depend on besides the tokens: weights' hash, precision
};

/// A text that was longer than the model's context.
struct LongTextIndex {
  std::size_t text = 0;    ///< index among the texts
  std::size_t tokens = 0;  ///< with start and end
};

struct EmbeddedTexts {
  std::size_t width = 0;                  ///< E
  std::vector<float> values;              ///< (N, E), not normalised
  std::vector<LongTextIndex> long_texts;  ///< in the order of the texts
  std::size_t different = 0;              ///< of the N texts; equal ones are encoded once
  std::size_t from_cache = 0;             ///< of the different ones
};

/// The embeddings of N texts. A text that does not fit is cut, or, with LongText::Chunk, gets the mean of the
/// L2-normalised embeddings of its chunks; one that fits has the same embedding either way.
/// Throws Error(Data) for a text of more than 16 MiB; Error(Output) when the cache cannot be written; Interrupted; what
/// the encoder throws.
EmbeddedTexts embed_texts(const std::vector<std::string>& texts, Tokenizer& tokenizer, TextEncoder& encoder,
                          const EmbedTextOptions& options = {},
                          const std::function<void(std::size_t done, std::size_t total)>& progress = {});

}  // namespace p8
