#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace p8 {

/// A value of a JSON or UBJSON document, with lists of numbers kept flat: model files are little else.
/// Members stay in the order of the file.
struct DocumentValue {
  enum class Kind : unsigned char { Null, Number, Text, List, NumberList, Object };

  Kind kind = Kind::Null;
  double number = 0.0;               ///< Number; true and false are 1 and 0
  std::string text;                  ///< Text: UTF-8 as in the file
  std::vector<double> numbers;       ///< NumberList: numbers and true/false only; also the empty list
  std::vector<DocumentValue> items;  ///< List: the items; Object: the values
  std::vector<std::string> keys;     ///< Object: as many as items

  /// The member of an object; nullptr where there is none or this is not an object. The first one where a key appears
  /// twice.
  const DocumentValue* find(std::string_view key) const;
};

/// Reads JSON (RFC 8259; also NaN, Infinity and -Infinity, which XGBoost writes). A list that mixes numbers with other
/// values is refused. Throws Error(Model) naming the file and the byte where it cannot go on: cut off, bad syntax,
/// nested deeper than 64, more than 2^21 values outside lists of numbers.
/// @param name  the file for messages, already printable.
DocumentValue parse_json(std::string_view bytes, const std::string& name);

/// The same for UBJSON draft 12 (big-endian), with typed lists of numbers. Counts are held against the bytes that are
/// left before anything is allocated.
DocumentValue parse_ubjson(std::string_view bytes, const std::string& name);

}  // namespace p8
