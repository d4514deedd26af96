#include "p8/table/cell_kind.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "p8/core/log.h"
#include "p8/table/number.h"

namespace p8 {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) > 127;
}

std::string lower_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 44> kMissingWords = {"na",
                                                            "n/a",
                                                            "n.a.",
                                                            "n.a",
                                                            "nan",
                                                            "null",
                                                            "nil",
                                                            "none",
                                                            "missing",
                                                            "unknown",
                                                            "inconnu",
                                                            "inconnue",
                                                            "manquant",
                                                            "manquante",
                                                            "not available",
                                                            "not applicable",
                                                            "non renseigné",
                                                            "non disponible",
                                                            "nd",
                                                            "n/d",
                                                            "nc",
                                                            "n.c.",
                                                            "nr",
                                                            "#n/a",
                                                            "#na",
                                                            "#null!",
                                                            "#div/0!",
                                                            "#value!",
                                                            "#valeur!",
                                                            "#ref!",
                                                            "#num!",
                                                            "#nombre!",
                                                            "#name?",
                                                            "<na>",
                                                            "<null>",
                                                            "(null)",
                                                            "\\n",
                                                            "-",
                                                            "--",
                                                            "---",
                                                            ".",
                                                            "..",
                                                            "?",
                                                            "–"};
constexpr std::array<std::string_view, 13> kCurrencies = {"eur",  "usd", "gbp", "chf", "cad", "xof",  "xaf",
                                                          "fcfa", "mad", "dzd", "tnd", "jpy", "euros"};
constexpr std::array<std::string_view, 22> kMonths = {"jan", "fev", "fév", "feb", "mar",  "avr", "apr", "mai",
                                                      "may", "jui", "jun", "jul", "aou",  "aoû", "aug", "sep",
                                                      "oct", "nov", "dec", "déc", "janv", "sept"};

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

// Takes a sign or the code of a currency off either end.
bool strip_currency(std::string& text) {
  if (!text.empty() && (text.front() == '$' || text.back() == '$')) {
    text = trimmed(text.front() == '$' ? std::string_view(text).substr(1)
                                       : std::string_view(text).substr(0, text.size() - 1));
    return true;
  }
  const std::string lower = lower_case(text);
  for (const std::string_view code : kCurrencies) {
    if (lower.size() <= code.size()) continue;
    const std::size_t rest = lower.size() - code.size();
    if (lower.compare(rest, code.size(), code) == 0 && !is_letter(lower[rest - 1])) {
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

CellReading read_notation(std::string text) {
  const std::string original = text;
  CellKind kind = CellKind::OtherNotation;
  if (!text.empty() && text.back() == '%') {
    text = trimmed(std::string_view(text).substr(0, text.size() - 1));
    kind = CellKind::Percent;
  }
  normalise_sign(text);
  if (strip_currency(text)) kind = CellKind::Currency;
  if (text.size() > 1 && text.front() == '-' && text[1] == '$') text.erase(1, 1), kind = CellKind::Currency;
  normalise_sign(text);
  if (text.find('_') != std::string::npos && text.front() != '_' && text.back() != '_') {
    text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
  }
  const CellKind separated = normalise_separators(text, kind);
  if (kind == CellKind::OtherNotation || separated == CellKind::AmbiguousComma) kind = separated;
  if (std::string decimal = from_hexadecimal(text); !decimal.empty()) return {kind, std::move(decimal)};
  if (text.empty() || !(is_digit(text.back()) || text.back() == '.')) return {};
  if (parse_number(text).fault != NumberFault::None) return {};
  return {kind, std::move(text)};
}

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

bool all_digits(const std::string& text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

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

bool is_measure(const std::string& text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string::npos || read_notation(text.substr(0, blank)).plain.empty()) return false;
  const std::string_view word = trimmed(std::string_view(text).substr(blank));
  return std::all_of(word.begin(), word.end(), is_letter);
}

}  // namespace

CellReading classify_cell(std::string_view cell) {
  const ParsedNumber number = parse_number(cell);
  if (number.fault == NumberFault::None) return {CellKind::Number, {}};
  const std::string text = with_plain_characters(cell);
  if (text.empty()) return {CellKind::Blank, {}};
  if (truth_value(text)) return {CellKind::Truth, {}};
  if (is_one_of(lower_case(text), kMissingWords)) return {CellKind::MissingWord, {}};
  if (parse_number(text).fault == NumberFault::NotFinite) return {CellKind::NotFinite, {}};
  if (CellReading notation = read_notation(text); !notation.plain.empty()) return notation;
  if (const CellKind kind = read_date(text); kind != CellKind::Text) return {kind, {}};
  if (is_measure(text)) return {CellKind::Measure, read_notation(text.substr(0, text.find(' '))).plain};
  return {CellKind::Text, {}};
}

Text advice(const CellReading& reading) {
  const std::string& plain = reading.plain;
  switch (reading.kind) {
    case CellKind::MissingWord:
      return {"it reads like a missing value: leave the cell empty",
              "cela ressemble à une valeur manquante : laissez la cellule vide"};
    case CellKind::Percent:
      return text("a percentage: write {0} or {1}, alike in the whole column",
                  "un pourcentage : écrivez {0} ou {1}, de même dans toute la colonne", plain,
                  number_text(parse_number(plain + "e-2").value));
    case CellKind::Currency:
      return text("an amount with its currency: write {}", "un montant avec sa devise : écrivez {}", plain);
    case CellKind::DecimalComma:
      return text("a decimal comma: write {}", "une virgule décimale : écrivez {}", plain);
    case CellKind::AmbiguousComma: {
      std::string whole = plain;
      whole.erase(std::remove(whole.begin(), whole.end(), '.'), whole.end());
      return text("a decimal comma or a thousands separator: write {} or {}",
                  "une virgule décimale ou un séparateur de milliers : écrivez {} ou {}", plain, whole);
    }
    case CellKind::Thousands:
      return text("a thousands separator: write {}", "un séparateur de milliers : écrivez {}", plain);
    case CellKind::OtherNotation:
      return text("a number in another notation: write {}", "un nombre dans une autre notation : écrivez {}", plain);
    case CellKind::Date:
    case CellKind::Period:
      return {"a date or time: write a number, such as the days since a fixed day, or leave the cell empty",
              "une date ou une heure : écrivez un nombre, comme les jours depuis un jour fixe, ou laissez la cellule "
              "vide"};
    case CellKind::Measure:
      return text("a number with its unit: write {} alone", "un nombre avec son unité : écrivez {} seul", plain);
    default:
      return {"expected a number or an empty cell", "il faut un nombre ou une cellule vide"};
  }
}

}  // namespace p8
