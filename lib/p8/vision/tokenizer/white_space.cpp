#include "p8/vision/tokenizer/white_space.h"

#include <unicode/uchar.h>

namespace p8 {

bool is_strippable(std::uint32_t code_point) {
  return is_white_space(code_point) || (code_point >= 0x1C && code_point <= 0x1F);
}

bool is_white_space(std::uint32_t code_point) { return u_isUWhiteSpace(static_cast<UChar32>(code_point)) != 0; }

}  // namespace p8
