#include "p8/credit/trees/forest.h"

#include <cmath>
#include <unordered_set>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8 {

namespace {

void check_leaf(const TreeNode& node, std::size_t index, const TreePlace& place) {
  if (std::isfinite(node.value)) return;
  throw model_error("{}: tree {}, node {}: the leaf's value is not a finite number",
                    "{} : arbre {}, nœud {} : la valeur de la feuille n'est pas un nombre fini", place.file, place.tree,
                    index);
}

void check_split(const TreeNode& node, std::size_t index, std::size_t feature_count, const Tree& tree,
                 const TreePlace& place) {
  if (static_cast<std::size_t>(node.feature) >= feature_count) {
    throw model_error(
        "{}: tree {}, node {}: splits on feature number {}, but the model has {} features (0 to {})",
        "{} : arbre {}, nœud {} : sépare selon la variable numéro {}, mais le modèle a {} variables (0 à {})",
        place.file, place.tree, index, node.feature, feature_count, static_cast<long long>(feature_count) - 1);
  }
  if (std::isnan(node.threshold)) {
    throw model_error("{}: tree {}, node {}: the split threshold is not a number",
                      "{} : arbre {}, nœud {} : le seuil de séparation n'est pas un nombre", place.file, place.tree,
                      index);
  }
  if (node.category_set >= 0 && static_cast<std::size_t>(node.category_set) >= tree.category_sets.size()) {
    throw model_error("{}: tree {}, node {}: refers to category set {}, but the tree has {}",
                      "{} : arbre {}, nœud {} : renvoie à l'ensemble de catégories {}, mais l'arbre en a {}",
                      place.file, place.tree, index, node.category_set, tree.category_sets.size());
  }
  for (const std::int32_t child : {node.left, node.right}) {
    if (child >= 0 && static_cast<std::size_t>(child) < tree.nodes.size()) continue;
    throw model_error("{}: tree {}, node {}: its child {} does not exist; the tree has {} nodes",
                      "{} : arbre {}, nœud {} : son enfant {} n'existe pas ; l'arbre a {} nœuds", place.file,
                      place.tree, index, child, tree.nodes.size());
  }
}

void check_node(const TreeNode& node, std::size_t index, std::size_t feature_count, const Tree& tree,
                const TreePlace& place) {
  if (!(node.cover >= 0.0) || !std::isfinite(node.cover)) {
    throw model_error(
        "{}: tree {}, node {}: its cover (training rows or sum of Hessians) must be a finite number, 0 or more",
        "{} : arbre {}, nœud {} : son effectif (lignes d'apprentissage ou somme des hessiens) doit être un "
        "nombre fini, positif ou nul",
        place.file, place.tree, index);
  }
  if (node.is_leaf()) {
    check_leaf(node, index, place);
  } else {
    check_split(node, index, feature_count, tree, place);
  }
}

}  // namespace

Tree in_preorder(Tree tree, std::size_t feature_count, const TreePlace& place, std::size_t* unreached) {
  struct Visit {
    std::int32_t node;
    std::int32_t parent;  // new index, -1 at the root
    bool is_left;
  };
  std::vector<TreeNode> ordered;
  ordered.reserve(tree.nodes.size());
  std::vector<bool> reached(tree.nodes.size(), false);
  std::vector<Visit> waiting;
  if (!tree.nodes.empty()) waiting.push_back({0, -1, false});
  while (!waiting.empty()) {
    const Visit visit = waiting.back();
    waiting.pop_back();
    const auto old = static_cast<std::size_t>(visit.node);
    if (reached[old]) {
      throw model_error("{}: tree {}, node {}: reached twice; the nodes do not form a tree",
                        "{} : arbre {}, nœud {} : atteint deux fois ; les nœuds ne forment pas un arbre", place.file,
                        place.tree, old);
    }
    reached[old] = true;
    const TreeNode& node = tree.nodes[old];
    check_node(node, old, feature_count, tree, place);
    const auto index = static_cast<std::int32_t>(ordered.size());
    ordered.push_back(node);
    if (visit.parent >= 0) {
      TreeNode& parent = ordered[static_cast<std::size_t>(visit.parent)];
      (visit.is_left ? parent.left : parent.right) = index;
    }
    if (node.is_leaf()) continue;
    waiting.push_back({node.right, index, false});
    waiting.push_back({node.left, index, true});
  }
  if (unreached != nullptr) *unreached = tree.nodes.size() - ordered.size();
  tree.nodes = std::move(ordered);
  return tree;
}

void check_feature_names(const std::vector<std::string>& names, const std::string& file) {
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) {
      throw model_error("{}: feature {} has no name", "{} : la variable {} n'a pas de nom", file, i);
    }
    if (!seen.insert(names[i]).second) {
      throw model_error("{}: the feature name \"{}\" appears twice", "{} : le nom de variable « {} » figure deux fois",
                        file, printable(names[i]));
    }
  }
}

}  // namespace p8
