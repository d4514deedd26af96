#pragma once

#include <cstdint>
#include <string>

#include "p8/base/text.h"

namespace p8::report {

/// How a number is written for a reader. The full precision stands beside it in the page (`<data value="…">`).
struct Format {
  enum class Style {
    Significant,  ///< `digits` significant digits; the integer part is never rounded away: 0.0734, 12.3, 1,234
    Fixed,        ///< `digits` decimals
    Percent,      ///< the value is a fraction: 0.0734 with one decimal is 7.3%
    Integer,      ///< rounded to the nearest integer, thousands separated
  };
  Style style = Style::Significant;
  int digits = 3;
  bool show_sign = false;  ///< "+" before positive numbers; the minus is always U+2212
};

inline Format significant(int digits = 3) { return {Format::Style::Significant, digits, false}; }
inline Format fixed(int decimals = 2) { return {Format::Style::Fixed, decimals, false}; }
inline Format percent(int decimals = 1) { return {Format::Style::Percent, decimals, false}; }
inline Format integer() { return {Format::Style::Integer, 0, false}; }
/// The same format with "+" before positive numbers.
inline Format with_sign(Format format) {
  format.show_sign = true;
  return format;
}

/// A value and how to write it.
struct Number {
  double value = 0.0;  ///< NaN or infinite: shown as undefined
  Format format;
};

/// "1,234.5" in English; "1 234,5" with narrow no-break spaces (U+202F) in French. Magnitudes from 1e15
/// on, and by Significant those under 1e-4, are written as powers of ten (3.2 × 10⁻⁵). NaN and infinities: "n/a", "n.
/// d.". Never "-0".
std::string format(double value, const Format& format, Language language);

std::string format_number(double value, int significant_digits, Language language);
/// @param fraction 0.0734 is written as 7.3% (French: narrow no-break space before the sign).
std::string format_percent(double fraction, int decimals, Language language);
std::string format_integer(std::int64_t value, Language language);

/// "22 November 2026" of "2026-11-22"; with the time of "2026-11-22T13:07:34Z": "22 November 2026, 13:07 UTC".
/// A text of another form is returned as it is.
std::string format_date(const std::string& iso, Language language);

/// The same in both languages at once, to be put into sentences.
Text number_text(double value, const Format& format = {});
Text integer_text(std::int64_t value);
Text percent_text(double fraction, int decimals = 1);
Text date_text(const std::string& iso);

/// The form that goes with the count: English "one" for exactly 1; French "one" for 0 and 1. "{0}" is the count.
/// plural(1200, {"{0} client", "{0} client"}, {"{0} clients", "{0} clients"}) → "1,200 clients", "1 200 clients".
Text plural(std::int64_t count, const Text& one, const Text& other);

/// For text("AUC {0}.", "AUC {0}.", Number{0.7512, fixed(2)}) → "AUC 0.75.", "AUC 0,75.".
/// Plain integers and doubles would be written without regard to the language: pass Number.
inline std::string in_language(const Number& number, Language language) {
  return format(number.value, number.format, language);
}

}  // namespace p8::report
