#pragma once

#include <cstddef>
#include <string_view>

namespace p8 {

/// What a file is to a reader of photos.
enum class FileKind {
  Image,       ///< JPEG, PNG or WebP, which decode_image() reads
  OtherImage,  ///< an image of a format that it does not
  Text,        ///< readable words: notes, tables, web pages
  Other,       ///< anything else, also nothing at all
};

struct FileFormat {
  FileKind kind = FileKind::Other;
  const char* name = nullptr;  ///< "GIF", "PDF"; null where it has none worth a word
};

/// So many first bytes tell the format.
constexpr std::size_t kFormatBytes = 512;

/// By the first bytes alone, whatever the file is called.   @param bytes  the file, or its first kFormatBytes.
FileFormat file_format(std::string_view bytes);

bool is_jpeg(std::string_view bytes);
bool is_png(std::string_view bytes);
bool is_webp(std::string_view bytes);

/// Whether it is a PNG of 16 bits grey, with or without transparency, which decode_image() scales to 8.
bool is_deep_grey(std::string_view bytes);

}  // namespace p8
