#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "p8/base/hash.h"
#include "p8/vision/dataset/failed_image.h"
#include "p8/vision/dataset/image_set.h"
#include "p8/vision/dataset/near_duplicates.h"
#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/rgb_image.h"

namespace p8 {

struct DecodedImagesOptions {
  std::size_t shorter_side = 0;  ///< pixels; larger photos are made as small as that, smaller ones stay
  DecodeOptions decode;
  bool strict = false;  ///< the first photo that cannot be read ends the run
  int threads = 1;
};

/// Photos of a set that are kept decoded, to be seen many times.
struct DecodedImages {
  std::vector<RgbImage> photos;     ///< (N) those that could be read
  std::vector<std::size_t> items;   ///< (N) which item of the set each is, ascending
  std::vector<std::string> sha256;  ///< (N) of the files' bytes
  std::vector<FailedImage> failed;  ///< the other items, in their order
  ImageHashes hashes;               ///< (items of the set) of the photos as they were before they were made smaller
  Digest digest;                    ///< of the lines "SHA-256  NAME" of the N files; their bytes together
  std::size_t bytes = 0;            ///< that the pixels take
  std::size_t deep_grey = 0;        ///< how many are grey of 16 bits, of which 8 were kept
  double seconds = 0.0;
};

/// Reads, decodes and shrinks (bicubic, as Pillow) the photos of a set on several threads. The threads change nothing
/// in the result. Throws, in strict mode, Error(Data) naming the file and the reason of the first that cannot be read;
/// Interrupted.
DecodedImages decode_images(const ImageSet& set, const DecodedImagesOptions& options,
                            const std::function<void(std::size_t done, std::size_t total)>& progress = {});

}  // namespace p8
