#pragma once

#include <string>
#include <string_view>

#include "p8/vision/image/decode_image.h"
#include "p8/vision/image/preprocessing.h"
#include "p8/vision/image/rgb_image.h"

namespace p8 {

/// An image file as the model sees it: decoded, resized and cropped, in the order of options.resizes_first;
/// (crop, crop) pixels. All commands that show a photo to a model take it from here. Throws as decode_image() does.
RgbImage model_square(std::string_view bytes, const std::string& name, const DecodeOptions& options,
                      const Preprocessing& preprocessing);

/// All of an image in the colours that model_square() gives it, for what comes before the model's square: thumbnails,
/// changed copies, random parts. Throws as decode_image() does.
RgbImage whole_image(std::string_view bytes, const std::string& name, const DecodeOptions& options);

/// Whether CLIP models of a layout ("Hugging Face", "open_clip", "OpenAI") resize images before they make them RGB.
bool resizes_first(std::string_view layout);

}  // namespace p8
