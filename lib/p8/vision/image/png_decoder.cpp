#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstring>
#include <new>

#include <png.h>

#include "p8/vision/image/decoders.h"
#include "p8/vision/image/exif_orientation.h"
#include "p8/vision/image/jumps.h"

namespace p8 {

namespace {

/// libpng's state for one image in memory.
class PngReader {
 public:
  explicit PngReader(const ImageFile& file)
      : file_(file),
        png_(png_create_read_struct(PNG_LIBPNG_VER_STRING, this, fail, [](png_structp, png_const_charp) {})) {
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&png_, &info_, nullptr);
      throw std::bad_alloc();
    }
  }
  ~PngReader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  DecodedImage decode() {
    check(finishes(jump_, [this] { read_header(); }));
    check_size(file_, png_get_image_width(png_, info_), png_get_image_height(png_, info_));
    DecodedImage result = {RgbImage(png_get_image_width(png_, info_), png_get_image_height(png_, info_)),
                           orientation()};
    std::vector<png_bytep> rows(result.image.height);
    for (std::size_t y = 0; y < rows.size(); ++y) rows[y] = result.image.row(y);
    check(finishes(jump_, [&] { read_pixels(rows.data()); }));
    if (is_palette()) apply_palette(result.image);
    if (is_deep_grey()) clip_deep_grey(result.image);
    return result;
  }

 private:
  [[noreturn]] static void fail(png_structp png, png_const_charp message) {
    auto* const reader = static_cast<PngReader*>(png_get_error_ptr(png));
    std::strncat(reader->message_, message, sizeof reader->message_ - 1);
    std::longjmp(reader->jump_, 1);  // NOLINT(cert-err52-cpp)
  }

  static void read_bytes(png_structp png, png_bytep target, std::size_t size) {
    auto* const reader = static_cast<PngReader*>(png_get_io_ptr(png));
    if (size > reader->file_.bytes.size() - reader->position_) {
      reader->is_cut_off_ = true;
      png_error(png, "cut off");
    }
    std::memcpy(target, reader->file_.bytes.data() + reader->position_, size);
    reader->position_ += size;
  }

  void read_header() {
    png_set_read_fn(png_, this, read_bytes);
    png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);             // check_size() says it better
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);  // texts, profiles: not even unpacked
    if (file_.options.apply_orientation) {
      png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_AS_DEFAULT, reinterpret_cast<png_const_bytep>("eXIf"), 1);
    }
    png_read_info(png_, info_);
  }

  /// Rows come as RGB, but for palettes (an index a pixel) and grey of 16 bits (two bytes a pixel).
  void read_pixels(png_bytepp rows) {
    const int color_type = png_get_color_type(png_, info_);
    if (is_palette()) {
      png_set_packing(png_);
    } else if (!is_deep_grey()) {
      png_set_strip_16(png_);
      if ((color_type & PNG_COLOR_MASK_ALPHA) != 0) png_set_strip_alpha(png_);
      if ((color_type & PNG_COLOR_MASK_COLOR) == 0) {
        png_set_expand_gray_1_2_4_to_8(png_);
        png_set_gray_to_rgb(png_);
      }
    }
    png_read_image(png_, rows);  // what follows the last row does not matter, as for Pillow
  }

  bool is_palette() const { return png_get_color_type(png_, info_) == PNG_COLOR_TYPE_PALETTE; }

  bool is_deep_grey() const {
    return png_get_color_type(png_, info_) == PNG_COLOR_TYPE_GRAY && png_get_bit_depth(png_, info_) == 16;
  }

  /// Indices beyond the palette are shades of grey, as in Pillow.
  void apply_palette(RgbImage& image) const {
    std::array<png_color, 256> colors;
    for (std::size_t i = 0; i < colors.size(); ++i) {
      const auto grey = static_cast<png_byte>(i);
      colors[i] = {grey, grey, grey};
    }
    png_colorp palette = nullptr;
    int size = 0;
    png_get_PLTE(png_, info_, &palette, &size);
    std::copy_n(palette, size, colors.begin());
    for (std::size_t y = 0; y < image.height; ++y) {
      std::uint8_t* const row = image.row(y);
      for (std::size_t x = image.width; x-- > 0;) {  // in place: the indices fill the row's first third
        const png_color color = colors[row[x]];
        row[3 * x] = color.red;
        row[3 * x + 1] = color.green;
        row[3 * x + 2] = color.blue;
      }
    }
  }

  /// Pillow 9.4 reads such images as whole numbers (mode I) and clips them.
  static void clip_deep_grey(RgbImage& image) {
    for (std::size_t y = 0; y < image.height; ++y) {
      std::uint8_t* const row = image.row(y);
      for (std::size_t x = image.width; x-- > 0;) {  // in place: high and low byte fill the row's first two thirds
        const std::uint8_t grey = row[2 * x] > 0 ? 255 : row[2 * x + 1];
        std::fill_n(row + 3 * x, 3, grey);
      }
    }
  }

  int orientation() {
    png_bytep exif = nullptr;
    png_uint_32 size = 0;
    if (png_get_eXIf_1(png_, info_, &size, &exif) == 0) return 1;
    return exif_orientation({reinterpret_cast<const char*>(exif), size});
  }

  void check(bool finished) const {
    if (finished) return;
    throw image_error(file_, is_cut_off_ ? cut_off("PNG") : damaged("PNG", message_));
  }

  const ImageFile& file_;
  png_structp png_;
  png_infop info_ = nullptr;
  std::jmp_buf jump_ = {};
  std::size_t position_ = 0;
  char message_[128] = {};
  bool is_cut_off_ = false;
};

}  // namespace

DecodedImage decode_png(const ImageFile& file) { return PngReader(file).decode(); }

}  // namespace p8
