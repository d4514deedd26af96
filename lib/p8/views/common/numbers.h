#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/report/number.h"

/// The small numbers that every page is made of.
namespace p8::views {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();  ///< shown as "n/a"

inline report::Number count_of(std::size_t value) { return {static_cast<double>(value), report::integer()}; }

/// A setting that a person chose, with as many digits as it has, up to three: 0.001 rather than 0.00100.
inline report::Number as_set(double value) {
  for (const int digits : {1, 2}) {
    const double unit = value == 0.0 ? 1.0 : std::pow(10.0, std::floor(std::log10(std::abs(value))) + 1.0 - digits);
    if (std::abs(value / unit - std::round(value / unit)) < 1e-9) return {value, report::significant(digits)};
  }
  return {value, report::significant(3)};
}

/// part / whole; undefined for an empty whole.
inline double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? kUndefined : static_cast<double>(part) / static_cast<double>(whole);
}

/// "income, age and job"; empty for none.
inline Text list_in_words(const std::vector<Text>& names) {
  Text list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_last = i > 0 && i + 1 == names.size();
    list.en += (i == 0 ? "" : is_last ? " and " : ", ") + names[i].en;
    list.fr += (i == 0 ? "" : is_last ? " et " : ", ") + names[i].fr;
  }
  return list;
}

/// The sentence with a full stop, where it has no end of its own.
inline Text with_full_stop(Text sentence) {
  for (std::string* text : {&sentence.en, &sentence.fr}) {
    if (!text->empty() && std::string(".!?").find(text->back()) == std::string::npos) *text += '.';
  }
  return sentence;
}

/// A table of more rows than that is folded at first.
constexpr std::size_t kOpenRows = 25;

/// The last part of a path, for titles.
inline std::string file_name(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

}  // namespace p8::views
