#pragma once

#include <string>
#include <variant>
#include <vector>

#include "p8/core/text.h"
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

/// One value of a table or key figure. Empty text is an empty cell. User data go through user_text().
using Cell = std::variant<Text, Number, Badge>;

struct Column {
  Text label;  ///< with the unit, if any: "Amount (€)"
};

/// A table of the page. The first column names the rows (<th scope="row">). A column that holds numbers is set right in
/// tabular figures. Without script everything is there; with script the headers become sort buttons.
struct Table {
  Text caption;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  ///< each as long as columns; shorter rows are filled with empty cells
  bool sortable = true;
  bool folded = false;  ///< closed at first, opened by its caption: a long table beside a chart that says the essential
};

}  // namespace p8::report
