#include "p8/report/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace p8::report {

namespace {

constexpr const char* kMinus = "\u2212";
constexpr const char* kNarrowSpace = "\u202F";

std::string grouped(const std::string& digits, Language language) {
  const std::string separator = language == Language::French ? kNarrowSpace : ",";
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += separator;
    out += digits[i];
  }
  return out;
}

std::string digits_of(double magnitude, std::chars_format how, int decimals) {
  char digits[400];  // the largest double has 309 before the point, and nobody asks for more than 60 behind it
  return {digits, std::to_chars(digits, digits + sizeof digits, magnitude, how, decimals).ptr};
}

/// A non-negative value with a fixed number of decimals; "0" for what rounds to nothing.
std::string unsigned_fixed(double magnitude, int decimals, Language language) {
  const std::string plain = digits_of(magnitude, std::chars_format::fixed, std::clamp(decimals, 0, 60));
  const std::size_t point = plain.find('.');
  std::string out = grouped(plain.substr(0, point), language);
  if (point != std::string::npos) out += (language == Language::French ? "," : ".") + plain.substr(point + 1);
  return out;
}

std::string superscript(int exponent) {
  static const std::array<const char*, 10> kDigits = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
  std::string out = exponent < 0 ? "⁻" : "";
  for (const char digit : std::to_string(std::abs(exponent))) out += kDigits[static_cast<std::size_t>(digit - '0')];
  return out;
}

/// Decimal exponent after rounding to so many digits: 9.996 to three digits is 10.0, exponent 1.
int rounded_exponent(double magnitude, int digits) {
  const std::string text = digits_of(magnitude, std::chars_format::scientific, digits - 1);
  return std::atoi(text.c_str() + (text.find('e') + 1));  // without an e, as in inf: 0
}

std::string unsigned_significant(double magnitude, int digits, Language language) {
  if (magnitude == 0.0) return "0";
  digits = std::max(1, digits);
  const int exponent = rounded_exponent(magnitude, digits);
  if (exponent >= -4 && exponent < 15) return unsigned_fixed(magnitude, digits - 1 - exponent, language);
  const std::string text = digits_of(magnitude, std::chars_format::scientific, digits - 1);
  const double mantissa = std::strtod(text.substr(0, text.find('e')).c_str(), nullptr);
  return unsigned_fixed(mantissa, digits - 1, language) + "\u00A0×\u00A0" + "10" + superscript(exponent);
}

/// With a fixed number of decimals; as a power of ten where nobody would count the digits.
std::string unsigned_plain(double magnitude, int decimals, Language language) {
  return magnitude < 1e15 ? unsigned_fixed(magnitude, decimals, language)
                          : unsigned_significant(magnitude, 3, language);
}

std::string unsigned_text(double magnitude, const Format& format, Language language) {
  switch (format.style) {
    case Format::Style::Significant:
      return unsigned_significant(magnitude, format.digits, language);
    case Format::Style::Fixed:
      return unsigned_plain(magnitude, format.digits, language);
    case Format::Style::Integer:
      return unsigned_plain(magnitude, 0, language);
    case Format::Style::Percent:
      return unsigned_plain(magnitude * 100.0, format.digits, language) +
             (language == Language::French ? std::string(kNarrowSpace) + "%" : "%");
  }
  return {};
}

bool shows_only_zeros(const std::string& text) { return text.find_first_of("123456789") == std::string::npos; }

const char* month_name(int month, Language language) {
  static const std::array<const char*, 12> kEnglish = {"January",   "February", "March",    "April",
                                                       "May",       "June",     "July",     "August",
                                                       "September", "October",  "November", "December"};
  static const std::array<const char*, 12> kFrench = {"janvier",   "février", "mars",     "avril",
                                                      "mai",       "juin",    "juillet",  "août",
                                                      "septembre", "octobre", "novembre", "décembre"};
  const auto index = static_cast<std::size_t>(month - 1);
  return language == Language::French ? kFrench[index] : kEnglish[index];
}

}  // namespace

std::string format(double value, const Format& format, Language language) {
  if (!std::isfinite(value)) return language == Language::French ? "n.\u00A0d." : "n/a";
  const std::string magnitude = unsigned_text(std::abs(value), format, language);
  if (shows_only_zeros(magnitude)) return magnitude;
  if (value < 0) return kMinus + magnitude;
  return format.show_sign ? "+" + magnitude : magnitude;
}

std::string format_number(double value, int significant_digits, Language language) {
  return format(value, significant(significant_digits), language);
}

std::string format_percent(double fraction, int decimals, Language language) {
  return format(fraction, percent(decimals), language);
}

std::string format_integer(std::int64_t value, Language language) {
  const std::string digits = std::to_string(value);
  return value < 0 ? kMinus + grouped(digits.substr(1), language) : grouped(digits, language);
}

std::string format_date(const std::string& iso, Language language) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0;
  char dash = 0;
  const int fields = std::sscanf(iso.c_str(), "%4d-%2d%c%2d%*1[T ]%2d:%2d", &year, &month, &dash, &day, &hour, &minute);
  if (fields < 4 || dash != '-' || month < 1 || month > 12 || day < 1 || day > 31) return iso;
  const bool has_time = fields == 6 && iso.back() == 'Z';
  if (!has_time && iso.size() != 10) return iso;
  const bool french = language == Language::French;
  const std::string day_text = french && day == 1 ? "1er" : std::to_string(day);
  const std::string date = fmt::format("{}\u00A0{}\u00A0{}", day_text, month_name(month, language), year);
  if (!has_time) return date;
  return french ? fmt::format("{} à {}\u00A0h\u00A0{:02} UTC", date, hour, minute)
                : fmt::format("{}, {:02}:{:02} UTC", date, hour, minute);
}

Text number_text(double value, const Format& how) {
  return {format(value, how, Language::English), format(value, how, Language::French)};
}

Text integer_text(std::int64_t value) {
  return {format_integer(value, Language::English), format_integer(value, Language::French)};
}

Text percent_text(double fraction, int decimals) { return number_text(fraction, percent(decimals)); }

Text date_text(const std::string& iso) {
  return {format_date(iso, Language::English), format_date(iso, Language::French)};
}

Text plural(std::int64_t count, const Text& one, const Text& other) {
  const bool one_in_french = count >= -1 && count <= 1;
  return text((count == 1 ? one : other).en.c_str(), (one_in_french ? one : other).fr.c_str(), integer_text(count));
}

}  // namespace p8::report
