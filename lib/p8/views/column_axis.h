#pragma once

#include <string>

#include "p8/core/text.h"
#include "p8/scoring/column_summary.h"
#include "p8/table/column_catalogue.h"

/// Columns on the axes of charts.
namespace p8::views {

/// How a column's values are counted: as they are shown, numbers with words of their own ("365243": not employed)
/// apart.
SummaryOptions summary_options(const ColumnEntry& entry);

/// "Age (years)".
Text axis_label(const ColumnCatalogue& catalogue, const std::string& name);

}  // namespace p8::views
