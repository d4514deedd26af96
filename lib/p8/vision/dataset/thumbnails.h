#pragma once

#include <map>
#include <string>
#include <vector>

#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/thumbnail.h"

namespace p8 {

/// Small copies of image files by path; one that can no longer be read has none.
std::map<std::string, Thumbnail> read_thumbnails(const std::vector<std::string>& paths, const DecodeOptions& decode,
                                                 int threads);

}  // namespace p8
