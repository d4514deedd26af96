#include "p8/vision/dataset/decoded_images.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/base/parallel.h"
#include "p8/vision/dataset/image_file.h"
#include "p8/vision/image/file_format.h"
#include "p8/vision/image/model_square.h"
#include "p8/vision/image/perceptual_hash.h"
#include "p8/vision/image/preprocessing.h"

namespace p8 {

namespace {

struct ReadImage {
  std::size_t item = 0;
  Digest digest;  // of the file
  std::uint64_t hash = 0;
  bool is_deep_grey = false;
  std::optional<RgbImage> photo;
  std::optional<Error> error;
};

RgbImage shrunk(RgbImage photo, std::size_t shorter_side) {
  if (std::min(photo.width, photo.height) <= shorter_side) return photo;
  const ImageSize size = resized_by_shorter_side({photo.width, photo.height}, shorter_side);
  return pillow_resize(photo, size, Interpolation::Bicubic);
}

ReadImage read_photo(const ImageSet& set, std::size_t index, const DecodedImagesOptions& options) {
  const ImageItem& item = set.items[index];
  ReadImage read;
  read.item = index;
  try {
    const std::string bytes = read_image_file(item, options.decode.max_bytes);
    read.digest = digest_of(bytes);
    read.is_deep_grey = is_deep_grey(bytes);
    RgbImage photo = whole_image(bytes, item.image, options.decode);
    read.hash = perceptual_hash(photo);
    read.photo = shrunk(std::move(photo), options.shorter_side);
  } catch (const Error& error) {
    read.error = error;
  }
  return read;
}

}  // namespace

DecodedImages decode_images(const ImageSet& set, const DecodedImagesOptions& options,
                            const std::function<void(std::size_t done, std::size_t total)>& progress) {
  const auto start = std::chrono::steady_clock::now();
  DecodedImages kept;
  kept.hashes.resize(set.items.size());
  Hasher files;
  std::size_t file_bytes = 0, next = 0;
  ordered_pipeline(
      options.threads,
      [&]() -> std::optional<std::size_t> { return next < set.items.size() ? std::optional(next++) : std::nullopt; },
      [&](std::size_t item) { return read_photo(set, item, options); },
      [&](ReadImage read) {
        throw_if_interrupted();
        const ImageItem& item = set.items[read.item];
        if (read.error) {
          if (options.strict) throw Error(*read.error);
          kept.failed.push_back({item.image, item.row, reason_without_name(read.error->message(), item.image)});
        } else {
          const std::string line = read.digest.sha256 + "  " + item.image + "\n";  // as sha256sum writes it
          files.update(line.data(), line.size());
          file_bytes += read.digest.bytes;
          kept.hashes[read.item] = read.hash;
          kept.deep_grey += read.is_deep_grey ? 1 : 0;
          kept.bytes += read.photo->pixels.size();
          kept.items.push_back(read.item);
          kept.sha256.push_back(read.digest.sha256);
          kept.photos.push_back(std::move(*read.photo));
        }
        if (progress) progress(read.item + 1, set.items.size());
      });
  kept.digest = {files.finish().sha256, file_bytes};
  kept.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return kept;
}

}  // namespace p8
