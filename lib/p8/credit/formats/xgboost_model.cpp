#include "p8/credit/formats/xgboost_model.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "p8/credit/formats/xgboost_categories.h"
#include "p8/credit/formats/xgboost_fields.h"
#include "p8/credit/formats/xgboost_iterations.h"
#include "p8/credit/formats/xgboost_tree.h"
#include "p8/csv/number.h"

namespace p8 {

namespace {

using namespace xgboost;

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

bool is_at_least(const DocumentValue& document, double major, double minor) {
  const DocumentValue* const version = document.find("version");
  if (version == nullptr || version->numbers.size() < 2) return false;
  const double written = version->numbers[0];
  return written > major || (written == major && version->numbers[1] >= minor);
}

/// The margin that trees are added to. binary:logitraw predicts margins, so its base score is one. The logistic
/// objectives keep a probability, in float32; since 3.2 it may be 0 or 1, where all labels are the same, and is held
/// off them (ProbToMargin, src/objective/regression_loss.h).
double base_margin_of(float base_score, const std::string& objective, bool may_touch_bounds, const Place& place) {
  if (objective == "binary:logitraw") {
    if (std::isfinite(base_score)) return static_cast<double>(base_score);
    throw fault(place, "\"base_score\" is {}, expected a finite margin",
                "« base_score » vaut {}, une marge finie est attendue", base_score);
  }
  const bool is_inside = may_touch_bounds ? base_score >= 0.0F && base_score <= 1.0F  //
                                          : base_score > 0.0F && base_score < 1.0F;
  if (!is_inside) {
    throw fault(place, "\"base_score\" is {}, expected a probability between 0 and 1",
                "« base_score » vaut {}, une probabilité entre 0 et 1 est attendue", base_score);
  }
  constexpr float kEpsilon = 1e-6F;
  if (may_touch_bounds) base_score = std::min(std::max(base_score, kEpsilon), 1.0F - kEpsilon);
  return static_cast<double>(-std::log(1.0F / base_score - 1.0F));
}

/// Throws unless the objective is one that p8 computes; returns the base margin.
double read_objective(const DocumentValue& learner, bool may_touch_bounds, const Place& place) {
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
  return base_margin_of(static_cast<float>(parameter(parameters, "base_score", place)), objective, may_touch_bounds,
                        place);
}

/// The trees of either booster, and dart's weight of each (1 without).
struct Booster {
  const DocumentValue& model;
  const std::vector<double>* weights = nullptr;

  double weight(std::size_t tree) const {
    return weights == nullptr ? 1.0 : static_cast<double>(static_cast<float>((*weights)[tree]));
  }
};

/// Dart's weights stand beside the trees; since 3.4 among them, where any booster may have them (src/gbm/gbtree.cc).
Booster read_booster(const DocumentValue& learner, const Place& place) {
  const DocumentValue& booster = member(learner, "gradient_booster", place);
  const std::string& kind = text_member(booster, "name", place);
  if (kind != "gbtree" && kind != "dart") {
    throw fault(place, "booster \"{}\" is not supported; expected gbtree or dart",
                "le booster « {} » n'est pas pris en charge ; gbtree ou dart attendu", printable(kind, 60));
  }
  const DocumentValue& holder = kind == "dart" ? member(booster, "gbtree", place) : booster;
  const DocumentValue& model = member(holder, "model", place);
  if (kind == "dart") return {model, &numbers(booster, "weight_drop", place)};
  for (const DocumentValue* const object : {&booster, &model}) {
    const DocumentValue* const weights = object->find("weight_drop");
    if (weights != nullptr && !weights->numbers.empty()) return {model, &weights->numbers};
  }
  return {model};
}

/// scikit-learn's wrapper (before 2.0) writes its parameters into an attribute: "missing" is a number that stands for a
/// missing value, or NaN, as JSON knows none.
std::optional<double> missing_number(const DocumentValue& learner) {
  const DocumentValue* const attributes = learner.find("attributes");
  const DocumentValue* const wrapper = attributes == nullptr ? nullptr : attributes->find("scikit_learn");
  constexpr std::string_view kKey = "\"missing\":";
  const std::size_t at = wrapper == nullptr ? std::string::npos : wrapper->text.find(kKey);
  if (at == std::string::npos) return std::nullopt;
  std::string_view rest = std::string_view(wrapper->text).substr(at + kKey.size());
  rest = rest.substr(0, rest.find_first_of(",}"));
  const ParsedNumber number = parse_number(rest);
  return number.fault == NumberFault::None ? std::optional(number.value) : std::nullopt;
}

bool looks_like_json(const std::string& bytes) {
  const std::size_t second = bytes.find_first_not_of(" \t\r\n", 1);
  return second == std::string::npos || bytes[second] == '"' || bytes[second] == '}';
}

}  // namespace

Forest read_xgboost(const std::string& bytes, const std::string& name, Iterations iterations) {
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
  forest.base_margin = read_objective(learner, is_at_least(document, 3, 2), place);
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
    forest.trees.push_back(
        read_tree(trees.items[t], forest.features.size(), booster.weight(t), {file, static_cast<std::int64_t>(t)}));
  }
  const IterationRange range = read_iterations(learner, booster.model, trees.items.size(), iterations, place);
  forest.iterations = range.count;
  forest.trees.resize(range.trees);
  forest.missing_number = missing_number(learner);
  forest.categories = read_categories(booster.model, forest, place);
  return forest;
}

}  // namespace p8
