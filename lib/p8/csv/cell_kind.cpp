#include "p8/csv/cell_kind.h"

#include <algorithm>
#include <array>
#include <utility>

#include "p8/base/log.h"
#include "p8/csv/cell_date.h"
#include "p8/csv/cell_notation.h"
#include "p8/csv/cell_text.h"
#include "p8/csv/number.h"

namespace p8 {

namespace {

using namespace cell;

constexpr std::array<std::string_view, 76> kMissingWords = {"na",
                                                            "n/a",
                                                            "n.a.",
                                                            "n.a",
                                                            "nan",
                                                            "null",
                                                            "nul",
                                                            "nil",
                                                            "none",
                                                            "missing",
                                                            "unknown",
                                                            "undefined",
                                                            "inconnu",
                                                            "inconnue",
                                                            "manquant",
                                                            "manquante",
                                                            "not available",
                                                            "not applicable",
                                                            "not provided",
                                                            "not specified",
                                                            "no data",
                                                            "non renseigné",
                                                            "non disponible",
                                                            "non communiqué",
                                                            "sans objet",
                                                            "s/o",
                                                            "nd",
                                                            "n.d.",
                                                            "n/d",
                                                            "nc",
                                                            "n.c.",
                                                            "nr",
                                                            "n.r.",
                                                            "blank",
                                                            "empty",
                                                            "vide",
                                                            "#n/a",
                                                            "#n/d",
                                                            "#na",
                                                            "#null!",
                                                            "#nul!",
                                                            "#div/0!",
                                                            "#value!",
                                                            "#valeur!",
                                                            "#ref!",
                                                            "#num!",
                                                            "#nombre!",
                                                            "#name?",
                                                            "#nom?",
                                                            "#error!",
                                                            "<na>",
                                                            "<null>",
                                                            "<none>",
                                                            "(null)",
                                                            "(na)",
                                                            "(none)",
                                                            "(blank)",
                                                            "(empty)",
                                                            "(missing)",
                                                            "(vide)",
                                                            "\\n",
                                                            "-",
                                                            "--",
                                                            "---",
                                                            ".",
                                                            "..",
                                                            "...",
                                                            "?",
                                                            "??",
                                                            "*",
                                                            "**",
                                                            "***",
                                                            "–",
                                                            "—",
                                                            "―",
                                                            "…"};

/// The number of a measure ("36 months", "12 €/month"), "" for anything else.
std::string measured(const std::string& text) {
  const auto are_letters = [](std::string_view word) { return std::all_of(word.begin(), word.end(), is_letter); };
  const std::size_t slash = text.find('/');
  if (slash != std::string::npos) {
    const std::string unit(trimmed(std::string_view(text).substr(slash + 1)));
    if (unit.empty() || !are_letters(unit)) return {};
    const std::string amount(trimmed(std::string_view(text).substr(0, slash)));
    if (parse_number(amount).fault == NumberFault::None) return amount;
    const std::string plain = read_notation(amount).plain;
    return plain.empty() ? measured(amount) : plain;
  }
  const std::size_t blank = text.find(' ');
  if (blank == std::string::npos || !are_letters(trimmed(std::string_view(text).substr(blank)))) return {};
  return read_notation(text.substr(0, blank)).plain;
}

}  // namespace

bool is_missing_word(std::string_view cell) {
  const std::string text = lower_case(with_plain_characters(cell));
  return std::find(kMissingWords.begin(), kMissingWords.end(), text) != kMissingWords.end();
}

CellReading classify_cell(std::string_view cell) {
  const ParsedNumber number = parse_number(cell);
  if (number.fault == NumberFault::None) return {CellKind::Number, {}};
  const std::string text = with_plain_characters(cell);
  if (text.empty()) return {CellKind::Blank, {}};
  if (truth_value(text)) return {CellKind::Truth, {}};
  if (is_missing_word(text)) return {CellKind::MissingWord, {}};
  if (parse_number(text).fault == NumberFault::NotFinite) return {CellKind::NotFinite, {}};
  if (CellReading notation = read_notation(text); !notation.plain.empty()) return notation;
  if (const CellKind kind = read_date(text); kind != CellKind::Text) return {kind, {}};
  if (std::string plain = measured(text); !plain.empty()) return {CellKind::Measure, std::move(plain)};
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
    case CellKind::Scaled:
      return text("a number with its magnitude: write {}", "un nombre avec son ordre de grandeur : écrivez {}", plain);
    case CellKind::TextMark:
      return text("a number marked as text for a spreadsheet: write {}",
                  "un nombre marqué comme texte pour un tableur : écrivez {}", plain);
    default:
      return {"expected a number or an empty cell", "il faut un nombre ou une cellule vide"};
  }
}

}  // namespace p8
