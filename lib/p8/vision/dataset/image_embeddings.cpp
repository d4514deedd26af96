#include "p8/vision/dataset/image_embeddings.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "p8/base/hash.h"
#include "p8/base/interrupt.h"
#include "p8/base/parallel.h"
#include "p8/csv/csv_reader.h"
#include "p8/vision/dataset/image_file.h"
#include "p8/vision/embedding/finite_embedding.h"
#include "p8/vision/image/file_format.h"
#include "p8/vision/image/model_square.h"

namespace p8 {

namespace {

constexpr std::size_t kChunksPerThread = 4;

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Some neighbouring items of the set.
struct Chunk {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// An image on its way to the encoder: either an embedding, or pixels, or an error.
struct PreparedImage {
  std::size_t item = 0;
  Digest digest;    // of the file
  std::string key;  // of the cache; empty without one
  bool is_deep_grey = false;
  std::optional<std::vector<float>> embedding;
  std::vector<float> pixels;  // (3, H, W)
  std::optional<Text> error;
  double seconds = 0.0;  // of the worker

  bool is_to_encode() const { return !embedding && !error; }
};

/// What the workers do; safe for several threads.
class Preparation {
 public:
  Preparation(const ImageSet& set, const Preprocessing& preprocessing, const EmbedOptions& options, std::size_t width)
      : set_(set),
        preprocessing_(preprocessing),
        options_(options),
        decode_(options.decode),
        width_(width),
        identity_(options.encoder + "\n" + preprocessing_identity(preprocessing, options.decode) +
                  (options.change ? "\n" + options.change_identity : "")) {
    decode_.least_side = preprocessing.size;
  }

  std::vector<PreparedImage> prepare(const Chunk& chunk) const {
    std::vector<PreparedImage> images;
    for (std::size_t item = chunk.begin; item < chunk.end; ++item) images.push_back(prepare(item));
    return images;
  }

 private:
  PreparedImage prepare(std::size_t index) const {
    const auto start = Clock::now();
    const ImageItem& item = set_.items[index];
    PreparedImage image;
    image.item = index;
    try {
      const std::string bytes = read_image_file(item, options_.decode.max_bytes);
      image.digest = digest_of(bytes);
      image.is_deep_grey = is_deep_grey(bytes);
      if (options_.cache != nullptr) {
        image.key = embedding_key(EmbeddingOf::Image, image.digest.sha256, identity_);
        image.embedding = options_.cache->find(image.key, width_);
      }
      if (!image.embedding) {
        image.pixels = pixels_of(square_of(bytes, item, image.digest.sha256));
      }
    } catch (const Error& error) {
      image.error = error.message();
    }
    image.seconds = seconds_since(start);
    return image;
  }

  RgbImage square_of(const std::string& bytes, const ImageItem& item, const std::string& sha256) const {
    if (!options_.change) return model_square(bytes, item.image, decode_, preprocessing_);
    return resize_and_crop(options_.change(whole_image(bytes, item.image, decode_), sha256), preprocessing_);
  }

  std::vector<float> pixels_of(const RgbImage& square) const {
    std::vector<float> pixels(square.pixels.size());
    normalize(square, preprocessing_, pixels.data());
    return pixels;
  }

  const ImageSet& set_;
  const Preprocessing& preprocessing_;
  const EmbedOptions& options_;
  DecodeOptions decode_;
  std::size_t width_;
  std::string identity_;
};

/// Takes prepared images in the set's order and fills the result; runs on one thread.
class Collector {
 public:
  Collector(const ImageSet& set, ImageEncoder& encoder, const EmbedOptions& options, const EmbedProgress& progress)
      : set_(set), encoder_(encoder), options_(options), progress_(progress) {
    result_.width = encoder.width();
    result_.values.reserve(set.items.size() * result_.width);
    result_.items.reserve(set.items.size());
  }

  void take(std::vector<PreparedImage> images) {
    throw_if_interrupted();
    for (PreparedImage& image : images) take(std::move(image));
    report();
  }

  EmbeddedImages finish() {
    encode_batch();
    report();
    result_.digest = {files_.finish().sha256, bytes_};
    return std::move(result_);
  }

  /// @param seconds  of the whole run, whose workers share what the images took that were not encoded.
  double encoding_seconds(double seconds) const {
    const double others = other_seconds_ / static_cast<double>(std::max(1, options_.threads));
    return std::min(seconds, std::max(seconds - others, encoder_seconds_));
  }

 private:
  struct Waiting {
    std::size_t row;  // of the result
    std::string key;
  };

