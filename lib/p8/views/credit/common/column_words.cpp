#include "p8/views/credit/common/column_words.h"

#include <cmath>

#include "p8/csv/number.h"
#include "p8/report/escape.h"

namespace p8::views {

namespace {

const Text kNotGiven = {"not given", "non renseigné"};

// Between a number and its unit no line may break.
constexpr const char* kNoBreakSpace = "\u00A0";

// Words of a category or number; a language without any takes `otherwise`.
Text words_of(const ColumnEntry& entry, const std::string& value, const Text& otherwise) {
  const auto found = entry.values.find(value);
  if (found == entry.values.end()) return otherwise;
  return {found->second.en.empty() ? otherwise.en : found->second.en,
          found->second.fr.empty() ? otherwise.fr : found->second.fr};
}

std::string key_of(double value) { return number_text(value + 0.0); }  // -0 is 0

double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

// English: one for exactly 1 without decimals ("1 year", "1.0 years"). French: for all below 2 ("1,5 an").
Text unit_of(const ColumnEntry& entry, double shown, const report::Format& format) {
  Text unit = entry.unit;
  const bool has_decimals = format.style != report::Format::Style::Integer && shown != std::round(shown);
  const int decimals = format.style == report::Format::Style::Fixed ? format.digits : has_decimals ? 2 : 0;
  if (!entry.unit_one.en.empty() && decimals == 0 && std::abs(rounded(shown, 0)) == 1.0) unit.en = entry.unit_one.en;
  if (!entry.unit_one.fr.empty() && std::abs(rounded(shown, decimals)) < 2.0) unit.fr = entry.unit_one.fr;
  return unit;
}

Text number_with_unit(const ColumnEntry& entry, double value) {
  const double shown = value * entry.factor;
  report::Format format = shown_format(entry);
  const bool is_fraction = std::abs(shown) < 100.0 && shown != std::round(shown);
  if (format.style == report::Format::Style::Integer && is_fraction) format = report::significant(3);
  Text text = report::number_text(shown, format);
  if (entry.percent || !std::isfinite(shown)) return text;
  const Text unit = unit_of(entry, shown, format);
  if (!unit.en.empty()) text.en += kNoBreakSpace + unit.en;
  if (!unit.fr.empty()) text.fr += kNoBreakSpace + unit.fr;
  return text;
}

}  // namespace

Text label_of(const ColumnCatalogue& catalogue, const std::string& name) {
  const Text label = catalogue.entry(name).label;
  return {label.en == name ? report::isolated(name) : label.en, label.fr == name ? report::isolated(name) : label.fr};
}

Text description_of(const ColumnEntry& entry) {
  return entry.description_is_data ? report::user_text(entry.description.en) : entry.description;
}

Text shown_value(const ColumnEntry& entry, const Feature& feature, double value) {
  if (std::isnan(value)) return kNotGiven;
  if (feature.kind == FeatureKind::Category) {
    if (!(value >= 0.0 && value < static_cast<double>(feature.categories.size()))) return kNotGiven;
    const auto code = static_cast<std::size_t>(value);
    return words_of(entry, feature.categories[code], report::user_text(feature.categories[code]));
  }
  return words_of(entry, key_of(value), number_with_unit(entry, value));
}

report::Format shown_format(const ColumnEntry& entry) {
  if (entry.percent) return report::percent(entry.decimals.value_or(1));
  if (!entry.decimals) return report::significant(3);
  return *entry.decimals == 0 ? report::integer() : report::fixed(*entry.decimals);
}

bool has_words(const ColumnEntry& entry, double value) {
  return !std::isnan(value) && entry.values.count(key_of(value)) != 0;
}

}  // namespace p8::views
