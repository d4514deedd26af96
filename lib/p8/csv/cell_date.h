#pragma once

#include <string_view>

#include "p8/csv/cell_kind.h"

namespace p8::cell {

/// Date, Period or Text. A date has one year of four digits, or of two beside a day and a month.
CellKind read_date(std::string_view text);

}  // namespace p8::cell
