#pragma once

#include <string>

namespace p8::test {

/// A JPEG file of a coloured disc, ring or box on white, by the number: a product photo for the eye.
std::string drawn_jpeg(int width, int height, int number);

/// The smallest PNG file: one pixel.
std::string smallest_png();

}  // namespace p8::test
