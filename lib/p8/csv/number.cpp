#include "p8/csv/number.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace p8 {

namespace {

bool equal_in_any_case(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

ParsedNumber parse_number(std::string_view text) {
  text = without_blanks(text);
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

std::optional<double> truth_value(std::string_view text) {
  text = without_blanks(text);
  if (text.size() < 4 || text.size() > 5) return std::nullopt;
  if (equal_in_any_case(text, "true") || equal_in_any_case(text, "vrai")) return 1.0;
  if (equal_in_any_case(text, "false") || equal_in_any_case(text, "faux")) return 0.0;
  return std::nullopt;
}

ParsedNumber parse_number_or_truth(std::string_view cell) {
  const ParsedNumber parsed = parse_number(cell);
  if (parsed.fault == NumberFault::None) return parsed;
  const std::optional<double> truth = truth_value(cell);
  return truth ? ParsedNumber{*truth, NumberFault::None} : parsed;
}

std::string number_text(double value) {
  if (std::isnan(value)) return {};
  char buffer[32];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, value);
  return {buffer, result.ptr};
}

}  // namespace p8
