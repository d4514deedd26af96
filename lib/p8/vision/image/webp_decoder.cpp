#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <webp/decode.h>
#include <webp/demux.h>

#include "p8/vision/image/decoders.h"
#include "p8/vision/image/exif_orientation.h"

namespace p8 {

namespace {

struct CloseDemuxer {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};

/// The first picture of the file; of an animation it may cover a part of the canvas only.
class FirstFrame {
 public:
  explicit FirstFrame(const WebPDemuxer* demuxer) : is_there_(WebPDemuxGetFrame(demuxer, 1, &frame_) != 0) {}
  ~FirstFrame() { WebPDemuxReleaseIterator(&frame_); }
  FirstFrame(const FirstFrame&) = delete;
  FirstFrame& operator=(const FirstFrame&) = delete;

  /// False for damaged data. Colours below transparency are kept; what the picture leaves free is black, and
  /// transparent.   @param canvas  4 bytes a pixel with alpha, 3 without.
  bool decode_into(std::vector<std::uint8_t>& canvas, std::size_t width, std::size_t height, bool has_alpha) const {
    if (!is_there_ || frame_.complete == 0 || frame_.x_offset < 0 || frame_.y_offset < 0 ||
        static_cast<std::size_t>(frame_.x_offset) >= width || static_cast<std::size_t>(frame_.y_offset) >= height) {
      return false;
    }
    const std::size_t channels = has_alpha ? 4 : 3;
    const std::size_t offset =
        channels * (static_cast<std::size_t>(frame_.y_offset) * width + static_cast<std::size_t>(frame_.x_offset));
    const auto decode = has_alpha ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
    // libwebp checks height and width of the picture against the size and the stride given here.
    return decode(frame_.fragment.bytes, frame_.fragment.size, canvas.data() + offset, canvas.size() - offset,
                  static_cast<int>(channels * width)) != nullptr;
  }

 private:
  WebPIterator frame_ = {};
  bool is_there_;
};

int orientation(const WebPDemuxer* demuxer) {
  WebPChunkIterator chunk = {};
  int result = 1;
  if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk) != 0) {
    result = exif_orientation({reinterpret_cast<const char*>(chunk.chunk.bytes), chunk.chunk.size});
  }
  WebPDemuxReleaseChunkIterator(&chunk);
  return result;
}

}  // namespace

DecodedImage decode_webp(const ImageFile& file) {
  const WebPData data = {reinterpret_cast<const std::uint8_t*>(file.bytes.data()), file.bytes.size()};
  WebPDemuxState state = WEBP_DEMUX_PARSE_ERROR;
  const std::unique_ptr<WebPDemuxer, CloseDemuxer> demuxer(WebPDemuxPartial(&data, &state));
  if (state == WEBP_DEMUX_PARSING_HEADER || state == WEBP_DEMUX_PARSED_HEADER) {
    throw image_error(file, cut_off("WebP"));
  }
  if (demuxer == nullptr || state != WEBP_DEMUX_DONE) {
    throw image_error(file, damaged("WebP", "libwebp cannot parse it"));
  }
  const std::size_t width = WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH);
  const std::size_t height = WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT);
  check_size(file, width, height);
  const bool has_alpha = (WebPDemuxGetI(demuxer.get(), WEBP_FF_FORMAT_FLAGS) & ALPHA_FLAG) != 0;
  std::vector<std::uint8_t> canvas((has_alpha ? 4 : 3) * width * height);
  if (!FirstFrame(demuxer.get()).decode_into(canvas, width, height, has_alpha)) {
    throw image_error(file, damaged("WebP", "libwebp cannot decode it"));
  }
  return {has_alpha ? split_rgba(std::move(canvas), width, height) : stored_rgb(std::move(canvas), width, height),
          file.options.apply_orientation ? orientation(demuxer.get()) : 1};
}

}  // namespace p8
