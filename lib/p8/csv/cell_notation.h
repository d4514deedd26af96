#pragma once

#include <string>
#include <string_view>

#include "p8/csv/cell_kind.h"

namespace p8::cell {

/// The cell with plain characters for those that people and spreadsheets use for them (no-break spaces, a minus sign,
/// digits of other scripts; '$' for every sign of a currency), without the blanks around it.
std::string with_plain_characters(std::string_view cell);

/// The number in a text of plain characters, and its notation; `plain` is empty where it is not a number.
CellReading read_notation(std::string text);

}  // namespace p8::cell
