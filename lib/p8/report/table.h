#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "p8/base/text.h"
#include "p8/report/number.h"

namespace p8::report {

/// What a word, mark or box means. Each tone has a colour, an icon and, in charts, a pattern of its own.
enum class Tone {
  Neutral,
  Accepted,  ///< towards repayment; plain fill, tick
  Refused,   ///< towards default; hatched fill, cross
  Warning,   ///< triangle
};

/// A short word with an icon: "✓ Accepted".
struct Badge {
  Tone tone = Tone::Neutral;
  Text label;
};

/// A value in p8's own words, with the value itself for sorting and for scripts: "25.9 years" of -9461.
struct Measure {
  double value = 0.0;  ///< NaN: only the text is shown
  Text text;
};

/// A way to another file of the same report, or to a place on the page.
struct Link {
  Text label;
  std::string href;  ///< "#anchor", or a path below the page; parts of [A-Za-z0-9._-]+, not ".."; else only the label
};

/// One value of a table or key figure. Empty text is an empty cell. User data go through user_text().
using Cell = std::variant<Text, Number, Badge, Measure, Link>;

struct Column {
  Text label;  ///< with the unit, if any: "Amount (€)"
};

/// A table of the page. The first column names the rows (<th scope="row">). A column that holds numbers is set right in
/// tabular figures. Without script everything is there; with script the headers become sort buttons, and of a table
/// that can be searched or filtered the first 100 rows are shown until the reader asks for more.
struct Table {
  Text caption;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  ///< each as long as columns; shorter rows are filled with empty cells
  bool sortable = true;
  bool folded = false;  ///< closed at first, opened by its caption: a long table beside a chart that says the essential
  bool searchable = false;  ///< with script: a field that keeps the rows whose text contains what is typed
  std::optional<std::size_t> filter_column = {};  ///< with script: a choice among the different texts of this column
};

}  // namespace p8::report
