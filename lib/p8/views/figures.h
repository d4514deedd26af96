#pragma once

#include <cstddef>
#include <limits>

#include "p8/report/number.h"

/// The small numbers that every page is made of.
namespace p8::views {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();  ///< shown as "n/a"

inline report::Number count_of(std::size_t value) { return {static_cast<double>(value), report::integer()}; }

/// part / whole; undefined for an empty whole.
inline double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? kUndefined : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace p8::views
