#include "p8/csv/cell_notation.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "p8/csv/cell_text.h"
#include "p8/csv/number.h"

namespace p8::cell {

namespace {

constexpr std::array<std::string_view, 39> kCurrencies = {
    "eur", "euro", "euros", "usd", "gbp", "chf", "cad", "aud", "nzd", "jpy", "cny", "inr", "sek",
    "nok", "dkk",  "pln",   "czk", "huf", "ron", "brl", "mxn", "zar", "sgd", "hkd", "try", "rub",
    "xof", "xaf",  "fcfa",  "mad", "dzd", "tnd", "egp", "sar", "aed", "rs.", "rs",  "kr",  "fr."};

// What multiplies the number before it. A small m is a metre or a month.
struct Magnitude {
  std::string_view word;
  const char* exponent;
};
constexpr Magnitude kMagnitudes[] = {{"k", "e3"},        {"K", "e3"},        {"tsd", "e3"},      {"M", "e6"},
                                     {"Mio", "e6"},      {"mio", "e6"},      {"mln", "e6"},      {"million", "e6"},
                                     {"millions", "e6"}, {"Md", "e9"},       {"Mds", "e9"},      {"Mrd", "e9"},
                                     {"bn", "e9"},       {"milliard", "e9"}, {"milliards", "e9"}};

struct Replacement {
  std::string_view from;
  char to;  // 0: nothing
};

// Characters that people and spreadsheets use for a plain one. '$' stands for every sign of a currency.
constexpr Replacement kReplacements[] = {
    {"\t", ' '},
    {"\xC2\xA0", ' '},
    {"\xE2\x80\xAF", ' '},
    {"\xE2\x80\x89", ' '},
    {"\xE2\x80\x87", ' '},
    {"\xE2\x80\x88", ' '},
    {"\xE2\x80\x8A", ' '},
    {"\xE2\x80\x8B", '\0'},
    {"\xEF\xBB\xBF", '\0'},
    {"\xE2\x80\x99", '\''},
    {"\xE2\x88\x92", '-'},
    {"\xE2\x80\x93", '-'},
    {"\xD9\xAB", '.'},
    {"\xD9\xAC", ','},
    {"\xD9\xAA", '%'},
    {"\xE2\x80\xB0", '%'},
    {"\xC2\xA3", '$'},
    {"\xC2\xA5", '$'},
    {"\xC2\xA2", '$'},
};

// The first of ten digits of other scripts: Arabic, Persian, Devanagari, full width.
constexpr std::string_view kZeros[] = {"\xD9\xA0", "\xDB\xB0", "\xE0\xA5\xA6", "\xEF\xBC\x90"};

// The plain character that stands at the front of the text, and how many bytes it takes; none where there is none.
std::size_t take_replaced(std::string_view text, std::string& out) {
  for (const Replacement& replacement : kReplacements) {
    if (text.substr(0, replacement.from.size()) != replacement.from) continue;
    if (replacement.to != '\0') out += replacement.to;
    return replacement.from.size();
  }
  for (const std::string_view zero : kZeros) {
    const std::size_t size = zero.size();
    if (text.size() < size || text.substr(0, size - 1) != zero.substr(0, size - 1)) continue;
    const int digit = static_cast<unsigned char>(text[size - 1]) - static_cast<unsigned char>(zero.back());
    if (digit < 0 || digit > 9) continue;
    out += static_cast<char>('0' + digit);
    return size;
  }
  if (text.size() >= 3 && text[0] == '\xE2' && (text[1] == '\x82' || text[1] == '\x83')) {  // U+2080 to U+20FF
    const unsigned code = (static_cast<unsigned char>(text[1]) & 3U) << 6 | (static_cast<unsigned char>(text[2]) & 63U);
    if (code >= 0xA0 && code <= 0xCF) {  // the block of currency symbols
      out += '$';
      return 3;
    }
  }
  return 0;
}

// Takes a sign of a currency off either end, with the letters of its country: R$, US$, $CA.
bool strip_currency_sign(std::string& text) {
  constexpr std::size_t kMaxLetters = 2;
  const std::size_t sign = text.find('$');
  if (sign == std::string::npos) return false;
  const std::string_view before = trimmed(std::string_view(text).substr(0, sign));
  const std::string_view behind = trimmed(std::string_view(text).substr(sign + 1));
  const auto is_country = [](std::string_view letters) {
    return letters.size() <= kMaxLetters &&
           std::all_of(letters.begin(), letters.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  };
  const bool is_front = is_country(before);
  if (!is_front && !is_country(behind)) return false;
  text = std::string(is_front ? behind : before);
  return true;
}

// Takes a sign or the code of a currency off either end.
bool strip_currency(std::string& text) {
  if (strip_currency_sign(text)) return true;
  const std::string lower = lower_case(text);
  for (const std::string_view code : kCurrencies) {
    if (lower.size() <= code.size()) continue;
    const std::size_t rest = lower.size() - code.size();
    const bool has_magnitude =
        rest > 1 && (text[rest - 1] == 'k' || text[rest - 1] == 'M') && !is_letter(lower[rest - 2]);
    if (lower.compare(rest, code.size(), code) == 0 && (has_magnitude || !is_letter(lower[rest - 1]))) {
      text = trimmed(std::string_view(text).substr(0, rest));
      return true;
    }
    if (lower.compare(0, code.size(), code) == 0 && !is_letter(lower[code.size()])) {
      text = trimmed(std::string_view(text).substr(code.size()));
      return true;
    }
  }
  return false;
}

// A minus behind the number, or brackets around it, as bookkeepers write; blanks behind the sign.
void normalise_sign(std::string& text) {
  const auto inner = [&](std::size_t begin, std::size_t less) {
    return std::string(trimmed(std::string_view(text).substr(begin, text.size() - less)));
  };
  if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
    text = "-" + inner(1, 2);
  } else if (text.size() > 2 && text.back() == '-' && (text[text.size() - 2] == '.' || text[text.size() - 2] == ',')) {
    text.resize(text.size() - 2);  // 12.- is 12.00
  } else if (text.size() > 1 && text.back() == '-' && is_digit(text.front())) {
    text = "-" + inner(0, 1);
  }
  if (text.size() > 1 && (text.front() == '-' || text.front() == '+') && text[1] == ' ') {
    text = text.front() + inner(1, 1);
  }
}

// Takes out separators between groups of three digits; false, and nothing changed, where they stand elsewhere.
bool ungroup(std::string& text, char separator) {
  const std::size_t end = std::min(text.find_first_not_of(std::string("+-0123456789") + separator), text.size());
  std::string digits;
  std::size_t since = std::string::npos;  // digits since the last separator
  std::size_t before_first = 0;
  for (std::size_t i = 0; i < end; ++i) {
    if (text[i] == separator) {
      if (since != std::string::npos && since != 3) return false;
      since = 0;
      continue;
    }
    if (is_digit(text[i])) {
      if (since == std::string::npos)
        ++before_first;
      else
        ++since;
    }
    digits += text[i];
  }
  if (since != 3 || before_first == 0 || before_first > 3) return false;
  text = digits + text.substr(end);
  return true;
}

std::size_t count(std::string_view text, char c) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), c));
}

