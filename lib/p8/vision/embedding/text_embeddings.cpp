#include "p8/vision/embedding/text_embeddings.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "p8/base/hash.h"
#include "p8/base/interrupt.h"
#include "p8/base/log.h"
#include "p8/vision/embedding/finite_embedding.h"

namespace p8 {

namespace {

/// Encodes different texts, row by row in batches, and fills their embeddings.
class TextBatches {
 public:
  TextBatches(TextEncoder& encoder, const EmbedTextOptions& options, std::size_t texts)
      : encoder_(encoder), options_(options), width_(encoder.width()), values_(texts * width_) {}

  /// Takes the token rows of the text with this index; false when the cache had its embedding.
  bool add(std::size_t text, const std::string& words, const TokenRows& rows) {
    std::string key;
    if (options_.cache != nullptr) {
      const std::string ids(reinterpret_cast<const char*>(rows.ids.data()), sizeof(rows.ids[0]) * rows.ids.size());
      key = embedding_key(EmbeddingOf::Text, digest_of(ids).sha256, options_.encoder);
      if (const auto kept = options_.cache->find(key, width_)) {
        std::copy(kept->begin(), kept->end(), embedding_of(text));
        return false;
      }
    }
    for (std::size_t row = 0; row < rows.rows(); ++row) {
      const auto ids = rows.ids.begin() + static_cast<std::ptrdiff_t>(row * rows.context);
      ids_.insert(ids_.end(), ids, ids + static_cast<std::ptrdiff_t>(rows.context));
      waiting_.push_back({text, rows.rows(), row + 1 == rows.rows(), key, printable(words, 60)});
      if (waiting_.size() == std::max<std::size_t>(1, options_.batch)) encode_batch();
    }
    return true;
  }

  /// (texts, E), the last batch included.
  std::vector<float> finish() {
    encode_batch();
    return std::move(values_);
  }

 private:
  struct Row {
    std::size_t text;
    std::size_t rows;  // of that text
    bool is_last;
    std::string key;
    std::string name;  // its beginning
  };

  float* embedding_of(std::size_t text) { return values_.data() + text * width_; }

  void encode_batch() {
    if (waiting_.empty()) return;
    throw_if_interrupted();
    std::vector<float> embeddings(waiting_.size() * width_);  // (B, E)
    encoder_.encode(ids_.data(), waiting_.size(), embeddings.data());
    for (std::size_t b = 0; b < waiting_.size(); ++b) add_row(waiting_[b], embeddings.data() + b * width_);
    waiting_.clear();
    ids_.clear();
  }

  void add_row(const Row& row, const float* embedding) {
    require_finite(embedding, width_, row.name);
    float* const target = embedding_of(row.text);
    if (row.rows == 1) {
      std::copy(embedding, embedding + width_, target);
    } else {
      add_normalized(embedding, static_cast<double>(row.rows), target);
    }
    if (row.is_last && options_.cache != nullptr) {
      options_.cache->store(row.key, std::vector<float>(target, target + width_));
    }
  }

  /// mean over chunks of e / |e|; a chunk of zeros counts as zeros.
  void add_normalized(const float* embedding, double rows, float* target) const {
    double squares = 0.0;
    for (std::size_t i = 0; i < width_; ++i) squares += static_cast<double>(embedding[i]) * embedding[i];
    const double scale = squares > 0.0 ? 1.0 / (std::sqrt(squares) * rows) : 0.0;
    for (std::size_t i = 0; i < width_; ++i) target[i] += static_cast<float>(embedding[i] * scale);
  }

  TextEncoder& encoder_;
  const EmbedTextOptions& options_;
  std::size_t width_;
  std::vector<float> values_;
  std::vector<Row> waiting_;
  std::vector<std::int64_t> ids_;  // (B, T) of those that wait
};

/// Tokens of a text with one start and one end, however many rows it takes.
std::size_t tokens_of(const TokenRows& rows) {
  std::size_t tokens = 2;
  for (const std::size_t length : rows.full_length) tokens += length - 2;
  return tokens;
}

}  // namespace

EmbeddedTexts embed_texts(const std::vector<std::string>& texts, Tokenizer& tokenizer, TextEncoder& encoder,
                          const EmbedTextOptions& options,
                          const std::function<void(std::size_t done, std::size_t total)>& progress) {
  std::unordered_map<std::string_view, std::size_t> known;  // to the index among the different ones
  for (const std::string& text : texts) known.emplace(text, known.size());

  EmbeddedTexts result;
  result.width = encoder.width();
  result.different = known.size();
  TextBatches batches(encoder, options, known.size());
  std::vector<std::size_t> tokens;  // of the different texts; 0: they fit
  std::vector<std::size_t> different;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    throw_if_interrupted();
    different.push_back(known.at(texts[i]));
    if (different.back() == tokens.size()) {  // met for the first time
      const TokenRows rows =
          options.long_text == LongText::Chunk ? tokenizer.chunk(texts[i]) : tokenizer.tokenize({texts[i]});
      result.from_cache += batches.add(tokens.size(), texts[i], rows) ? 0 : 1;
      tokens.push_back(rows.rows() > 1 || rows.cut() > 0 ? tokens_of(rows) : 0);
    }
    if (tokens[different.back()] > 0) result.long_texts.push_back({i, tokens[different.back()]});
    if (progress) progress(i + 1, texts.size());
  }
  const std::vector<float> values = batches.finish();
  result.values.reserve(texts.size() * result.width);
  for (const std::size_t index : different) {
    const float* const from = values.data() + index * result.width;
    result.values.insert(result.values.end(), from, from + result.width);
  }
  return result;
}

}  // namespace p8
