#include "p8/credit/columns/schema.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "p8/csv/number.h"

namespace p8 {

namespace {

/// The text without blanks around it, in lower case.
std::string plain(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

}  // namespace

std::string category_text(double value) { return number_text(value == 0.0 ? 0.0 : value); }

Schema::Schema(std::vector<Feature> features, CategoryEncoding encoding)
    : features_(std::make_shared<const std::vector<Feature>>(std::move(features))), encoding_(encoding) {
  for (std::size_t f = 0; f < features_->size(); ++f) {
    const Feature& feature = (*features_)[f];
    const bool one_hot = feature.kind == FeatureKind::Category && encoding_ == CategoryEncoding::OneHot;
    offsets_.push_back(offsets_.back() + (one_hot ? feature.categories.size() : 1));
    codes_.emplace_back(feature.categories);
  }
}

int Schema::code_of_number(std::size_t feature, std::string_view text) const {
  const CategoryIndex& codes = codes_[feature];
  const std::string word = plain(text);
  const ParsedNumber parsed = parse_number(word);
  const bool is_number = parsed.fault == NumberFault::None && std::abs(parsed.value) <= 0x1p53;  // beyond, not exact
  if (is_number) {
    const int code = codes.code(category_text(parsed.value));
    if (code >= 0) return code;
  }
  if (word == "true" || (is_number && parsed.value == 1.0)) return codes.code("True");
  if (word == "false" || (is_number && parsed.value == 0.0)) return codes.code("False");
  return -1;
}

std::string Schema::plain_name(std::string name) const {
  for (char& c : name) {
    if (replaced_.find(c) != std::string::npos) c = '_';
  }
  return name;
}

std::vector<std::string> Schema::input_names() const {
  std::vector<std::string> names;
  for (const Feature& feature : *features_) {
    if (feature.kind == FeatureKind::Number || encoding_ == CategoryEncoding::Ordinal) {
      names.push_back(feature.name);
      continue;
    }
    for (const std::string& category : feature.categories) names.push_back(feature.name + "=" + category);
  }
  return names;
}

}  // namespace p8
