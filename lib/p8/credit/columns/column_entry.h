#pragma once

#include <map>
#include <optional>
#include <string>

#include "p8/base/text.h"

namespace p8 {

/// Whether a client can change a characteristic, and which way; of the value as the data have it.
enum class Changeability { No, Any, Up, Down };

/// What a column means, in words and for arithmetic. What is not known is empty.
struct ColumnEntry {
  Text label;                   ///< short: "Age"
  Text description;             ///< one plain sentence
  Text unit;                    ///< "years"; empty: none
  Text unit_one;                ///< "year", where the form differs; empty: as unit
  double factor = 1.0;          ///< shown value = value * factor; finite, not 0
  std::optional<int> decimals;  ///< of the shown value, 0 to 10; else three significant digits
  bool percent = false;         ///< the shown value is a share, written in percent
  /// Words for a category's text, or for a number that stands for something else ("365243": not employed).
  std::map<std::string, Text> values;
  /// What a refused client reads when the value pushed towards refusal: a value below what accepted clients usually
  /// have, one above, a missing one, or any. "Below" and "above" are of the shown value. May hold {value} and
  /// {typical}.
  Text reason_low, reason_high, reason_missing, reason;
  std::optional<Changeability> change;  ///< nothing: the catalogue does not say
  bool is_protected = false;            ///< age, gender, family, nationality, …: what the law on discrimination names
  bool description_is_data = false;     ///< the description comes from a user's file: isolate it in pages
};

/// What every name of a family means. Its key has one '*', which stands for one or more characters; `{*}` in label and
/// description stands for the words of what the '*' names.
struct ColumnPattern {
  enum class Keeps {
    All,      ///< the same quantity: everything the column says
    Units,    ///< a related quantity: all but the reasons
    Nothing,  ///< another quantity, such as a count
  };
  ColumnEntry own;          ///< wins over what is kept
  bool numbered = false;    ///< the '*' is a number of one to four digits, not a column
  std::string category_of;  ///< the '*' is a category of this column, without its spaces and signs; else ""
  Keeps keeps = Keeps::All;
  std::string reversed;      ///< pattern to use instead for a column with a negative factor: its least is its most
  std::string of_indicator;  ///< pattern to use instead for the indicator of a category: its mean is a share
};

}  // namespace p8
