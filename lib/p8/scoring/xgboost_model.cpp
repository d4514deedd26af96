#include "p8/scoring/xgboost_model.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include "p8/core/error.h"
#include "p8/core/log.h"
#include "p8/scoring/model_document.h"

namespace p8 {

namespace {

using Kind = DocumentValue::Kind;

/// Where a field stands, for messages: "model.json: tree 3".
struct Place {
  const std::string& file;
  std::int64_t tree = -1;  // -1: outside the trees
};

/// "PLACE: REASON" in both languages.
template <typename... Args>
Error fault(const Place& place, const char* en, const char* fr, const Args&... args) {
  const Text why = text(en, fr, args...);
  if (place.tree < 0) return {ErrorKind::Model, {place.file + ": " + why.en, place.file + " : " + why.fr}};
  return {ErrorKind::Model,
          {fmt::format("{}: tree {}: {}", place.file, place.tree, why.en),
           fmt::format("{} : arbre {} : {}", place.file, place.tree, why.fr)}};
}

const DocumentValue& member(const DocumentValue& object, const char* key, const Place& place) {
  const DocumentValue* value = object.find(key);
  if (value == nullptr) throw fault(place, "\"{}\" is missing", "« {} » est absent", key);
  return *value;
}

const std::string& text_member(const DocumentValue& object, const char* key, const Place& place) {
  const DocumentValue& value = member(object, key, place);
  if (value.kind != Kind::Text) throw fault(place, "\"{}\" must be a string", "« {} » doit être une chaîne", key);
  return value.text;
}

/// XGBoost writes its parameters as strings: "5E-1"; since 3.1 also as a list in a string: "[5E-1]".
double parameter(const DocumentValue& object, const char* key, const Place& place) {
  const DocumentValue& value = member(object, key, place);
  if (value.kind == Kind::Number) return value.number;
  std::string_view digits = value.text;
  if (digits.size() >= 2 && digits.front() == '[' && digits.back() == ']') digits = digits.substr(1, digits.size() - 2);
  double number = 0.0;
  const std::from_chars_result result = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || result.ec != std::errc() || result.ptr != digits.data() + digits.size()) {
    throw fault(place, "\"{}\": expected a number, found \"{}\"", "« {} » : un nombre est attendu, « {} » trouvé", key,
                printable(value.text, 60));
  }
  return number;
}

double optional_parameter(const DocumentValue& object, const char* key, double otherwise, const Place& place) {
  return object.find(key) == nullptr ? otherwise : parameter(object, key, place);
}

const std::vector<double>& numbers(const DocumentValue& object, const char* key, const Place& place) {
  const DocumentValue& value = member(object, key, place);
  if (value.kind != Kind::NumberList) {
    throw fault(place, "\"{}\" must be a list of numbers", "« {} » doit être une liste de nombres", key);
  }
  return value.numbers;
}

/// A list with one number per node.
const std::vector<double>& per_node(const DocumentValue& tree, const char* key, std::size_t nodes, const Place& place) {
  const std::vector<double>& values = numbers(tree, key, place);
  if (values.size() != nodes) {
    throw fault(place, "\"{}\" has {} numbers, expected {}, one a node",
                "« {} » a {} nombres au lieu de {}, un par nœud", key, values.size(), nodes);
  }
  return values;
}

std::int32_t as_index(double value, const char* key, const Place& place) {
  if (value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max() &&
      value == std::trunc(value)) {
    return static_cast<std::int32_t>(value);
  }
  throw fault(place, "\"{}\": {} is not an index", "« {} » : {} n'est pas un indice", key, value);
}

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

std::vector<std::string> read_features(const DocumentValue& learner, const Place& place) {
  const double count = parameter(member(learner, "learner_model_param", place), "num_feature", place);
  if (!(count >= 0.0 && count <= 1e7)) {
    throw fault(place, "\"num_feature\" is {}", "« num_feature » vaut {}", count);
  }
  std::vector<std::string> names;
  const DocumentValue* list = learner.find("feature_names");
  if (list == nullptr || (list->items.empty() && list->numbers.empty())) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) names.push_back("f" + std::to_string(i));
    return names;
  }
  for (const DocumentValue& item : list->items) {
    if (item.kind != Kind::Text) {
      throw fault(place, "\"feature_names\" must be a list of strings",
                  "« feature_names » doit être une liste de chaînes");
    }
    names.push_back(item.text);
  }
  if (static_cast<double>(names.size()) != count) {
    throw fault(place, "the feature count does not fit: {} names, but num_feature is {}",
                "le nombre de variables ne correspond pas : {} noms, mais num_feature vaut {}", names.size(), count);
  }
  check_feature_names(names, place.file);
  return names;
}

