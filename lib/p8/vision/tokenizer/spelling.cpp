#include "p8/vision/tokenizer/spelling.h"

#include <stdexcept>
#include <vector>

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>

#include "p8/base/utf8.h"
#include "p8/vision/tokenizer/white_space.h"

namespace p8 {

namespace {

std::vector<UChar> as_utf16(std::string_view text) {
  std::vector<UChar> units;
  for (std::size_t position = 0; position < text.size();) {
    const std::uint32_t code_point = next_code_point_or_replacement(text, position);
    if (code_point > 0xffff) {
      units.push_back(U16_LEAD(code_point));
      units.push_back(U16_TRAIL(code_point));
    } else {
      units.push_back(static_cast<UChar>(code_point));
    }
  }
  return units;
}

std::vector<std::uint32_t> case_folded(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* const normalizer = unorm2_getNFKCCasefoldInstance(&error);
  const std::vector<UChar> from = as_utf16(text);
  std::vector<UChar> to(18 * from.size() + 1);  // no character becomes more than 18
  const int32_t length = U_FAILURE(error) ? 0
                                          : unorm2_normalize(normalizer, from.data(), static_cast<int32_t>(from.size()),
                                                             to.data(), static_cast<int32_t>(to.size()), &error);
  if (U_FAILURE(error)) throw std::runtime_error(std::string("ICU: ") + u_errorName(error));
  std::vector<std::uint32_t> code_points;
  for (int32_t i = 0; i < length;) {
    UChar32 code_point = 0;
    U16_NEXT(to.data(), i, length, code_point);
    code_points.push_back(static_cast<std::uint32_t>(code_point));
  }
  return code_points;
}

bool is_digit(std::uint32_t code_point) { return u_isdigit(static_cast<UChar32>(code_point)) != 0; }

bool is_hyphen(std::uint32_t code_point) { return code_point == '-' || code_point == 0x2010 || code_point == 0x2011; }

bool is_separator(std::uint32_t code_point) {
  return is_strippable(code_point) || code_point == '_' || is_hyphen(code_point);
}

}  // namespace

std::string spelling_key(std::string_view name) {
  const std::vector<std::uint32_t> code_points = case_folded(name);
  std::string key;
  bool after_digit = false, after_separator = false;
  for (const std::uint32_t code_point : code_points) {
    if (is_separator(code_point)) {
      if (key.empty() && is_hyphen(code_point)) append_utf8(key, '-');
      after_separator = true;
      continue;
    }
    if (after_separator && after_digit && is_digit(code_point)) append_utf8(key, ' ');
    append_utf8(key, code_point);
    after_digit = is_digit(code_point);
    after_separator = false;
  }
  return key;
}

}  // namespace p8
