#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "p8/base/hash.h"
#include "p8/vision/dataset/failed_image.h"
#include "p8/vision/dataset/image_set.h"
#include "p8/vision/embedding/embedding_cache.h"
#include "p8/vision/embedding/encoder.h"
#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/preprocessing.h"

namespace p8 {

struct EmbedOptions {
  std::size_t batch = 32;  ///< B, images that are encoded at once
  int threads = 1;         ///< that read and decode images while others are encoded
  DecodeOptions decode;
  bool strict = false;              ///< the first image that cannot be read ends the run
  EmbeddingCache* cache = nullptr;  ///< null: nothing is kept
  std::string encoder;  ///< what the embeddings depend on besides image and preprocessing: weights' hash, precision
  /// Changes an image before it is prepared, by its content's SHA-256; on several threads at once. Empty: nothing.
  std::function<RgbImage(const RgbImage& image, const std::string& sha256)> change;
  std::string change_identity;  ///< all that decides on the change besides the image, for the keys of the cache
};

/// N embeddings, N the images that could be read.
struct EmbeddedImages {
  std::size_t width = 0;            ///< E
  std::vector<float> values;        ///< (N, E), as the encoder gives them, not normalised
  std::vector<std::size_t> items;   ///< (N) which item of the set each row is, ascending
  std::vector<std::string> sha256;  ///< (N) of the files' bytes
  std::vector<FailedImage> failed;  ///< the other items, in their order
  std::size_t encoded = 0;          ///< how many of the N the encoder was asked for
  std::size_t from_cache = 0;       ///< how many came from the cache
  std::size_t deep_grey = 0;        ///< how many are grey of 16 bits, of which 8 were kept
  Digest digest;         ///< of the lines "SHA-256  NAME" of the images that could be read; their bytes together
  double seconds = 0.0;  ///< for all of it
  double encoding_seconds = 0.0;  ///< without what the other images took: those of the cache and unreadable ones
};

/// Images per second from the file to the embedding, of those that were really encoded; empty where none was.
std::optional<double> images_per_second(const EmbeddedImages& images);

/// How many images are done, embedded or failed, of how many.
using EmbedProgress = std::function<void(std::size_t done, std::size_t total)>;

/// Reads, decodes, preprocesses and encodes the images of a set. Each file is read once; an embedding of the cache
/// spares the rest. About two batches, or eight images a thread, are under way at a time, whatever the size of the set.
/// The threads change nothing in the result.
/// An image that cannot be read is listed with its reason, unless `strict`.
/// Throws, in strict mode, Error(Data) naming file, row and reason of the first such image; Error(Output) when the
/// cache cannot be written; Interrupted; and what the encoder throws.
EmbeddedImages embed_images(const ImageSet& set, const Preprocessing& preprocessing, ImageEncoder& encoder,
                            const EmbedOptions& options = {}, const EmbedProgress& progress = {});

/// All that decides which numbers become of a file's bytes, and whether: the same text for the same numbers, for the
/// keys of a cache.
std::string preprocessing_identity(const Preprocessing& preprocessing, const DecodeOptions& decode = {});

}  // namespace p8
