#include "p8/credit/trees/category_values.h"

#include <unordered_set>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8 {

namespace {

void check_distinct(const CategoryValues& values, const std::string& feature, const std::string& file) {
  std::unordered_set<std::string> seen;
  for (const std::string& text : values.texts) {
    if (seen.insert(text).second) continue;
    throw model_error("{}: the categories of \"{}\" cannot be told apart: \"{}\" appears twice",
                      "{} : les catégories de « {} » sont indistinctes : « {} » figure deux fois", file,
                      printable(feature), printable(text, 60));
  }
}

}  // namespace

void check_categories(const std::vector<CategoryValues>& categories, const Forest& forest, const std::string& file) {
  for (std::size_t f = 0; f < categories.size(); ++f) check_distinct(categories[f], forest.features[f], file);
  for (std::size_t t = 0; t < forest.trees.size(); ++t) {
    for (const TreeNode& node : forest.trees[t].nodes) {
      if (node.is_leaf() || node.category_set < 0) continue;
      const auto feature = static_cast<std::size_t>(node.feature);
      const std::size_t known = categories[feature].texts.size();
      const CategorySet& set = forest.trees[t].category_sets[static_cast<std::size_t>(node.category_set)];
      if (known == 0 || set.members.empty() || static_cast<std::size_t>(set.members.back()) < known) continue;
      throw model_error("{}: tree {}: asks for category {} of \"{}\", but the file names only {}",
                        "{} : arbre {} : demande la catégorie {} de « {} », mais le fichier n'en nomme que {}", file, t,
                        set.members.back(), printable(forest.features[feature]), known);
    }
  }
}

Schema schema_of(const Forest& forest) {
  std::vector<Feature> features;
  for (std::size_t f = 0; f < forest.features.size(); ++f) {
    const bool is_category = !forest.categories.empty() && !forest.categories[f].texts.empty();
    if (is_category) {
      const CategoryValues& values = forest.categories[f];
      features.push_back({forest.features[f], FeatureKind::Category, values.texts, values.are_numbers});
    } else {
      features.push_back({forest.features[f], FeatureKind::Number, {}});
    }
  }
  return {std::move(features), CategoryEncoding::Ordinal};
}

std::vector<std::string> coded_features(const Forest& forest) {
  std::vector<bool> is_coded(forest.features.size(), false);
  for (const Tree& tree : forest.trees) {
    for (const TreeNode& node : tree.nodes) {
      if (!node.is_leaf() && node.category_set >= 0) is_coded[static_cast<std::size_t>(node.feature)] = true;
    }
  }
  std::vector<std::string> names;
  for (std::size_t f = 0; f < is_coded.size(); ++f) {
    const bool has_values = !forest.categories.empty() && !forest.categories[f].texts.empty();
    if (is_coded[f] && !has_values) names.push_back(forest.features[f]);
  }
  return names;
}

}  // namespace p8
