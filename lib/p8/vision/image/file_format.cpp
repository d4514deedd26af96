#include "p8/vision/image/file_format.h"

#include <algorithm>
#include <string>

namespace p8 {

namespace {

using namespace std::string_view_literals;

bool has_at(std::string_view bytes, std::size_t position, std::string_view signature) {
  return bytes.size() > position && bytes.substr(position, signature.size()) == signature;
}

struct Signature {
  std::size_t position;
  std::string_view bytes;
  FileFormat format;
};

constexpr FileFormat other_image(const char* name) { return {FileKind::OtherImage, name}; }
constexpr FileFormat other(const char* name) { return {FileKind::Other, name}; }

// The first that fits counts. Raw photos of cameras (DNG, NEF, CR2, ARW) are TIFF files.
constexpr Signature kSignatures[] = {
    {0, "GIF87a"sv, other_image("GIF")},
    {0, "GIF89a"sv, other_image("GIF")},
    {0, "II*\0"sv, other_image("TIFF")},
    {0, "MM\0*"sv, other_image("TIFF")},
    {0, "II+\0"sv, other_image("TIFF")},
    {0, "MM\0+"sv, other_image("TIFF")},
    {4, "ftypavif"sv, other_image("AVIF")},
    {4, "ftypavis"sv, other_image("AVIF")},
    {4, "ftyphei"sv, other_image("HEIC")},
    {4, "ftyphev"sv, other_image("HEIC")},
    {4, "ftypcrx "sv, other_image("CR3")},
    {4, "JXL "sv, other_image("JPEG XL")},
    {0, "\xFF\x0A"sv, other_image("JPEG XL")},
    {4, "jP  "sv, other_image("JPEG 2000")},
    {0, "\xFF\x4F\xFF\x51"sv, other_image("JPEG 2000")},
    {0, "8BPS"sv, other_image("PSD")},
    {0, "\0\0\1\0"sv, other_image("ICO")},
    {0, "qoif"sv, other_image("QOI")},
    {0, "\x76\x2F\x31\x01"sv, other_image("OpenEXR")},
    {0, "#?RADIANCE"sv, other_image("HDR")},
    {0, "DDS "sv, other_image("DDS")},
    {0, "\xD7\xCD\xC6\x9A"sv, other_image("WMF")},
    {40, " EMF"sv, other_image("EMF")},
    {0, "gimp xcf"sv, other_image("XCF")},
    {0, "FUJIFILMCCD-RAW"sv, other_image("RAF")},
    {0, "%PDF"sv, other("PDF")},
    {0, "PK\3\4"sv, other("ZIP")},
    {4, "ftyp"sv, other("MP4")},
};

/// HEIF files of the general brands: those that follow say how they are coded.
FileFormat heif(std::string_view bytes) {
  return other_image(bytes.substr(0, 64).find("avif") != std::string_view::npos ? "AVIF" : "HEIC");
}

/// P1 to P7, then a blank or a line's end.
bool is_netpbm(std::string_view bytes) {
  return bytes.size() > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '7' &&
         (bytes[2] == '\n' || bytes[2] == '\r' || bytes[2] == ' ' || bytes[2] == '\t');
}

/// "BM", the size of the file, four bytes that are 0.
bool is_bmp(std::string_view bytes) { return has_at(bytes, 0, "BM") && (has_at(bytes, 6, "\0\0\0\0"sv)); }

/// No control characters but those of lines: in UTF-8 as well as in the older codes of a byte a character, and UTF-16
/// that says so.
bool is_text(std::string_view bytes) {
  if (has_at(bytes, 0, "\xFF\xFE"sv) || has_at(bytes, 0, "\xFE\xFF"sv)) return true;
  return !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || (byte >= '\t' && byte <= '\r');
  });
}

FileFormat text_format(std::string_view bytes) {
  std::string lower(bytes.substr(0, kFormatBytes));
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (lower.find("<svg") != std::string::npos) return other_image("SVG");
  if (lower.find("<!doctype html") != std::string::npos || lower.find("<html") != std::string::npos) {
    return {FileKind::Text, "HTML"};
  }
  return {FileKind::Text, nullptr};
}

}  // namespace

bool is_jpeg(std::string_view bytes) { return has_at(bytes, 0, "\xFF\xD8\xFF"); }
bool is_png(std::string_view bytes) { return has_at(bytes, 0, "\x89PNG\r\n\x1A\n"); }
bool is_webp(std::string_view bytes) { return has_at(bytes, 0, "RIFF") && has_at(bytes, 8, "WEBP"); }

bool is_deep_grey(std::string_view bytes) {
  constexpr std::size_t kDepth = 24, kColour = 25;  // of IHDR, the first chunk
  return is_png(bytes) && bytes.size() > kColour && bytes[kDepth] == 16 && (bytes[kColour] == 0 || bytes[kColour] == 4);
}

FileFormat file_format(std::string_view bytes) {
  if (is_jpeg(bytes)) return {FileKind::Image, "JPEG"};
  if (is_png(bytes)) return {FileKind::Image, "PNG"};
  if (is_webp(bytes)) return {FileKind::Image, "WebP"};
  if (is_bmp(bytes)) return other_image("BMP");
  if (is_netpbm(bytes)) return other_image("PNM");
  if (has_at(bytes, 4, "ftypmif1") || has_at(bytes, 4, "ftypmsf1")) return heif(bytes);
  for (const Signature& signature : kSignatures) {
    if (has_at(bytes, signature.position, signature.bytes)) return signature.format;
  }
  const std::string_view head = bytes.substr(0, kFormatBytes);
  return is_text(head) ? text_format(head) : FileFormat{};
}

}  // namespace p8
