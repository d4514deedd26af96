#pragma once

#include <string>

#include "p8/base/text.h"
#include "p8/credit/columns/column_catalogue.h"
#include "p8/credit/portfolio/column_summary.h"

/// Columns on the axes of charts.
namespace p8::views {

/// How a column's values are counted: as they are shown, numbers with words of their own ("365243": not employed)
/// apart.
SummaryOptions summary_options(const ColumnEntry& entry);

/// "Age (years)".
Text axis_label(const ColumnCatalogue& catalogue, const std::string& name);

}  // namespace p8::views
