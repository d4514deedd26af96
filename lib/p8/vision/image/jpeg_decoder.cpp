#include <algorithm>
#include <csetjmp>
#include <cstdio>

#include <jpeglib.h>
// After jpeglib.h.
#include <jerror.h>

#include "p8/vision/image/decoders.h"
#include "p8/vision/image/exif_orientation.h"
#include "p8/vision/image/setjmp_guard.h"

namespace p8 {

namespace {

// Cameras write a dozen; a small file that repeats thousands over a large image costs minutes (libjpeg-turbo's fuzzers
// stop at the same number).
constexpr int kMaxScans = 500;

/// libjpeg's state for one image in memory.
class JpegReader {
 public:
  explicit JpegReader(const ImageFile& file) : file_(file) {
    info_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr info) { fail(self(info)); };
    errors_.emit_message = [](j_common_ptr info, int level) { notice(self(info), level); };
    progress_.progress_monitor = [](j_common_ptr info) { check_scans(self(info)); };
    info_.client_data = this;
  }
  ~JpegReader() { jpeg_destroy_decompress(&info_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  DecodedImage decode() {
    check(finishes(jump_, [this] { read_header(); }));
    check_size(file_, info_.image_width, info_.image_height);
    const bool is_cmyk = info_.num_components == 4;
    if (!is_cmyk && info_.num_components != 3 && info_.num_components != 1) {
      throw image_error(file_, text("the JPEG image has {} components, expected 1, 3 or 4",
                                    "l'image JPEG a {} composantes, 1, 3 ou 4 attendues", info_.num_components));
    }
    info_.out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
    if (file_.options.fast) choose_speed();
    jpeg_calc_output_dimensions(&info_);
    DecodedImage result = {{RgbImage(info_.output_width, info_.output_height), {}, {}, false}, orientation()};
    std::vector<std::uint8_t> cmyk(is_cmyk ? 4 * result.image.colors.width : 0);
    if (is_cmyk) result.image.black.resize(result.image.colors.pixels.size() / 3);
    check(finishes(jump_, [&] { read_pixels(result.image, cmyk.data()); }));
    return result;
  }

 private:
  static JpegReader* self(void* info) { return static_cast<JpegReader*>(static_cast<j_common_ptr>(info)->client_data); }

  [[noreturn]] static void fail(JpegReader* reader) {
    reader->errors_.format_message(reinterpret_cast<j_common_ptr>(&reader->info_), reader->message_);
    std::longjmp(reader->jump_, 1);  // NOLINT(cert-err52-cpp)
  }

  /// Warnings pass, as in Pillow, but for an end in the middle: the rest would be grey.
  static void notice(JpegReader* reader, int level) {
    if (level >= 0 || reader->errors_.msg_code != JWRN_HIT_MARKER || reader->info_.unread_marker != JPEG_EOI) return;
    if (reader->info_.input_iMCU_row + 1 >= reader->info_.total_iMCU_rows) return;  // some pixels of the last blocks
    reader->is_cut_off_ = true;
    std::longjmp(reader->jump_, 1);  // NOLINT(cert-err52-cpp)
  }

  static void check_scans(JpegReader* reader) {
    if (reader->info_.input_scan_number <= kMaxScans) return;
    reader->has_too_many_scans_ = true;
    std::longjmp(reader->jump_, 1);  // NOLINT(cert-err52-cpp)
  }

  static boolean end_of_bytes(j_decompress_ptr info) {
    JpegReader* const reader = self(info);
    reader->is_cut_off_ = true;
    std::longjmp(reader->jump_, 1);  // NOLINT(cert-err52-cpp)
  }

  void read_header() {
    jpeg_create_decompress(&info_);
    info_.progress = &progress_;
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(file_.bytes.data()),
                 static_cast<unsigned long>(file_.bytes.size()));
    info_.src->fill_input_buffer = end_of_bytes;  // libjpeg would invent an end
    if (file_.options.apply_orientation) jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&info_, TRUE);
  }

  /// An inverse transform of fewer coefficients gives a smaller image (libjpeg.txt, "scale_num, scale_denom").
  void choose_speed() {
    constexpr unsigned kLargestReduction = 8;
    info_.do_fancy_upsampling = FALSE;
    const unsigned shorter = std::min(info_.image_width, info_.image_height);
    const std::size_t least = file_.options.least_side;
    while (least > 0 && info_.scale_denom < kLargestReduction && shorter / (2 * info_.scale_denom) >= least) {
      info_.scale_denom *= 2;
    }
  }

  void read_pixels(StoredImage& image, std::uint8_t* cmyk) {
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      const std::size_t y = info_.output_scanline;
      std::uint8_t* const row = image.colors.row(y);
      JSAMPROW target = cmyk != nullptr ? cmyk : row;
      jpeg_read_scanlines(&info_, &target, 1);
      if (cmyk != nullptr) split_cmyk(cmyk, image.colors.width, row, image.black.data() + y * image.colors.width);
    }
    jpeg_finish_decompress(&info_);
  }

  /// Adobe's inks are inverted, and all others are taken for Adobe's: Pillow's "CMYK;I".
  static void split_cmyk(const std::uint8_t* cmyk, std::size_t pixels, std::uint8_t* colors, std::uint8_t* black) {
    for (std::size_t x = 0; x < pixels; ++x) {
      for (std::size_t c = 0; c < 3; ++c) colors[3 * x + c] = static_cast<std::uint8_t>(255 - cmyk[4 * x + c]);
      black[x] = static_cast<std::uint8_t>(255 - cmyk[4 * x + 3]);
    }
  }

  int orientation() const {
    for (jpeg_saved_marker_ptr marker = info_.marker_list; marker != nullptr; marker = marker->next) {
      const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
      if (data.substr(0, 4) == "Exif") return exif_orientation(data);
    }
    return 1;
  }

  void check(bool finished) const {
    if (finished) return;
    if (is_cut_off_) throw image_error(file_, cut_off("JPEG"));
    if (has_too_many_scans_) {
      throw image_error(file_,
                        text("the JPEG image has more than {} scans", "l'image JPEG a plus de {} passes", kMaxScans));
    }
    throw image_error(file_, damaged("JPEG", message_));
  }

  const ImageFile& file_;
  jpeg_decompress_struct info_ = {};
  jpeg_error_mgr errors_ = {};
  jpeg_progress_mgr progress_ = {};
  std::jmp_buf jump_ = {};
  char message_[JMSG_LENGTH_MAX] = {};
  bool is_cut_off_ = false;
  bool has_too_many_scans_ = false;
};

}  // namespace

DecodedImage decode_jpeg(const ImageFile& file) { return JpegReader(file).decode(); }

}  // namespace p8