// Takes a magnitude off the end of a number: its exponent, "" where there is none.
std::string strip_magnitude(std::string& text) {
  const std::size_t last_digit = text.find_last_of("0123456789.");
  if (last_digit == std::string::npos) return {};
  const std::string_view word = trimmed(std::string_view(text).substr(last_digit + 1));
  for (const Magnitude& magnitude : kMagnitudes) {
    if (word != magnitude.word) continue;
    text.resize(last_digit + 1);
    return magnitude.exponent;
  }
  return {};
}

// The shortest decimal without an exponent.
std::string written_out(double value) {
  char buffer[512];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr};
}

// Takes off what makes a spreadsheet keep a number as text: '12 and ="12". Padded with zeros it is a code.
bool strip_text_mark(std::string& text) {
  const bool is_formula = text.size() > 3 && text.compare(0, 2, "=\"") == 0 && text.back() == '"';
  if (!is_formula && (text.size() < 2 || text.front() != '\'')) return false;
  const std::string inner = is_formula ? text.substr(2, text.size() - 3) : text.substr(1);
  if (inner.size() > 1 && inner[0] == '0' && is_digit(inner[1])) return false;
  text = inner;
  return true;
}

// Commas and dots made one decimal point; nothing but the kind `otherwise` where there is no comma.
CellKind normalise_separators(std::string& text, CellKind otherwise) {
  CellKind kind = otherwise;
  for (const char separator : {' ', '\''}) {
    if (ungroup(text, separator)) kind = CellKind::Thousands;
  }
  const std::size_t comma = text.rfind(',');
  const std::size_t dot = text.rfind('.');
  if (comma != std::string::npos && dot != std::string::npos) {
    const bool comma_is_decimal = comma > dot;
    if (comma_is_decimal ? !ungroup(text, '.') : !ungroup(text, ',')) return kind;
    if (comma_is_decimal) text[text.rfind(',')] = '.';
    return comma_is_decimal ? CellKind::DecimalComma : CellKind::Thousands;
  }
  if (count(text, ',') > 1 || count(text, '.') > 1) {
    const char separator = comma != std::string::npos ? ',' : '.';
    return ungroup(text, separator) ? CellKind::Thousands : kind;
  }
  if (comma == std::string::npos) return kind;
  std::string as_thousands = text;
  const bool ambiguous = kind != CellKind::Thousands && ungroup(as_thousands, ',') && as_thousands.front() != '0';
  text[comma] = '.';
  return ambiguous ? CellKind::AmbiguousComma : CellKind::DecimalComma;
}

