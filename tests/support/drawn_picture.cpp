#include "support/drawn_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <jpeglib.h>

namespace p8::test {

namespace {

using Colour = std::array<int, 3>;

constexpr std::array<Colour, 6> kColours = {
    {{40, 90, 150}, {180, 60, 40}, {60, 130, 80}, {120, 70, 150}, {200, 150, 40}, {70, 80, 95}}};

/// How far from the middle, 1 at the edge of the shorter side.
double distance(double x, double y, int shape) {
  return shape == 2 ? std::max(std::abs(x) * 0.8, std::abs(y) * 1.2) : std::hypot(x, y);
}

std::vector<unsigned char> pixels_of(int width, int height, int number) {
  const Colour& colour = kColours[static_cast<std::size_t>(number) % kColours.size()];
  const int shape = number % 3;
  std::vector<unsigned char> pixels;
  pixels.reserve(static_cast<std::size_t>(width * height * 3));
  for (int row = 0; row < height; ++row) {
    for (int column = 0; column < width; ++column) {
      const double half = std::min(width, height) / 2.0;
      const double x = (column - width / 2.0) / half, y = (row - height / 2.0) / half;
      const double from_middle = distance(x, y, shape);
      const bool inside = from_middle < 0.75 && (shape != 1 || from_middle > 0.45);
      for (const int channel : colour) {
        const double light = std::clamp(channel - 60.0 * y, 0.0, 255.0);
        pixels.push_back(static_cast<unsigned char>(inside ? light : 250.0));
      }
    }
  }
  return pixels;
}

}  // namespace

std::string drawn_jpeg(int width, int height, int number) {
  std::vector<unsigned char> pixels = pixels_of(width, height, number);
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 80, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = &pixels[std::size_t{info.next_scanline} * std::size_t{info.image_width} * 3];
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  std::string file(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&info);
  std::free(bytes);
  return file;
}

std::string smallest_png() {
  return std::string(
      "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x01\x00\x00\x00"
      "\x00\x37\x6e\xf9\x24\x00\x00\x00\x0a\x49\x44\x41\x54\x78\xda\x63\x68\x00\x00\x00\x82\x00\x81\xda\x45\x08\x3b\x00"
      "\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82",
      67);
}

}  // namespace p8::test
