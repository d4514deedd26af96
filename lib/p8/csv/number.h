#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace p8 {

enum class NumberFault {
  None,
  NotANumber,  ///< text, or a number followed by text
  NotFinite    ///< inf, nan, or too large for a double (1e400)
};

struct ParsedNumber {
  double value = 0.0;
  NumberFault fault = NumberFault::None;
};

/// Reads one decimal number ("-12.5", "+3", "1e-3") that fills the whole text, correctly rounded; spaces around it are
/// allowed, thousands separators and hexadecimal are not. A number too small for a double is 0.
ParsedNumber parse_number(std::string_view text);

/// The text without the spaces and tabs around it.
std::string_view without_blanks(std::string_view text);

/// 1 for "true" and 0 for "false" in any case, also for "vrai" and "faux", as a French spreadsheet writes them; blanks
/// around them are allowed. Nothing for any other text.
std::optional<double> truth_value(std::string_view text);

/// parse_number, with truth values as 1 and 0: a cell where a number is wanted.
ParsedNumber parse_number_or_truth(std::string_view cell);

/// Powers of ten that a double holds exactly.
constexpr double kExactPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// The shortest decimal text that reads back as the same double; "" for NaN.
std::string number_text(double value);

}  // namespace p8