// A whole number of base 16 in base 10, "" for anything else.
std::string from_hexadecimal(const std::string& text) {
  const std::size_t start = text.find_first_not_of("+-");
  if (start == std::string::npos || start > 1 || text.size() > start + 15 || text.size() < start + 3) return {};
  if (text[start] != '0' || std::tolower(static_cast<unsigned char>(text[start + 1])) != 'x') return {};
  const std::string digits = text.substr(start + 2);
  if (digits.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) return {};
  return (text.front() == '-' ? "-" : "") + std::to_string(std::stoull(digits, nullptr, 16));
}

}  // namespace

std::string with_plain_characters(std::string_view cell) {
  std::string plain;
  while (!cell.empty()) {
    std::size_t taken = take_replaced(cell, plain);
    if (taken == 0) {
      plain += cell.front();
      taken = 1;
    }
    cell.remove_prefix(taken);
  }
  return std::string(trimmed(plain));
}

CellReading read_notation(std::string text) {
  CellKind kind = CellKind::OtherNotation;
  if (strip_text_mark(text)) kind = CellKind::TextMark;
  if (!text.empty() && text.back() == '%') {
    text = trimmed(std::string_view(text).substr(0, text.size() - 1));
    kind = CellKind::Percent;
  }
  normalise_sign(text);
  if (strip_currency(text)) kind = CellKind::Currency;
  const std::string exponent = strip_magnitude(text);
  if (text.size() > 1 && text.front() == '-' && text[1] == '$') text.erase(1, 1), kind = CellKind::Currency;
  normalise_sign(text);
  if (text.find('_') != std::string::npos && text.front() != '_' && text.back() != '_') {
    text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
  }
  const CellKind separated = normalise_separators(text, kind);
  if (!exponent.empty()) {
    if (kind == CellKind::OtherNotation) kind = CellKind::Scaled;
  } else if (kind == CellKind::OtherNotation || separated == CellKind::AmbiguousComma) {
    kind = separated;
  }
  if (std::string decimal = from_hexadecimal(text); !decimal.empty()) return {kind, std::move(decimal)};
  if (text.empty() || !(is_digit(text.back()) || text.back() == '.')) return {};
  if (parse_number(text).fault != NumberFault::None) return {};
  if (!exponent.empty()) text = written_out(parse_number(text + exponent).value);
  return {kind, std::move(text)};
}

}  // namespace p8::cell
