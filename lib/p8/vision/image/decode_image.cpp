#include "p8/vision/image/decode_image.h"

#include <utility>

#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/vision/image/decoders.h"
#include "p8/vision/image/file_format.h"

namespace p8 {

namespace {

constexpr std::pair<Background, const char*> kBackgrounds[] = {
    {Background::White, "white"}, {Background::Black, "black"}, {Background::Drop, "drop"}};

Error not_an_image(const ImageFile& file) {
  if (file.bytes.empty()) {
    return image_error(file, {"the file is empty; expected a JPEG, PNG or WebP image",
                              "le fichier est vide ; image JPEG, PNG ou WebP attendue"});
  }
  const FileFormat format = file_format(file.bytes);
  if (format.kind == FileKind::OtherImage) {
    return image_error(file, text("{} images are not read; expected JPEG, PNG or WebP",
                                  "les images {} ne sont pas lues ; JPEG, PNG ou WebP attendu", format.name));
  }
  if (format.name != nullptr) {
    return image_error(file, text("not an image but {}; expected JPEG, PNG or WebP",
                                  "n'est pas une image mais du {} ; JPEG, PNG ou WebP attendu", format.name));
  }
  return image_error(file,
                     {"not an image; expected JPEG, PNG or WebP", "n'est pas une image ; JPEG, PNG ou WebP attendu"});
}

DecodedImage decode(const ImageFile& file) {
  if (is_jpeg(file.bytes)) return decode_jpeg(file);
  if (is_png(file.bytes)) return decode_png(file);
  if (is_webp(file.bytes)) return decode_webp(file);
  throw not_an_image(file);
}

}  // namespace

StoredImage decode_stored(std::string_view bytes, const std::string& name, const DecodeOptions& options) {
  const std::string shown = printable(name);
  DecodedImage decoded = decode({bytes, shown, options});
  lay_on(options.background, decoded.image);
  return turned_upright(std::move(decoded.image), decoded.orientation);
}

RgbImage decode_image(std::string_view bytes, const std::string& name, const DecodeOptions& options) {
  return to_rgb(decode_stored(bytes, name, options));
}

const char* name_of(Background background) {
  for (const auto& [known, name] : kBackgrounds) {
    if (known == background) return name;
  }
  return "";
}

std::optional<Background> background_of(std::string_view name) {
  for (const auto& [known, its_name] : kBackgrounds) {
    if (name == its_name) return known;
  }
  return std::nullopt;
}

RgbImage read_image(const std::string& path, const DecodeOptions& options) {
  return decode_image(read_file(path, ErrorKind::Data, options.max_bytes), path, options);
}

Error image_error(const ImageFile& file, const Text& reason) {
  return data_error("{}: {}", "{} : {}", file.name, reason);
}

void check_size(const ImageFile& file, std::size_t width, std::size_t height) {
  if (width == 0 || height == 0) {
    throw image_error(file, {"the image has no pixel", "l'image n'a aucun pixel"});
  }
  if (width > file.options.max_pixels / height) {
    throw image_error(file, text("the image has {} x {} pixels, more than the limit of {} in all",
                                 "l'image compte {} x {} pixels, plus que la limite de {} au total", width, height,
                                 file.options.max_pixels));
  }
}

Text cut_off(const char* format) { return text("the {} image is cut off", "l'image {} est tronquée", format); }

Text damaged(const char* format, const char* detail) {
  return text("the {} image is damaged ({})", "l'image {} est endommagée ({})", format, printable(detail));
}

}  // namespace p8
