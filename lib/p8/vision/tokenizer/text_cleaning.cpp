#include "p8/vision/tokenizer/text_cleaning.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <new>
#include <utility>

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/ucasemap.h>

#include "p8/base/error.h"
#include "p8/base/utf8.h"
#include "p8/vision/tokenizer/html_unescape.h"
#include "p8/vision/tokenizer/white_space.h"

namespace p8 {

namespace {

constexpr std::size_t kLongestText = std::size_t{1} << 24;

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string well_formed(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t position = 0; position < text.size();)
    append_utf8(out, next_code_point_or_replacement(text, position));
  return out;
}

std::string without_html(std::string_view text) {
  if (text.find('&') == std::string_view::npos) return std::string(text);
  return unescape_html(unescape_html(text));
}

/// Python's strip(), then runs of white space to one space. The two disagree about U+001C to U+001F.
std::string with_single_spaces(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::size_t stripped_size = 0;  // of `out`, without what strip() takes from the end
  bool in_space = false;
  for (std::size_t position = 0; position < text.size();) {
    const std::size_t begin = position;
    const std::uint32_t code_point = next_code_point_or_replacement(text, position);
    if (out.empty() && is_strippable(code_point)) continue;
    if (!is_white_space(code_point)) {
      out.append(text.substr(begin, position - begin));
    } else if (!in_space) {
      out += ' ';
    }
    in_space = is_white_space(code_point);
    if (!is_strippable(code_point)) stripped_size = out.size();
  }
  out.resize(stripped_size);
  return out;
}

/// Normalisation form C: the same letters for "é" and for "e" with a combining accent.
std::string composed(std::string text) {
  if (is_ascii(text)) return text;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const normalizer = icu::Normalizer2::getNFCInstance(status);
  std::string out;
  icu::StringByteSink<std::string> sink(&out, static_cast<std::int32_t>(text.size()));
  if (U_SUCCESS(status)) {
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    normalizer->normalizeUTF8(0, piece, sink, nullptr, status);
  }
  if (U_FAILURE(status)) throw std::bad_alloc();  // nothing else can go wrong: the form's data are built in
  return out;
}

struct CloseCaseMap {
  void operator()(UCaseMap* map) const { ucasemap_close(map); }
};

std::unique_ptr<UCaseMap, CloseCaseMap> root_case_map() {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<UCaseMap, CloseCaseMap> map(ucasemap_open("", U_FOLD_CASE_DEFAULT, &status));
  if (U_FAILURE(status)) throw std::bad_alloc();  // nothing else can go wrong for the root locale
  return map;
}

/// Full Unicode lower-casing, the same in every locale.
std::string lower_case(std::string_view text) {
  std::string out(text.size(), '\0');
  if (is_ascii(text)) {
    std::transform(text.begin(), text.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
  }
  static const auto map = root_case_map();
  while (true) {
    UErrorCode status = U_ZERO_ERROR;
    const std::int32_t size = ucasemap_utf8ToLower(map.get(), out.data(), static_cast<std::int32_t>(out.size()),
                                                   text.data(), static_cast<std::int32_t>(text.size()), &status);
    out.resize(static_cast<std::size_t>(size));
    if (status != U_BUFFER_OVERFLOW_ERROR) return out;
  }
}

}  // namespace

std::string clean_text(std::string_view text, bool compose) {
  if (text.size() > kLongestText) {
    throw data_error("a text has {} bytes, more than the limit of {}",
                     "un texte compte {} octets, plus que la limite de {}", text.size(), kLongestText);
  }
  std::string plain = without_html(is_ascii(text) ? text : well_formed(text));
  if (compose) plain = composed(std::move(plain));
  return lower_case(with_single_spaces(plain));
}

}  // namespace p8
