#include "p8/credit/formats/xgboost_categories.h"

#include <cmath>
#include <string>

#include "p8/credit/columns/schema.h"
#include "p8/credit/trees/category_values.h"

namespace p8::xgboost {

namespace {

/// XGBoost's numbers for the types of its lists (CatIndexType); UBJSON has no unsigned ones beyond a byte and holds
/// their bits in a signed one.
double bits_of_unsigned(double type) { return type == 12.0 ? 16 : type == 14.0 ? 32 : 0; }

CategoryValues read_numbers(const DocumentValue& column, const Place& place) {
  constexpr double kMaxExact = 0x1p53;  // beyond, neighbours could not be told apart
  const double bits = bits_of_unsigned(parameter(column, "type", place));
  CategoryValues values;
  values.are_numbers = true;
  for (double value : numbers(column, "values", place)) {
    if (value < 0.0 && bits > 0.0) value += std::exp2(bits);
    if (!(std::abs(value) <= kMaxExact)) {
      throw fault(place, "\"cats\": {} is too large for a category", "« cats » : {} est trop grand pour une catégorie",
                  value);
    }
    values.texts.push_back(category_text(value));
  }
  return values;
}

CategoryValues read_texts(const DocumentValue& column, const Place& place) {
  const std::vector<double>& offsets = numbers(column, "offsets", place);
  const std::vector<double>& bytes = numbers(column, "values", place);
  CategoryValues values;
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
    const std::int32_t begin = as_index(offsets[i], "offsets", place);
    const std::int32_t end = as_index(offsets[i + 1], "offsets", place);
    if (begin < 0 || end < begin || static_cast<std::size_t>(end) > bytes.size()) {
      throw fault(place, "\"cats\": category {} lies outside \"values\", which has {} bytes",
                  "« cats » : la catégorie {} est hors de « values », qui a {} octets", i, bytes.size());
    }
    std::string text;
    for (std::int32_t b = begin; b < end; ++b) {  // bytes as signed numbers
      const std::int32_t byte = as_index(bytes[static_cast<std::size_t>(b)], "values", place);
      text += static_cast<char>(byte);
    }
    values.texts.push_back(std::move(text));
  }
  return values;
}

}  // namespace

std::vector<CategoryValues> read_categories(const DocumentValue& model, const Forest& forest, const Place& place) {
  const DocumentValue* const cats = model.find("cats");
  const DocumentValue* const columns = cats == nullptr ? nullptr : cats->find("enc");
  if (columns == nullptr || columns->items.empty()) return {};
  if (columns->items.size() != forest.features.size()) {
    throw fault(place, "\"cats\" describes {} columns, but the model has {} features",
                "« cats » décrit {} colonnes, mais le modèle a {} variables", columns->items.size(),
                forest.features.size());
  }
  std::vector<CategoryValues> categories;
  for (const DocumentValue& column : columns->items) {
    const bool are_texts = column.find("offsets") != nullptr;
    categories.push_back(are_texts ? read_texts(column, place) : read_numbers(column, place));
  }
  check_categories(categories, forest, place.file);
  return categories;
}

}  // namespace p8::xgboost
