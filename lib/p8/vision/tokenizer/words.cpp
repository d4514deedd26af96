#include "p8/vision/tokenizer/words.h"

#include <cstdint>

#include <unicode/uchar.h>

#include "p8/base/utf8.h"
#include "p8/vision/tokenizer/white_space.h"

namespace p8 {

namespace {

enum class Kind { Between, Letter, Number, Other };

// The combining iota subscript: no letter itself, but one when case is ignored, so that nothing in the reference's
// pattern takes it. The only such character.
constexpr std::uint32_t kIotaSubscript = 0x345;

Kind kind_of(std::uint32_t code_point) {
  if (code_point >= 'a' && code_point <= 'z') return Kind::Letter;
  if (code_point == ' ' || code_point == kIotaSubscript) return Kind::Between;
  const std::uint32_t category = U_MASK(u_charType(static_cast<UChar32>(code_point)));
  if ((category & U_GC_L_MASK) != 0) return Kind::Letter;
  if ((category & U_GC_N_MASK) != 0) return Kind::Number;
  return is_white_space(code_point) ? Kind::Between : Kind::Other;
}

/// How many bytes of `text` at `position` are `pattern`, 0 if they are not. The reference ignores case, so that an "s"
/// is also met by the long s, U+017F, which is in lower case already.
std::size_t match(std::string_view text, std::size_t position, std::string_view pattern) {
  constexpr std::string_view kLongS = "\u017F";
  std::size_t at = position;
  for (const char c : pattern) {
    if (at < text.size() && text[at] == c) {
      ++at;
    } else if (c == 's' && text.substr(at, kLongS.size()) == kLongS) {
      at += kLongS.size();
    } else {
      return 0;
    }
  }
  return at - position;
}

/// The bytes of the mark or contraction at `position`; 0 for none.
std::size_t match_fixed(std::string_view text, std::size_t position) {
  if (text[position] != '<' && text[position] != '\'') return 0;
  for (const std::string_view pattern :
       {kStartMark, kEndMark, std::string_view("'s"), std::string_view("'t"), std::string_view("'re"),
        std::string_view("'ve"), std::string_view("'m"), std::string_view("'ll"), std::string_view("'d")}) {
    if (const std::size_t size = match(text, position, pattern); size > 0) return size;
  }
  return 0;
}

/// The end of the run of code points of `kind` that is read up to `position`.
std::size_t end_of_run(std::string_view text, std::size_t position, Kind kind) {
  for (std::size_t next = position; position < text.size(); position = next) {
    if (kind_of(next_code_point_or_replacement(text, next)) != kind) break;
  }
  return position;
}

}  // namespace

std::vector<std::string_view> split_words(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end) {
    end = begin + match_fixed(text, begin);
    if (end == begin) {
      const Kind kind = kind_of(next_code_point_or_replacement(text, end));
      if (kind == Kind::Between) continue;
      if (kind != Kind::Number) end = end_of_run(text, end, kind);
    }
    words.push_back(text.substr(begin, end - begin));
  }
  return words;
}

}  // namespace p8
