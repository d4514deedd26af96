#include "p8/credit/formats/lightgbm_model.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "p8/credit/formats/lightgbm_categories.h"
#include "p8/credit/formats/lightgbm_text.h"

namespace p8 {

namespace {

using namespace lightgbm;

// Bits of decision_type (LightGBM, include/LightGBM/tree.h).
constexpr std::int32_t kCategoricalMask = 1;
constexpr std::int32_t kDefaultLeftMask = 2;
enum MissingType { kMissingNone = 0, kMissingZero = 1, kMissingNan = 2 };

double parse_sigmoid(std::string_view words, const Place& place) {
  double sigmoid = 1.0;
  const std::string_view prefix = "sigmoid:";
  for (std::string_view word = next_word(words); !word.empty(); word = next_word(words)) {
    if (word.substr(0, prefix.size()) == prefix) {
      sigmoid = parse<double>(word.substr(prefix.size()), "objective", place);
    }
  }
  if (!std::isfinite(sigmoid) || sigmoid <= 0.0) {
    throw fault(place, "\"objective\": sigmoid must be a positive number", "« objective » : sigmoid doit être positif");
  }
  return sigmoid;
}

/// Throws unless the ensemble is one that p8 computes; returns the slope of its link.
double read_kind(const Section& header, const Place& place) {
  const std::string_view version = field(header, "version", place);
  if (version != "v2" && version != "v3" && version != "v4") {
    throw fault(place, "LightGBM model format \"{}\" is not supported; expected v2, v3 or v4",
                "le format de modèle LightGBM « {} » n'est pas pris en charge ; v2, v3 ou v4 attendu", shown(version));
  }
  const std::string_view* objective_field = header.find("objective");
  if (objective_field == nullptr) {
    throw fault(place, "the model names no objective (trained with a custom one?); expected \"binary\"",
                "le modèle ne nomme pas d'objectif (entraîné avec un objectif personnalisé ?) ; « binary » attendu");
  }
  std::string_view rest = *objective_field;
  const std::string_view objective = next_word(rest);
  if (objective != "binary" && objective != "cross_entropy" && objective != "xentropy") {
    throw fault(place, "objective \"{}\" is not supported; p8 scores binary decisions: \"binary\" or \"cross_entropy\"",
                "l'objectif « {} » n'est pas pris en charge ; p8 évalue des décisions binaires : « binary » ou "
                "« cross_entropy »",
                shown(objective));
  }
  if (number<std::int64_t>(header, "num_class", place) != 1 ||
      number<std::int64_t>(header, "num_tree_per_iteration", place) != 1) {
    throw fault(place, "models of several classes are not supported",
                "les modèles à plusieurs classes ne sont pas pris en charge");
  }
  if (header.find("average_output") != nullptr) {
    throw fault(place, "random forests (boosting=rf, average_output) are not supported",
                "les forêts aléatoires (boosting=rf, average_output) ne sont pas prises en charge");
  }
  return objective == "binary" ? parse_sigmoid(rest, place) : 1.0;
}

std::vector<std::string> read_features(const Section& header, const Place& place) {
  std::vector<std::string> names;
  std::string_view rest = field(header, "feature_names", place);
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) names.emplace_back(word);
  const auto last = number<std::int64_t>(header, "max_feature_idx", place);
  if (last != static_cast<std::int64_t>(names.size()) - 1) {
    throw fault(place, "the feature count does not fit: {} names, but max_feature_idx is {}",
                "le nombre de variables ne correspond pas : {} noms, mais max_feature_idx vaut {}", names.size(), last);
  }
  check_feature_names(names, place.file);
  return names;
}

/// Values with |x| <= 1e-35f count as 0 in LightGBM: the threshold that treats x itself as LightGBM treats that value.
double fold_in_zero(double threshold) {
  if (threshold >= 0.0) return std::max(threshold, kLightGbmZero);
  return std::min(threshold, std::nextafter(-kLightGbmZero, -std::numeric_limits<double>::infinity()));
}

/// cat_boundaries cuts the 32-bit words of cat_threshold into one bit set per categorical split.
std::vector<CategorySet> read_category_sets(const Section& section, std::size_t count, const Place& place) {
  if (count == 0) return {};
  const auto boundaries = numbers<std::uint32_t>(section, "cat_boundaries", count + 1, place);
  if (boundaries.front() != 0 || !std::is_sorted(boundaries.begin(), boundaries.end())) {
    throw fault(place, "\"cat_boundaries\" must start at 0 and not decrease",
                "« cat_boundaries » doit commencer à 0 et ne pas décroître");
  }
  const auto words = numbers<std::uint32_t>(section, "cat_threshold", boundaries.back(), place);
  std::vector<CategorySet> sets(count);
  for (std::size_t s = 0; s < count; ++s) {
    for (std::uint32_t w = boundaries[s]; w < boundaries[s + 1]; ++w) {
      for (std::uint32_t bit = 0; bit < 32; ++bit) {
        if ((words[w] >> bit & 1U) == 0) continue;
        sets[s].members.push_back(static_cast<std::int32_t>((w - boundaries[s]) * 32 + bit));
      }
    }
  }
  return sets;
}

/// LightGBM numbers splits 0, 1, … and leaves ~0, ~1, …; in Tree the leaves follow the splits.
std::int32_t node_index(std::int32_t child, std::size_t splits, std::size_t leaves, const Place& place) {
  const std::int64_t index = child >= 0 ? child : static_cast<std::int64_t>(splits) + ~child;
  const std::int64_t end = child >= 0 ? static_cast<std::int64_t>(splits) : static_cast<std::int64_t>(splits + leaves);
  if (index < end) return static_cast<std::int32_t>(index);
  throw fault(place, "child {} does not exist; the tree has {} splits and {} leaves",
              "l'enfant {} n'existe pas ; l'arbre a {} séparations et {} feuilles", child, splits, leaves);
}

void set_decision(TreeNode& node, double threshold, std::int32_t decision, std::size_t set_count, const Place& place) {
  if ((decision & kCategoricalMask) != 0) {
    if (!(threshold >= 0.0 && threshold < static_cast<double>(set_count))) {
      throw fault(place, "a categorical split refers to set {}, but num_cat is {}",
                  "une séparation par catégories renvoie à l'ensemble {}, mais num_cat vaut {}", threshold, set_count);
    }
    node.category_set = static_cast<std::int32_t>(threshold);
    node.default_left = false;
    return;
  }
  const std::int32_t missing = decision >> 2 & 3;
  if (decision < 0 || decision > 15 || missing > kMissingNan) {
    throw fault(place, "decision_type {} is unknown", "decision_type {} est inconnu", decision);
  }
  node.threshold = fold_in_zero(threshold);
  node.default_left = missing == kMissingNone ? threshold >= 0.0 : (decision & kDefaultLeftMask) != 0;
  node.zero_is_missing = missing == kMissingZero;
}

Tree single_leaf(const Section& section, const Place& place) {
  Tree tree;
  tree.nodes.emplace_back();
  tree.nodes[0].value = numbers<double>(section, "leaf_value", 1, place)[0];
  tree.nodes[0].cover = 1.0;
  return tree;
}

Tree read_tree(const Section& section, std::size_t feature_count, const Place& place) {
  const auto leaves_read = number<std::int64_t>(section, "num_leaves", place);
  const std::string_view leaf_values = field(section, "leaf_value", place);
  if (leaves_read < 1 || leaves_read > static_cast<std::int64_t>(leaf_values.size())) {
    throw fault(place, "num_leaves is {}, which does not fit \"leaf_value\"",
                "num_leaves vaut {}, ce qui ne correspond pas à « leaf_value »", leaves_read);
  }
  const std::string_view* is_linear = section.find("is_linear");
  if (is_linear != nullptr && *is_linear != "0") {
    throw fault(place, "linear trees (linear_tree=true) are not supported",
                "les arbres linéaires (linear_tree=true) ne sont pas pris en charge");
  }
  const auto leaves = static_cast<std::size_t>(leaves_read);
  const TreePlace tree_place{place.file, static_cast<std::size_t>(place.tree)};
  if (leaves == 1) return in_preorder(single_leaf(section, place), feature_count, tree_place);

  const std::size_t splits = leaves - 1;
  const auto features = numbers<std::int32_t>(section, "split_feature", splits, place);
  const auto thresholds = numbers<double>(section, "threshold", splits, place);
  const auto decisions = numbers<std::int32_t>(section, "decision_type", splits, place);
  const auto lefts = numbers<std::int32_t>(section, "left_child", splits, place);
  const auto rights = numbers<std::int32_t>(section, "right_child", splits, place);
  const auto split_covers = numbers<double>(section, "internal_count", splits, place);
  const auto values = numbers<double>(section, "leaf_value", leaves, place);
  const auto leaf_covers = numbers<double>(section, "leaf_count", leaves, place);
  const auto set_count = number<std::int64_t>(section, "num_cat", place);
  if (set_count < 0 || set_count > static_cast<std::int64_t>(splits)) {
    throw fault(place, "num_cat is {}, but the tree has {} splits", "num_cat vaut {}, mais l'arbre a {} séparations",
                set_count, splits);
  }
  Tree tree;
  tree.category_sets = read_category_sets(section, static_cast<std::size_t>(set_count), place);
  tree.nodes.resize(splits + leaves);
  for (std::size_t i = 0; i < splits; ++i) {
    TreeNode& node = tree.nodes[i];
    if (features[i] < 0) {
      throw fault(place, "split {}: feature number {} is negative",
                  "séparation {} : le numéro de variable {} est négatif", i, features[i]);
    }
    node.feature = features[i];
    node.left = node_index(lefts[i], splits, leaves, place);
    node.right = node_index(rights[i], splits, leaves, place);
    node.cover = split_covers[i];
    if (std::isnan(thresholds[i])) {  // infinite ones are usual: they split the known from the missing
      throw fault(place, "split {}: the threshold is not a number", "séparation {} : le seuil n'est pas un nombre", i);
    }
    set_decision(node, thresholds[i], decisions[i], tree.category_sets.size(), place);
  }
  for (std::size_t i = 0; i < leaves; ++i) {
    tree.nodes[splits + i].value = values[i];
    tree.nodes[splits + i].cover = leaf_covers[i];
  }
  std::size_t unreached = 0;
  tree = in_preorder(std::move(tree), feature_count, tree_place, &unreached);
  if (unreached > 0) {
    throw fault(place, "{} nodes are not reached from the root", "{} nœuds ne sont pas atteints depuis la racine",
                unreached);
  }
  return tree;
}

Section read_section(Lines& lines, std::string_view first) {
  Section section;
  for (std::string_view line = first; !line.empty(); line = lines.next()) section.add(line);
  return section;
}

std::size_t count_words(std::string_view text) {
  std::size_t count = 0;
  while (!next_word(text).empty()) ++count;
  return count;
}

}  // namespace