  void take(PreparedImage image) {
    const ImageItem& item = set_.items[image.item];
    if (!image.is_to_encode()) other_seconds_ += image.seconds;
    if (image.error) {
      if (options_.strict) throw strict_error(item, *image.error);
      result_.failed.push_back({item.image, item.row, reason_without_name(*image.error, item.image)});
      return;
    }
    const std::size_t row = result_.items.size();
    result_.items.push_back(image.item);
    result_.deep_grey += image.is_deep_grey ? 1 : 0;
    result_.sha256.push_back(image.digest.sha256);
    const std::string line = image.digest.sha256 + "  " + item.image + "\n";  // as sha256sum writes it
    files_.update(line.data(), line.size());
    bytes_ += image.digest.bytes;
    if (image.embedding) {
      result_.values.insert(result_.values.end(), image.embedding->begin(), image.embedding->end());
      ++result_.from_cache;
      return;
    }
    result_.values.resize(result_.values.size() + result_.width);  // filled by encode_batch()
    waiting_.push_back({row, std::move(image.key)});
    pixels_.insert(pixels_.end(), image.pixels.begin(), image.pixels.end());
    if (waiting_.size() == std::max<std::size_t>(1, options_.batch)) encode_batch();
  }

  void encode_batch() {
    if (waiting_.empty()) return;
    throw_if_interrupted();
    const std::size_t width = result_.width;
    std::vector<float> embeddings(waiting_.size() * width);  // (B, E)
    const auto start = Clock::now();
    encoder_.encode(pixels_.data(), waiting_.size(), embeddings.data());
    encoder_seconds_ += seconds_since(start);
    for (std::size_t b = 0; b < waiting_.size(); ++b) {
      const float* const from = embeddings.data() + b * width;
      require_finite(from, width, set_.items[result_.items[waiting_[b].row]].image);
      std::copy(from, from + width, result_.values.data() + waiting_[b].row * width);
      if (options_.cache != nullptr) options_.cache->store(waiting_[b].key, std::vector<float>(from, from + width));
    }
    result_.encoded += waiting_.size();
    waiting_.clear();
    pixels_.clear();
    report();
  }

  Error strict_error(const ImageItem& item, const Text& message) const {
    if (item.row == 0) return {ErrorKind::Data, message};
    return data_error("{}: {}", "{} : {}", at_row(set_.name, item.row), message);
  }

  void report() const {
    if (progress_) progress_(result_.items.size() + result_.failed.size() - waiting_.size(), set_.items.size());
  }

  const ImageSet& set_;
  ImageEncoder& encoder_;
  const EmbedOptions& options_;
  const EmbedProgress& progress_;
  EmbeddedImages result_;
  Hasher files_;
  std::size_t bytes_ = 0;
  std::vector<Waiting> waiting_;
  std::vector<float> pixels_;  // (B, 3, H, W) of those that wait
  double encoder_seconds_ = 0.0;
  double other_seconds_ = 0.0;  // of the workers, for images that were not encoded
};

/// Images that a worker takes at once, so that the most chunks under way are about two batches: enough to decode one
/// while another is encoded.
std::size_t chunk_size(const EmbedOptions& options) {
  const std::size_t chunks = kChunksPerThread * static_cast<std::size_t>(std::max(1, options.threads));
  return std::max<std::size_t>(1, options.batch / chunks);
}

}  // namespace

EmbeddedImages embed_images(const ImageSet& set, const Preprocessing& preprocessing, ImageEncoder& encoder,
                            const EmbedOptions& options, const EmbedProgress& progress) {
  const auto start = Clock::now();
  const Preparation preparation(set, preprocessing, options, encoder.width());
  Collector collector(set, encoder, options, progress);
  const std::size_t size = chunk_size(options);
  std::size_t next = 0;
  ordered_pipeline(
      options.threads,
      [&]() -> std::optional<Chunk> {
        if (next == set.items.size()) return std::nullopt;
        const std::size_t begin = std::exchange(next, std::min(next + size, set.items.size()));
        return Chunk{begin, next};
      },
      [&](const Chunk& chunk) { return preparation.prepare(chunk); },
      [&](std::vector<PreparedImage> images) { collector.take(std::move(images)); });
  EmbeddedImages result = collector.finish();
  result.seconds = seconds_since(start);
  result.encoding_seconds = collector.encoding_seconds(result.seconds);
  return result;
}

std::optional<double> images_per_second(const EmbeddedImages& images) {
  if (images.encoded == 0 || !(images.encoding_seconds > 0.0)) return std::nullopt;
  return static_cast<double>(images.encoded) / images.encoding_seconds;
}

std::string preprocessing_identity(const Preprocessing& preprocessing, const DecodeOptions& decode) {
  const std::array<float, 3>& mean = preprocessing.mean;
  const std::array<float, 3>& deviation = preprocessing.std;
  return fmt::format("p8 pixels 2: {} to {} crop {} mean {} {} {} std {} {} {} {}{} on {} {} first pixels <= {}",
                     preprocessing.interpolation == Interpolation::Bicubic ? "bicubic" : "bilinear", preprocessing.size,
                     preprocessing.crop, mean[0], mean[1], mean[2], deviation[0], deviation[1], deviation[2],
                     decode.apply_orientation ? "upright" : "as stored", decode.fast ? " fast" : "",
                     name_of(decode.background), decode.resizes_first ? "resize" : "RGB", decode.max_pixels);
}

}  // namespace p8
