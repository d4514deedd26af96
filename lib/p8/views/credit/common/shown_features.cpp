#include "p8/views/credit/common/shown_features.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "p8/views/common/numbers.h"
#include "p8/views/credit/common/column_words.h"

namespace p8::views {

ShownFeatures::ShownFeatures(const Schema& schema, const ColumnCatalogue& catalogue) : schema_(schema) {
  std::map<std::string, std::size_t> shown_of_pattern;
  for (std::size_t f = 0; f < schema.features().size(); ++f) {
    const std::string& name = schema.features()[f].name;
    entries_.push_back(catalogue.entry(name));
    const std::optional<ColumnGroup> group = catalogue.group_of(name);
    const auto [place, is_new] = shown_of_pattern.emplace(group ? group->pattern : "\n" + name, shown_.size());
    if (is_new) {
      const Text label = group ? group->label : label_of(catalogue, name);
      shown_.push_back({{}, label, group ? Text{} : description_of(entries_[f]), {}});
    }
    shown_[place->second].members.push_back(f);
    shown_[place->second].categories.push_back(group ? group->category_words : Text{});
    of_feature_.push_back(place->second);
  }
}

double ShownFeatures::contribution(std::size_t s, const std::vector<double>& contributions) const {
  double sum = 0.0;
  for (const std::size_t f : shown_[s].members) sum += contributions[f];
  return sum;
}

Text ShownFeatures::value(std::size_t s, const std::vector<double>& values) const {
  const Shown& shown = shown_[s];
  if (shown.members.size() == 1) {
    const std::size_t f = shown.members.front();
    return shown_value(entries_[f], schema_.features()[f], values[f]);
  }
  std::vector<Text> applying;
  for (std::size_t m = 0; m < shown.members.size(); ++m) {
    const double value = values[shown.members[m]];
    if (value != 0.0 && !std::isnan(value)) applying.push_back(shown.categories[m]);
  }
  return applying.empty() ? Text{"none of these", "aucune de celles-ci"} : list_in_words(applying);
}

report::Cell ShownFeatures::value_cell(std::size_t s, const std::vector<double>& values) const {
  const Shown& shown = shown_[s];
  const bool is_number =
      shown.members.size() == 1 && schema_.features()[shown.members.front()].kind == FeatureKind::Number;
  const Text words = value(s, values);
  if (is_number) return report::Measure{values[shown.members.front()], words};
  return words;
}

std::vector<std::size_t> ShownFeatures::ranking(const std::vector<double>& contributions) const {
  std::vector<double> sizes;
  for (std::size_t s = 0; s < shown_.size(); ++s) sizes.push_back(std::abs(contribution(s, contributions)));
  std::vector<std::size_t> order(shown_.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });
  return order;
}

}  // namespace p8::views
