#include "p8/csv/cell_date.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "p8/csv/cell_text.h"

namespace p8::cell {

namespace {

constexpr std::array<std::string_view, 22> kMonths = {"jan", "fev", "fév", "feb", "mar",  "avr", "apr", "mai",
                                                      "may", "jui", "jun", "jul", "aou",  "aoû", "aug", "sep",
                                                      "oct", "nov", "dec", "déc", "janv", "sept"};

std::vector<std::string> parts_of(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (separators.find(c) != std::string_view::npos) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool is_month(const std::string& text) {
  if (text.size() < 3 || !std::all_of(text.begin(), text.end(), is_letter)) return false;
  const std::string lower = lower_case(text);
  return std::any_of(kMonths.begin(), kMonths.end(),
                     [&](std::string_view month) { return lower.compare(0, month.size(), month) == 0; });
}

bool is_time(std::string_view text) {
  const std::vector<std::string> parts = parts_of(text, ":");
  return parts.size() >= 2 && parts.size() <= 3 && all_digits(parts[0]) && parts[0].size() <= 2 &&
         parts[1].size() >= 2 && is_digit(parts[1][0]) && is_digit(parts[1][1]);
}

// "15JAN2020", as SAS writes a date.
bool is_joined_date(std::string_view text) {
  const std::size_t month = text.find_first_not_of("0123456789");
  if (month == 0 || month > 2) return false;
  const std::size_t year = text.find_first_of("0123456789", month);
  return year != std::string_view::npos && is_month(std::string(text.substr(month, year - month))) &&
         all_digits(std::string(text.substr(year))) && (text.size() - year == 2 || text.size() - year == 4);
}

}  // namespace

// A date's parts between one kind of separator: one year of four digits, or of two in a date of all three parts.
CellKind read_date(std::string_view text) {
  const std::size_t time = text.find_first_of("T ");
  if (time != std::string_view::npos && time >= 6 && is_time(text.substr(time + 1))) text = text.substr(0, time);
  if (is_time(text)) return CellKind::Period;
  if (is_joined_date(text)) return CellKind::Date;
  for (const std::string_view separator : {"-", "/", ".", " "}) {
    const std::vector<std::string> parts = parts_of(text, separator);
    if (parts.size() < 2 || parts.size() > 3) continue;
    std::size_t years = 0;
    std::size_t months = 0;
    std::size_t short_parts = 0;
    for (const std::string& part : parts) {
      if (all_digits(part)) {
        years += part.size() == 4 ? 1 : 0;
        short_parts += part.size() <= 2 && std::stoi(part) <= 99 ? 1 : 0;
      } else {
        months += is_month(part) ? 1 : 0;
      }
    }
    const bool fits = years + months + short_parts == parts.size() && years <= 1 && months <= 1;
    if (!fits || (parts.size() == 2 && years + months == 0)) continue;
    if (parts.size() == 3 && years == 0 && (separator == "." || separator == " ") && months == 0) continue;
    return parts.size() == 3 ? CellKind::Date : CellKind::Period;
  }
  return CellKind::Text;
}

}  // namespace p8::cell
