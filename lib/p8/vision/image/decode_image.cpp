#include "p8/vision/image/decode_image.h"

#include "p8/core/file.h"
#include "p8/core/log.h"
#include "p8/vision/image/decoders.h"
#include "p8/vision/image/exif_orientation.h"

namespace p8 {

namespace {

bool has_at(std::string_view bytes, std::size_t position, std::string_view signature) {
  return bytes.size() > position && bytes.substr(position, signature.size()) == signature;
}

/// What the first bytes say of files that are no JPEG, PNG or WebP.
const char* other_format(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (has_at(bytes, 0, "GIF8")) return "GIF";
  if (has_at(bytes, 0, "BM")) return "BMP";
  if (has_at(bytes, 0, "II*\0"sv) || has_at(bytes, 0, "MM\0*"sv)) return "TIFF";
  if (has_at(bytes, 4, "ftypavif")) return "AVIF";
  if (has_at(bytes, 4, "ftyphei")) return "HEIC";
  return nullptr;
}

Error not_an_image(const ImageFile& file) {
  if (file.bytes.empty()) {
    return image_error(file, {"the file is empty; expected a JPEG, PNG or WebP image",
                              "le fichier est vide ; image JPEG, PNG ou WebP attendue"});
  }
  if (const char* const format = other_format(file.bytes)) {
    return image_error(file, text("{} images are not read; expected JPEG, PNG or WebP",
                                  "les images {} ne sont pas lues ; JPEG, PNG ou WebP attendu", format));
  }
  return image_error(file,
                     {"not an image; expected JPEG, PNG or WebP", "n'est pas une image ; JPEG, PNG ou WebP attendu"});
}

DecodedImage decode(const ImageFile& file) {
  if (has_at(file.bytes, 0, "\xFF\xD8\xFF")) return decode_jpeg(file);
  if (has_at(file.bytes, 0, "\x89PNG\r\n\x1A\n")) return decode_png(file);
  if (has_at(file.bytes, 0, "RIFF") && has_at(file.bytes, 8, "WEBP")) return decode_webp(file);
  throw not_an_image(file);
}

}  // namespace

RgbImage decode_image(std::string_view bytes, const std::string& name, const DecodeOptions& options) {
  const std::string shown = printable(name);
  DecodedImage decoded = decode({bytes, shown, options});
  return turned_upright(std::move(decoded.image), decoded.orientation);
}

RgbImage read_image(const std::string& path, const DecodeOptions& options) {
  return decode_image(read_file(path, ErrorKind::Data, options.max_bytes), path, options);
}

Error image_error(const ImageFile& file, const Text& reason) {
  return {ErrorKind::Data, {file.name + ": " + reason.en, file.name + " : " + reason.fr}};
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
