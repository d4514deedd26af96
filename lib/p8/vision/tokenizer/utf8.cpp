#include "p8/vision/tokenizer/utf8.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace p8 {

std::uint32_t next_code_point(std::string_view text, std::size_t& position) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  UChar32 code_point = 0;
  U8_NEXT_OR_FFFD(bytes, position, text.size(), code_point);
  return static_cast<std::uint32_t>(code_point);
}

void append_utf8(std::string& text, std::uint32_t code_point) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::size_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, code_point);
  text.append(reinterpret_cast<const char*>(bytes), size);
}

bool is_strippable(std::uint32_t code_point) {
  return is_white_space(code_point) || (code_point >= 0x1C && code_point <= 0x1F);
}

bool is_white_space(std::uint32_t code_point) { return u_isUWhiteSpace(static_cast<UChar32>(code_point)) != 0; }

}  // namespace p8
