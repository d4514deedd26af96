#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "p8/base/text.h"
#include "p8/vision/dataset/image_set.h"

namespace p8 {

/// The bytes of an image's file. Never waits: a pipe or a device is refused, as is a folder.
/// Throws Error(Data) "photo.jpg: the file does not exist" for these, for an item without path, and for a file that
/// cannot be read or has more than `max_bytes`.
std::string read_image_file(const ImageItem& item, std::size_t max_bytes);

/// The first bytes of a file, at most so many; nothing where it cannot be read. Never waits.
std::optional<std::string> read_file_head(const std::string& path, std::size_t most_bytes);

/// Why an image could not be read, without its name in front, which Errors about images begin with.
Text reason_without_name(const Text& message, const std::string& image);

}  // namespace p8
