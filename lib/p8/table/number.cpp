#include "p8/table/number.h"

#include <charconv>
#include <cmath>

namespace p8 {

ParsedNumber parse_number(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return {0.0, NumberFault::NotANumber};
  if (error == std::errc::result_out_of_range) {
    // Too small or too large? The standard leaves `value` alone in both cases; the exponent's sign tells.
    const std::size_t exponent = text.find_first_of("eE");
    const bool tiny = exponent != std::string_view::npos ? text.find('-', exponent) != std::string_view::npos
                                                         : text.find('.') != std::string_view::npos;
    return tiny ? ParsedNumber{0.0, NumberFault::None} : ParsedNumber{0.0, NumberFault::NotFinite};
  }
  if (error != std::errc()) return {0.0, NumberFault::NotANumber};
  if (!std::isfinite(value)) return {0.0, NumberFault::NotFinite};
  return {value, NumberFault::None};
}

std::string number_text(double value) {
  if (std::isnan(value)) return {};
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, result.ptr};
}

}  // namespace p8
