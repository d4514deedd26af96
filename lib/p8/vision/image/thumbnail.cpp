#include "p8/vision/image/thumbnail.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>

#include <jpeglib.h>

#include "p8/vision/image/pillow_resize.h"
#include "p8/vision/image/setjmp_guard.h"

namespace p8 {

namespace {

/// libjpeg's state for one image that is written to memory.
class JpegWriter {
 public:
  explicit JpegWriter(int quality) : quality_(quality) {
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr info) {
      std::longjmp(static_cast<JpegWriter*>(info->client_data)->jump_, 1);  // NOLINT(cert-err52-cpp)
    };
    errors_.output_message = [](j_common_ptr) {};
    info_.client_data = this;
  }
  ~JpegWriter() { jpeg_destroy_compress(&info_); }
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  std::string encode(const RgbImage& image) {
    // Of an image that small nothing but want of memory can go wrong; what libjpeg allocated until then is lost.
    if (!finishes(jump_, [&] { write(image); })) throw std::bad_alloc();
    const std::unique_ptr<unsigned char, decltype(&std::free)> owner(bytes_, &std::free);
    return {reinterpret_cast<const char*>(bytes_), size_};
  }

 private:
  void write(const RgbImage& image) {
    jpeg_create_compress(&info_);
    jpeg_mem_dest(&info_, &bytes_, &size_);
    info_.image_width = static_cast<JDIMENSION>(image.width);
    info_.image_height = static_cast<JDIMENSION>(image.height);
    info_.input_components = 3;
    info_.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info_);
    jpeg_set_quality(&info_, quality_, TRUE);
    info_.optimize_coding = TRUE;  // a tenth smaller
    jpeg_start_compress(&info_, TRUE);
    while (info_.next_scanline < info_.image_height) {
      auto* row = const_cast<JSAMPROW>(image.row(info_.next_scanline));  // only read
      jpeg_write_scanlines(&info_, &row, 1);
    }
    jpeg_finish_compress(&info_);
  }

  int quality_;
  jpeg_compress_struct info_ = {};
  jpeg_error_mgr errors_ = {};
  std::jmp_buf jump_ = {};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;
};

/// The longer side becomes `longest`, the shorter one is rounded.
ImageSize reduced(const ImageSize& size, std::size_t longest) {
  const std::size_t longer = std::max(size.width, size.height);
  if (longer <= longest) return size;
  const auto scaled = [&](std::size_t side) {
    return std::max<std::size_t>(1, (side * longest + longer / 2) / longer);
  };
  return {scaled(size.width), scaled(size.height)};
}

}  // namespace

Thumbnail thumbnail(const RgbImage& image, const ThumbnailOptions& options) {
  const ImageSize size = reduced({image.width, image.height}, options.longest_side);
  const bool keeps_size = size.width == image.width && size.height == image.height;
  JpegWriter writer(options.quality);
  return {writer.encode(keeps_size ? image : pillow_resize(image, size, Interpolation::Bicubic)), size.width,
          size.height};
}

}  // namespace p8
