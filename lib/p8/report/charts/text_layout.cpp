#include "p8/report/charts/text_layout.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <string_view>

#include "p8/base/utf8.h"
#include "p8/report/escape.h"

namespace p8::report {

namespace {

constexpr const char* kOpen = "\u2068";
constexpr const char* kClose = "\u2069";
constexpr double kRounding = 1e-6;  // px that two ways to add up a width may differ by

double advance_of_ascii(char c) {
  const auto is_one_of = [c](std::string_view characters) { return characters.find(c) != std::string_view::npos; };
  if (is_one_of("iljI'|")) return 0.32;
  if (is_one_of(" .,:;!()[]ftr-")) return 0.42;
  if (is_one_of("mM@%")) return 1.0;
  if (is_one_of("wW+=<>#&~")) return 0.9;
  if (c >= 'A' && c <= 'Z') return 0.74;
  return 0.64;
}

/// Advance width in em, DejaVu Sans rounded up.
double advance(std::uint32_t code) {
  static const std::array<double, 128> kAscii = [] {
    std::array<double, 128> advances = {};
    for (std::size_t i = 0; i < advances.size(); ++i) advances[i] = advance_of_ascii(static_cast<char>(i));
    return advances;
  }();
  if (code < 0x80) return kAscii[code];
  if ((code >= 0x0300 && code <= 0x036F) || (code >= 0x200B && code <= 0x200F) || (code >= 0x2066 && code <= 0x2069) ||
      (code >= 0xFE00 && code <= 0xFE0F)) {
    return 0.0;
  }
  if (code == 0x00A0 || code == 0x202F) return 0.32;
  if (code == 0x2212 || code == 0x00D7) return 0.84;
  if (code < 0x0250) return 0.66;
  if (code < 0x1100) return 0.8;
  return 1.05;
}

bool is_digit(const std::string& text, std::size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; }

/// Whether a line may end after the character at i: not after the comma of 1,234.
bool may_break_after(const std::string& text, std::size_t i) {
  if (std::strchr(".,", text[i]) != nullptr && i > 0 && is_digit(text, i - 1) && is_digit(text, i + 1)) return false;
  return std::strchr(" \t\n\r-/_.,|=", text[i]) != nullptr;
}

bool joins_previous(unsigned code) {
  return (code >= 0x0300 && code <= 0x036F) || (code >= 0x200B && code <= 0x200D) || (code >= 0xFE00 && code <= 0xFE0F);
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

struct Piece {
  std::string text;  // a word with what follows it up to the break opportunity, or one character
  double width = 0.0;
};

/// The text between break opportunities; pieces wider than a line are taken apart into characters.
std::vector<Piece> pieces_of(const std::string& text, double max_width, double font_size) {
  std::vector<Piece> pieces;
  std::vector<Piece> characters;
  double width = 0.0;
  const auto flush = [&] {
    Piece word{{}, width};
    for (const Piece& character : characters) word.text += character.text;
    if (text_width(trimmed(word.text), font_size) > max_width) {
      pieces.insert(pieces.end(), characters.begin(), characters.end());
    } else if (!characters.empty()) {
      pieces.push_back(word);
    }
    characters.clear();
    width = 0.0;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    const std::uint32_t code = next_code_point(text, i);
    const std::string character = text.substr(begin, i - begin);
    const double size = advance(code) * font_size;
    width += size;
    if (!characters.empty() && (joins_previous(code) || character == kClose)) {
      characters.back().text += character;
    } else {
      characters.push_back({character, size});
    }
    if (may_break_after(text, begin)) flush();
  }
  flush();
  return pieces;
}

int open_isolates(const std::string& text) {
  int depth = 0;
  for (std::size_t i = text.find(kOpen[0]); i < text.size(); i = text.find(kOpen[0], i + 1)) {
    if (text.compare(i, 3, kOpen) == 0) ++depth;
    if (text.compare(i, 3, kClose) == 0) --depth;
  }
  return depth;
}

}  // namespace

double text_width(const std::string& text, double font_size) {
  double em = 0.0;
  for (std::size_t i = 0; i < text.size();) em += advance(next_code_point(text, i));
  return em * font_size;
}

std::vector<std::string> wrap(const std::string& text, double max_width, double font_size) {
  std::vector<std::string> lines;
  std::string line;
  double width = 0.0;
  const auto finish_line = [&] {
    const int depth = open_isolates(line);
    line = trimmed(line);
    for (int i = 0; i < depth; ++i) line += kClose;
    lines.push_back(line);
    line.clear();
    for (int i = 0; i < depth; ++i) line += kOpen;
    width = 0.0;
  };
  const std::string shown = clean(text);
  if (text_width(shown, font_size) < max_width - kRounding) {  // as most texts
    line = shown;
    finish_line();
    return lines;
  }
  for (const Piece& piece : pieces_of(shown, max_width, font_size)) {
    const double visible = text_width(trimmed(piece.text), font_size);
    if (width > 0.0 && width + visible > max_width) finish_line();
    line += piece.text;
    width += piece.width;
  }
  if (width > 0.0 || lines.empty()) finish_line();
  return lines;
}

double longest_word(const std::string& text, double font_size) {
  double width = 0.0;
  for (const Piece& piece : pieces_of(clean(text), std::numeric_limits<double>::infinity(), font_size)) {
    width = std::max(width, text_width(trimmed(piece.text), font_size));
  }
  return width;
}

double widest(const std::vector<std::string>& lines, double font_size) {
  double width = 0.0;
  for (const std::string& line : lines) width = std::max(width, text_width(line, font_size));
  return width;
}

}  // namespace p8::report
