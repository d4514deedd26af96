#include "p8/credit/columns/column_match.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "p8/csv/number.h"

namespace p8 {

ColumnMatch match_columns(const Schema& schema, const std::vector<std::string>& header,
                          const std::vector<std::string>& not_features) {
  const std::vector<Feature>& features = schema.features();
  ColumnMatch match;
  match.columns.resize(features.size());
  std::unordered_map<std::string_view, std::size_t> feature_named;
  for (std::size_t f = 0; f < features.size(); ++f) feature_named.emplace(features[f].name, f);
  // A model may know a column with the blanks around its name, which the header is without.
  for (std::size_t f = 0; f < features.size(); ++f) feature_named.emplace(without_blanks(features[f].name), f);
  std::vector<std::vector<std::size_t>> alike(features.size());  // columns whose plain name is the feature's
  for (std::size_t c = 0; c < header.size(); ++c) {
    if (const auto exact = feature_named.find(header[c]); exact != feature_named.end()) {
      std::optional<std::size_t>& column = match.columns[exact->second];
      if (!column) column = c;
      continue;
    }
    if (std::find(not_features.begin(), not_features.end(), header[c]) != not_features.end()) continue;
    const std::string plain = schema.plain_name(header[c]);
    if (const auto found = feature_named.find(plain); found != feature_named.end()) alike[found->second].push_back(c);
  }
  for (std::size_t f = 0; f < features.size(); ++f) {
    if (match.columns[f] || alike[f].size() != 1) continue;
    match.columns[f] = alike[f].front();
    match.renamed.emplace_back(header[alike[f].front()], features[f].name);
  }
  return match;
}

}  // namespace p8
