#pragma once

#include <cstddef>
#include <string>

namespace p8 {

/// Throws Error(Model) where an encoder's answer has a number that is not finite, as of damaged weights or of a number
/// format that is too small for them.   @param name  of the image, or the text.
void require_finite(const float* embedding, std::size_t width, const std::string& name);

}  // namespace p8
