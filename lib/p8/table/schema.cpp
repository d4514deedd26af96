#include "p8/table/schema.h"

#include <utility>

namespace p8 {

Schema::Schema(std::vector<Feature> features, CategoryEncoding encoding)
    : features_(std::make_shared<const std::vector<Feature>>(std::move(features))), encoding_(encoding) {
  for (std::size_t f = 0; f < features_->size(); ++f) {
    const Feature& feature = (*features_)[f];
    const bool one_hot = feature.kind == FeatureKind::Category && encoding_ == CategoryEncoding::OneHot;
    offsets_.push_back(offsets_.back() + (one_hot ? feature.categories.size() : 1));
    codes_.emplace_back(feature.categories);
  }
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
