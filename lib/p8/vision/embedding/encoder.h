#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace p8 {

/// In what numbers a network multiplies.
enum class Precision { Fp32, Bf16, Int8 };

/// What computes an encoder's numbers: for run.json, and for whoever keeps them.
struct EncoderEngine {
  std::string library;  ///< "onednn", "libtorch"
  std::string version;
  std::string device = "cpu";  ///< or "cuda"
  Precision precision = Precision::Fp32;
  std::string instructions;  ///< "avx512bf16"; empty: as the library chooses
};

/// Images in, embeddings out: the seam between what networks are used for and what computes them. An encoder is used
/// by one thread at a time; it may use several itself.
class ImageEncoder {
 public:
  virtual ~ImageEncoder() = default;

  /// E, numbers of an embedding.
  virtual std::size_t width() const = 0;
  virtual EncoderEngine engine() const { return {}; }
  /// @param pixels  (B, 3, H, W), preprocessed, of the size that the model asks for.
  /// @param embeddings  (B, E), not normalised; filled.
  /// An image's embedding does not depend on what else is in its batch but for rounding.
  virtual void encode(const float* pixels, std::size_t images, float* embeddings) = 0;
};

/// Texts in, embeddings out.
class TextEncoder {
 public:
  virtual ~TextEncoder() = default;

  virtual std::size_t width() const = 0;
  /// @param ids  (B, T) token ids as the model's tokenizer gives them, T the model's context.
  /// @param embeddings  (B, E), not normalised; filled.
  virtual void encode(const std::int64_t* ids, std::size_t texts, float* embeddings) = 0;
};

}  // namespace p8
