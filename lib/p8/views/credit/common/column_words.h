#pragma once

#include <string>

#include "p8/base/text.h"
#include "p8/credit/columns/column_catalogue.h"
#include "p8/credit/columns/schema.h"
#include "p8/report/number.h"

/// Columns and their values in words, the same on every page and in every letter.
namespace p8::views {

/// The catalogue's label; for a column it does not know the name, isolated.
Text label_of(const ColumnCatalogue& catalogue, const std::string& name);

/// What the column means, in one sentence; isolated where it comes from a data dictionary. Empty when nobody says.
Text description_of(const ColumnEntry& entry);

/// A value of the data for a reader: with factor, decimals and unit ("25.9 years" of -9461), a category or a special
/// number in words, else isolated; NaN as "not given". @param value  as Scorer takes it: a number, or a category's
/// code.
Text shown_value(const ColumnEntry& entry, const Feature& feature, double value);

/// How the column's shown numbers are written, without unit: for axes. With no decimals a value under 100 that is not
/// whole, such as a mean of counts, keeps three significant digits in shown_value.
report::Format shown_format(const ColumnEntry& entry);

/// Whether a number has words of its own, such as 365243 for "not employed": it is not a quantity.
bool has_words(const ColumnEntry& entry, double value);

}  // namespace p8::views