/// Throws unless the objective is one that p8 computes; returns the base margin.
double read_objective(const DocumentValue& learner, const Place& place) {
  const std::string& objective = text_member(member(learner, "objective", place), "name", place);
  if (objective != "binary:logistic" && objective != "reg:logistic" && objective != "binary:logitraw") {
    throw fault(place,
                "objective \"{}\" is not supported; p8 scores binary decisions: binary:logistic, reg:logistic or "
                "binary:logitraw",
                "l'objectif « {} » n'est pas pris en charge ; p8 évalue des décisions binaires : binary:logistic, "
                "reg:logistic ou binary:logitraw",
                printable(objective, 60));
  }
  const DocumentValue& parameters = member(learner, "learner_model_param", place);
  if (optional_parameter(parameters, "num_class", 0.0, place) > 1.0 ||
      optional_parameter(parameters, "num_target", 1.0, place) > 1.0) {
    throw fault(place, "models of several classes or targets are not supported",
                "les modèles à plusieurs classes ou cibles ne sont pas pris en charge");
  }
  const auto base_score = static_cast<float>(parameter(parameters, "base_score", place));
  if (!(base_score > 0.0F && base_score < 1.0F)) {
    throw fault(place, "\"base_score\" is {}, expected a probability between 0 and 1",
                "« base_score » vaut {}, une probabilité entre 0 et 1 est attendue", base_score);
  }
  return static_cast<double>(-std::log(1.0F / base_score - 1.0F));
}

/// The trees of either booster, and dart's weight of each (1 for gbtree).
struct Booster {
  const DocumentValue& model;
  const std::vector<double>* weights = nullptr;
};

Booster read_booster(const DocumentValue& learner, const Place& place) {
  const DocumentValue& booster = member(learner, "gradient_booster", place);
  const std::string& kind = text_member(booster, "name", place);
  if (kind == "gbtree") return {member(booster, "model", place)};
  if (kind == "dart") {
    return {member(member(booster, "gbtree", place), "model", place), &numbers(booster, "weight_drop", place)};
  }
  throw fault(place, "booster \"{}\" is not supported; expected gbtree or dart",
              "le booster « {} » n'est pas pris en charge ; gbtree ou dart attendu", printable(kind, 60));
}

bool looks_like_json(const std::string& bytes) {
  const std::size_t second = bytes.find_first_not_of(" \t\r\n", 1);
  return second == std::string::npos || bytes[second] == '"' || bytes[second] == '}';
}

}  // namespace

Forest read_xgboost(const std::string& bytes, const std::string& name) {
  const std::string file = printable(name);
  const Place place{file};
  if (bytes.empty() || bytes[0] != '{') {
    throw model_error(
        "{}: not an XGBoost model in JSON or UBJSON (save it with save_model(\"….json\") or \"….ubj\")",
        "{} : pas un modèle XGBoost en JSON ou UBJSON (enregistrez-le par save_model(\"….json\") ou \"….ubj\")", file);
  }
  const DocumentValue document = looks_like_json(bytes) ? parse_json(bytes, file) : parse_ubjson(bytes, file);
  const DocumentValue& learner = member(document, "learner", place);
  Forest forest;
  forest.category_rule = CategoryRule::XGBoost;
  forest.base_margin = read_objective(learner, place);
  forest.features = read_features(learner, place);
  const Booster booster = read_booster(learner, place);
  const DocumentValue& trees = member(booster.model, "trees", place);
  const double announced = parameter(member(booster.model, "gbtree_model_param", place), "num_trees", place);
  if (announced != static_cast<double>(trees.items.size())) {
    throw fault(place, "has {} trees, but \"num_trees\" announces {}",
                "contient {} arbres, mais « num_trees » en annonce {}", trees.items.size(), announced);
  }
  if (booster.weights != nullptr && booster.weights->size() != trees.items.size()) {
    throw fault(place, "\"weight_drop\" has {} numbers for {} trees", "« weight_drop » a {} nombres pour {} arbres",
                booster.weights->size(), trees.items.size());
  }
  for (std::size_t t = 0; t < trees.items.size(); ++t) {
    const double weight =
        booster.weights == nullptr ? 1.0 : static_cast<double>(static_cast<float>((*booster.weights)[t]));
    forest.trees.push_back(
        read_tree(trees.items[t], forest.features.size(), weight, {file, static_cast<std::int64_t>(t)}));
  }
  return forest;
}

}  // namespace p8
