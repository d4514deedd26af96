#pragma once

#include <string>
#include <string_view>

#include "p8/base/text.h"

namespace p8 {

/// What a cell seems to be where a number is wanted.
enum class CellKind {
  Number,          ///< as parse_number reads it
  Truth,           ///< true or false in any case, also vrai and faux, as a French spreadsheet writes them
  Blank,           ///< nothing, or blanks only: a missing value
  MissingWord,     ///< NA, NULL, NaN, None, unknown, -, ., ?, *, \#N/A and their like
  NotFinite,       ///< inf, 1e400
  Percent,         ///< 4 %
  Currency,        ///< 12 €, EUR 12, R$ 12, 12 k€
  DecimalComma,    ///< 1180,69 and 1.180,69
  AmbiguousComma,  ///< 1,234: a decimal comma or a separator of thousands
  Thousands,       ///< 1 234, 1'234, 1,234,567
  OtherNotation,   ///< 0x10, 1_000, (12), 12-, 12.-, digits of another script, another minus sign
  Date,            ///< 2024-01-31, 31/01/2024, 31-Jan-2024, with or without a time
  Period,          ///< 2024-01, Jan-2024, 12:30: a part of a date
  Measure,         ///< 36 months, 12 €/month: a number and, behind a blank or a slash, a word
  Scaled,          ///< 4.6k, 1.2 Mio
  TextMark,        ///< '12, ="12": a number that a spreadsheet is to keep as text
  Text             ///< anything else
};

struct CellReading {
  CellKind kind = CellKind::Text;
  std::string plain;  ///< the number as p8 reads it, where the cell is one in another notation: "1180.69" for "1180,69"
};

/// What the cell seems to be. Costs more than parse_number: for cells that are not numbers, and not for each of many.
CellReading classify_cell(std::string_view cell);

/// True for a word for a missing value, whatever its case and the blanks around it.
bool is_missing_word(std::string_view cell);

/// True for a number, or something that stands for one, in a notation that p8 does not read: all kinds from NotFinite
/// to Date.
constexpr bool is_misread_number(CellKind kind) { return kind >= CellKind::NotFinite && kind <= CellKind::Date; }

/// What to do about a cell that is not a number where one is wanted: "a decimal comma: write 1180.69", for the end of a
/// message.
Text advice(const CellReading& reading);

}  // namespace p8
