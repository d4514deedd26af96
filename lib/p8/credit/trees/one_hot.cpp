#include "p8/credit/trees/one_hot.h"

#include <cassert>
#include <numeric>
#include <utility>

namespace p8 {

namespace {

// Where an input of the model comes from.
struct Source {
  std::int32_t feature = 0;
  std::int32_t category = -1;  // -1: the feature's own number
};

std::vector<Source> sources_of(const Schema& schema) {
  std::vector<Source> sources;
  for (std::size_t f = 0; f < schema.features().size(); ++f) {
    const bool is_one_hot =
        schema.features()[f].kind == FeatureKind::Category && schema.encoding() == CategoryEncoding::OneHot;
    for (std::size_t c = 0; c < schema.width(f); ++c) {
      sources.push_back({static_cast<std::int32_t>(f), is_one_hot ? static_cast<std::int32_t>(c) : -1});
    }
  }
  return sources;
}

// The categories that go left: the column is 1 for its own category and 0 for the others of `count`.
CategorySet set_of(double threshold, std::int32_t category, std::size_t count) {
  const bool own_goes_left = 1.0 <= threshold;
  const bool others_go_left = 0.0 <= threshold;
  if (own_goes_left != others_go_left) return {{category}, own_goes_left};
  CategorySet all{std::vector<std::int32_t>(count), own_goes_left};  // a split that tells nothing but missing
  std::iota(all.members.begin(), all.members.end(), 0);
  return all;
}

}  // namespace

Forest merge_one_hot(Forest forest, const Schema& schema) {
  assert(forest.features == schema.input_names());
  const std::vector<Source> sources = sources_of(schema);
  for (Tree& tree : forest.trees) {
    for (TreeNode& node : tree.nodes) {
      if (node.is_leaf()) continue;
      const Source source = sources[static_cast<std::size_t>(node.feature)];
      node.feature = source.feature;
      if (source.category < 0) continue;
      const auto feature = static_cast<std::size_t>(source.feature);
      node.category_set = static_cast<std::int32_t>(tree.category_sets.size());
      tree.category_sets.push_back(set_of(node.threshold, source.category, schema.width(feature)));
      node.threshold = 0.0;
    }
  }
  forest.features.clear();
  for (const Feature& feature : schema.features()) forest.features.push_back(feature.name);
  return forest;
}

}  // namespace p8
