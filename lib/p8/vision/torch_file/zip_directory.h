#pragma once

#include <string_view>
#include <vector>

#include "p8/vision/torch_file/zip_archive.h"

namespace p8::weights {

/// The files that the central directory at the end of a zip archive lists, in its order, each held against its header
/// before the file's bytes. Throws Error(Model) where they do not agree, lie outside the archive, or overlap.
std::vector<ZipEntry> read_zip_directory(std::string_view bytes, const Place& place);

}  // namespace p8::weights
