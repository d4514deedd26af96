#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/credit/formats/model_document.h"

/// Fields of XGBoost's model files. Everything throws Error(Model) that names the file, the tree and the field.
namespace p8::xgboost {

using Kind = DocumentValue::Kind;

/// Where a field stands, for messages: "model.json: tree 3".
struct Place {
  const std::string& file;
  std::int64_t tree = -1;  // -1: outside the trees
};

/// "PLACE: REASON" in both languages.
template <typename... Args>
Error fault(const Place& place, const char* en, const char* fr, const Args&... args) {
  const Text why = text(en, fr, args...);
  if (place.tree < 0) return model_error("{}: {}", "{} : {}", place.file, why);
  return model_error("{}: tree {}: {}", "{} : arbre {} : {}", place.file, place.tree, why);
}

inline const DocumentValue& member(const DocumentValue& object, const char* key, const Place& place) {
  const DocumentValue* value = object.find(key);
  if (value == nullptr) throw fault(place, "\"{}\" is missing", "« {} » est absent", key);
  return *value;
}

inline const std::string& text_member(const DocumentValue& object, const char* key, const Place& place) {
  const DocumentValue& value = member(object, key, place);
  if (value.kind != Kind::Text) throw fault(place, "\"{}\" must be a string", "« {} » doit être une chaîne", key);
  return value.text;
}

/// XGBoost writes its parameters as strings: "5E-1"; since 3.1 also as a list in a string: "[5E-1]".
inline double parameter(const DocumentValue& object, const char* key, const Place& place) {
  const DocumentValue& value = member(object, key, place);
  if (value.kind == Kind::Number) return value.number;
  std::string_view digits = value.text;
  if (digits.size() >= 2 && digits.front() == '[' && digits.back() == ']') digits = digits.substr(1, digits.size() - 2);
  double number = 0.0;
  const std::from_chars_result result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || result.ec != std::errc() || result.ptr != digits.data() + digits.size()) {
    throw fault(place, "\"{}\": expected a number, found \"{}\"", "« {} » : un nombre est attendu, « {} » trouvé", key,
                printable(value.text, 60));
  }
  return number;
}

inline double optional_parameter(const DocumentValue& object, const char* key, double otherwise, const Place& place) {
  return object.find(key) == nullptr ? otherwise : parameter(object, key, place);
}

inline const std::vector<double>& numbers(const DocumentValue& object, const char* key, const Place& place) {
  const DocumentValue& value = member(object, key, place);
  if (value.kind != Kind::NumberList) {
    throw fault(place, "\"{}\" must be a list of numbers", "« {} » doit être une liste de nombres", key);
  }
  return value.numbers;
}

/// A list with one number per node.
inline const std::vector<double>& per_node(const DocumentValue& tree, const char* key, std::size_t nodes,
                                           const Place& place) {
  const std::vector<double>& values = numbers(tree, key, place);
  if (values.size() != nodes) {
    throw fault(place, "\"{}\" has {} numbers, expected {}, one per node",
                "« {} » a {} nombres au lieu de {}, un par nœud", key, values.size(), nodes);
  }
  return values;
}

inline std::int32_t as_index(double value, const char* key, const Place& place) {
  if (value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max() &&
      value == std::trunc(value)) {
    return static_cast<std::int32_t>(value);
  }
  throw fault(place, "\"{}\": {} is not an index", "« {} » : {} n'est pas un indice", key, value);
}

}  // namespace p8::xgboost
