#include "p8/credit/formats/xgboost_tree.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace p8::xgboost {

namespace {

/// A float32 in double, where infinity is the number that would follow the largest float.
double finite_double(float value) {
  return std::isinf(value) ? std::copysign(0x1p128, static_cast<double>(value)) : static_cast<double>(value);
}

/// The largest double that rounds to a float32 below `threshold`: float(x) < threshold is x <= this.
double largest_double_below(float threshold) {
  const float below = std::nextafter(threshold, -std::numeric_limits<float>::infinity());
  // Halfway between the two floats, exact in double.
  const double lower = finite_double(below);
  const double middle = lower + (finite_double(threshold) - lower) / 2.0;
  if (static_cast<float>(middle) < threshold) return middle;  // a tie goes to the even one
  return std::nextafter(middle, -std::numeric_limits<double>::infinity());
}

/// The names of the categories that a tree's categorical nodes send right: three lists cut "categories" into sets.
void read_categories(const DocumentValue& source, Tree& tree, const Place& place) {
  const std::vector<double>& nodes = numbers(source, "categories_nodes", place);
  const std::vector<double>& segments = per_node(source, "categories_segments", nodes.size(), place);
  const std::vector<double>& sizes = per_node(source, "categories_sizes", nodes.size(), place);
  const std::vector<double>& categories = numbers(source, "categories", place);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::int32_t node = as_index(nodes[i], "categories_nodes", place);
    const std::int32_t begin = as_index(segments[i], "categories_segments", place);
    const std::int32_t size = as_index(sizes[i], "categories_sizes", place);
    if (node < 0 || static_cast<std::size_t>(node) >= tree.nodes.size()) {
      throw fault(place, "\"categories_nodes\": node {} does not exist",
                  "« categories_nodes » : le nœud {} n'existe pas", node);
    }
    if (begin < 0 || size < 0 || static_cast<std::size_t>(begin) + static_cast<std::size_t>(size) > categories.size()) {
      throw fault(place, "node {}: its categories {} to {} lie outside \"categories\", which has {}",
                  "nœud {} : ses catégories {} à {} sont hors de « categories », qui en a {}", node, begin,
                  static_cast<std::int64_t>(begin) + size, categories.size());
    }
    if (tree.nodes[static_cast<std::size_t>(node)].category_set >= 0) {
      throw fault(place, "\"categories_nodes\" names node {} twice", "« categories_nodes » nomme deux fois le nœud {}",
                  node);
    }
    CategorySet set;
    set.members_go_left = false;
    for (std::int32_t c = begin; c < begin + size; ++c) {
      const std::int32_t category = as_index(categories[static_cast<std::size_t>(c)], "categories", place);
      if (category < 0) throw fault(place, "category {} is negative", "la catégorie {} est négative", category);
      set.members.push_back(category);
    }
    std::sort(set.members.begin(), set.members.end());
    set.members.erase(std::unique(set.members.begin(), set.members.end()), set.members.end());
    tree.nodes[static_cast<std::size_t>(node)].category_set = static_cast<std::int32_t>(tree.category_sets.size());
    tree.category_sets.push_back(std::move(set));
  }
  // Segments that overlap would let a small file describe huge sets.
  double described = 0.0;
  for (const double size : sizes) described += size;
  if (described > static_cast<double>(categories.size())) {
    throw fault(place, "\"categories_sizes\" adds up to {}, but \"categories\" has {}",
                "« categories_sizes » totalise {}, mais « categories » en a {}", described, categories.size());
  }
}

}  // namespace

Tree read_tree(const DocumentValue& source, std::size_t feature_count, double weight, const Place& place) {
  const std::vector<double>& lefts = numbers(source, "left_children", place);
  const std::size_t count = lefts.size();
  if (count == 0) throw fault(place, "has no nodes", "n'a pas de nœuds");
  if (const DocumentValue* parameters = source.find("tree_param")) {
    const double announced = optional_parameter(*parameters, "num_nodes", static_cast<double>(count), place);
    if (announced != static_cast<double>(count)) {
      throw fault(place, "\"num_nodes\" is {}, but \"left_children\" has {} numbers",
                  "« num_nodes » vaut {}, mais « left_children » a {} nombres", announced, count);
    }
    if (optional_parameter(*parameters, "size_leaf_vector", 0.0, place) > 1.0) {
      throw fault(place, "leaves with several values are not supported",
                  "les feuilles à plusieurs valeurs ne sont pas prises en charge");
    }
  }
  const std::vector<double>& rights = per_node(source, "right_children", count, place);
  const std::vector<double>& features = per_node(source, "split_indices", count, place);
  const std::vector<double>& conditions = per_node(source, "split_conditions", count, place);
  const std::vector<double>& defaults = per_node(source, "default_left", count, place);
  const std::vector<double>& covers = per_node(source, "sum_hessian", count, place);
  const DocumentValue* types = source.find("split_type");

  Tree tree;
  tree.nodes.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    TreeNode& node = tree.nodes[i];
    node.cover = static_cast<double>(static_cast<float>(covers[i]));
    const auto condition = static_cast<float>(conditions[i]);
    if (lefts[i] == -1.0) {
      node.value = static_cast<double>(condition) * weight;
      continue;
    }
    node.left = as_index(lefts[i], "left_children", place);
    node.right = as_index(rights[i], "right_children", place);
    constexpr std::int32_t kNoFeature = std::numeric_limits<std::int32_t>::max();  // refused if the node is reached
    node.feature = features[i] >= 0.0 && features[i] < kNoFeature ? static_cast<std::int32_t>(features[i]) : kNoFeature;
    node.default_left = defaults[i] != 0.0;
    // No float is below -infinity; like NaN it is refused if the node is reached.
    node.threshold = condition == -std::numeric_limits<float>::infinity() ? std::numeric_limits<double>::quiet_NaN()
                                                                          : largest_double_below(condition);
  }
  if (types != nullptr) {
    const std::vector<double>& split_types = per_node(source, "split_type", count, place);
    read_categories(source, tree, place);
    for (std::size_t i = 0; i < count; ++i) {
      TreeNode& node = tree.nodes[i];
      const bool is_categorical = split_types[i] == 1.0;
      if (node.is_leaf() || is_categorical == (node.category_set >= 0)) {
        if (is_categorical) node.threshold = 0.0;
        continue;
      }
      throw fault(place, "node {}: \"split_type\" and \"categories_nodes\" contradict each other",
                  "nœud {} : « split_type » et « categories_nodes » se contredisent", i);
    }
  }
  return in_preorder(std::move(tree), feature_count, {place.file, static_cast<std::size_t>(place.tree)});
}

}  // namespace p8::xgboost
