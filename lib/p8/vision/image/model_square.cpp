#include "p8/vision/image/model_square.h"

#include <utility>

#include "p8/vision/image/stored_image.h"

namespace p8 {

RgbImage model_square(std::string_view bytes, const std::string& name, const DecodeOptions& options,
                      const Preprocessing& preprocessing) {
  DecodeOptions own = options;
  own.least_side = preprocessing.size;
  StoredImage image = decode_stored(bytes, name, own);
  if (!options.resizes_first) return resize_and_crop(to_rgb(std::move(image)), preprocessing);
  const ImageSize size = resized_by_shorter_side({image.colors.width, image.colors.height}, preprocessing.size);
  return resize_stored(image, size, preprocessing.interpolation, center_crop(size, preprocessing.crop));
}

RgbImage whole_image(std::string_view bytes, const std::string& name, const DecodeOptions& options) {
  StoredImage image = decode_stored(bytes, name, options);
  return options.resizes_first ? as_resized(std::move(image)) : to_rgb(std::move(image));
}

bool resizes_first(std::string_view layout) { return layout != "Hugging Face"; }

}  // namespace p8