Forest read_lightgbm(const std::string& bytes, const std::string& name) {
  const std::string file = printable(name);
  const Place header_place{file};
  Lines lines(bytes);
  if (lines.next() != "tree") {
    throw model_error("{}: not a LightGBM text model: the first line must be \"tree\"",
                      "{} : pas un modèle texte de LightGBM : la première ligne doit être « tree »", file);
  }
  const auto cut_off = [&] {
    return model_error("{}: cut off: \"end of trees\" is missing", "{} : tronqué : « end of trees » est absent", file);
  };
  if (bytes.find("\nend of trees") == std::string::npos) throw cut_off();  // before half a tree is found fault with
  const Section header = read_section(lines, lines.next());
  Forest forest;
  forest.sigmoid = read_kind(header, header_place);
  forest.features = read_features(header, header_place);

  for (std::string_view line = lines.next(); line != "end of trees"; line = lines.next()) {
    if (line.empty() && lines.at_end()) throw cut_off();
    if (line.empty()) continue;  // two empty lines stand between trees
    const Place place{file, static_cast<std::int64_t>(forest.trees.size())};
    const std::size_t line_number = lines.number();
    const Section section = read_section(lines, line);
    if (section.find("Tree") == nullptr || number<std::int64_t>(section, "Tree", place) != place.tree) {
      throw model_error("{}: line {}: expected \"Tree={}\" or \"end of trees\", found \"{}\"",
                        "{} : ligne {} : « Tree={} » ou « end of trees » attendu, « {} » trouvé", file, line_number,
                        place.tree, shown(line));
    }
    forest.trees.push_back(read_tree(section, forest.features.size(), place));
  }
  const std::string_view* sizes = header.find("tree_sizes");
  if (sizes != nullptr && count_words(*sizes) != forest.trees.size()) {
    throw model_error("{}: has {} trees, but \"tree_sizes\" announces {}",
                      "{} : contient {} arbres, mais « tree_sizes » en annonce {}", file, forest.trees.size(),
                      count_words(*sizes));
  }
  forest.iterations = {forest.trees.size(), forest.trees.size()};
  forest.categories = read_categories(lines.rest(), header, forest, header_place);
  return forest;
}

}  // namespace p8
