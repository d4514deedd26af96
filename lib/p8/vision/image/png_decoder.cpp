#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstring>
#include <new>

#include <png.h>

#include "p8/vision/image/decoders.h"
#include "p8/vision/image/exif_orientation.h"
#include "p8/vision/image/setjmp_guard.h"

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
    const std::size_t width = png_get_image_width(png_, info_), height = png_get_image_height(png_, info_);
    const bool with_alpha = rows_have_alpha();
    const std::size_t row_bytes = (is_palette() ? 1 : with_alpha ? 4 : 3) * width;
    std::vector<std::uint8_t> pixels(row_bytes * height);
    std::vector<png_bytep> rows(height);
    for (std::size_t y = 0; y < height; ++y) rows[y] = pixels.data() + y * row_bytes;
    check(finishes(jump_, [&] { read_pixels(rows.data(), with_alpha); }));
    DecodedImage result{is_palette() ? colored(pixels, width, height)
                        : with_alpha ? split_rgba(std::move(pixels), width, height)
                                     : stored_rgb(std::move(pixels), width, height),
                        orientation()};
    result.image.is_indexed = is_palette() || png_get_bit_depth(png_, info_) == 1;
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

  /// A palette's transparency is looked up with its colours. Dropped, a colour key is never looked at: the image is
  /// one without alpha for Pillow, which matters for what is resized first.
  bool rows_have_alpha() const {
    if (is_palette()) return false;
    const bool has_key = png_get_valid(png_, info_, PNG_INFO_tRNS) != 0;
    return (png_get_color_type(png_, info_) & PNG_COLOR_MASK_ALPHA) != 0 ||
           (has_key && file_.options.background != Background::Drop);
  }

  /// Rows come as RGB or RGBA of 8 bits (the high byte of 16), but for palettes: an index a pixel.
  void read_pixels(png_bytepp rows, bool with_alpha) {
    const int color_type = png_get_color_type(png_, info_);
    if (is_palette()) {
      png_set_packing(png_);
    } else {
      png_set_strip_16(png_);
      if (with_alpha) png_set_tRNS_to_alpha(png_);  // does nothing where there is none
      if ((color_type & PNG_COLOR_MASK_COLOR) == 0) {
        png_set_expand_gray_1_2_4_to_8(png_);
        png_set_gray_to_rgb(png_);
      }
    }
    png_read_image(png_, rows);  // what follows the last row does not matter, as for Pillow
  }

  bool is_palette() const { return png_get_color_type(png_, info_) == PNG_COLOR_TYPE_PALETTE; }

  /// Indices beyond the palette are opaque shades of grey, as in Pillow.
  StoredImage colored(const std::vector<std::uint8_t>& indices, std::size_t width, std::size_t height) const {
    std::array<png_color, 256> colors;
    for (std::size_t i = 0; i < colors.size(); ++i) {
      const auto grey = static_cast<png_byte>(i);
      colors[i] = {grey, grey, grey};
    }
    png_colorp palette = nullptr;
    int size = 0;
    png_get_PLTE(png_, info_, &palette, &size);
    std::copy_n(palette, size, colors.begin());
    std::array<std::uint8_t, 256> alphas;
    alphas.fill(255);
    png_bytep alpha = nullptr;
    int alpha_size = 0;
    if (png_get_tRNS(png_, info_, &alpha, &alpha_size, nullptr) != 0 && alpha != nullptr) {
      std::copy_n(alpha, std::min<std::size_t>(alphas.size(), static_cast<std::size_t>(alpha_size)), alphas.begin());
    }
    std::vector<std::uint8_t> rgba(4 * indices.size());
    for (std::size_t i = 0; i < indices.size(); ++i) {
      const png_color color = colors[indices[i]];
      const std::uint8_t pixel[4] = {color.red, color.green, color.blue, alphas[indices[i]]};
      std::copy_n(pixel, 4, rgba.data() + 4 * i);
    }
    return split_rgba(std::move(rgba), width, height);
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
