#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/credit/model/model.h"
#include "p8/statistics/psi.h"

namespace p8 {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr double kMaxQuantile = 1e30;
constexpr const char* kEdgesBetween = "between values";  // bundles before have edges on values and do not say

constexpr CalibrationMethod kMethods[] = {CalibrationMethod::None, CalibrationMethod::Sigmoid,
                                          CalibrationMethod::Isotonic};

constexpr const char* kUnchangeable = "no";

std::string actionable_word(const ModelCard& card, std::size_t feature) {
  for (const Actionable& actionable : card.actionable) {
    if (actionable.feature == feature) return direction_name(actionable.direction);
  }
  return kUnchangeable;
}

// Numbers of data that reach beyond are written as the limit, so that p8's bundles can be read.
std::vector<double> within_reach(std::vector<double> quantiles) {
  for (double& value : quantiles) value = std::clamp(value, -kMaxQuantile, kMaxQuantile);
  return quantiles;
}

Json feature_json(const ModelCard& card, std::size_t f) {
  const Feature& feature = card.schema.features()[f];
  const FeatureProfile* const profile = card.profiles.empty() ? nullptr : &card.profiles[f];
  Json json;
  json["name"] = feature.name;
  json["kind"] = feature.kind == FeatureKind::Number ? "number" : "category";
  if (feature.kind == FeatureKind::Category) json["categories"] = feature.categories;
  if (card.has_actionable) json["actionable"] = actionable_word(card, f);
  if (profile == nullptr) return json;
  if (feature.kind == FeatureKind::Number) {
    json["quantiles"] = within_reach(profile->quantiles);
    json["edges"] = profile->edges;
  }
  json["counts"] = profile->counts;
  return json;
}

struct FieldError {
  std::string field;
  const char* expected_en;
  const char* expected_fr;
};

// The field's value, or a FieldError that says what is expected there.
template <typename T>
T field(const Json& json, const std::string& name, const char* expected_en, const char* expected_fr) {
  const auto found = json.find(name);
  if (!json.is_object() || found == json.end()) throw FieldError{name, expected_en, expected_fr};
  try {
    return found->get<T>();
  } catch (const nlohmann::json::exception&) {
    throw FieldError{name, expected_en, expected_fr};
  }
}

std::string text_field(const Json& json, const std::string& name) {
  return field<std::string>(json, name, "a text", "un texte");
}

// Points, odds, costs and log-odds: no model has more, and sums and products of such numbers stay finite.
constexpr double kMaxNumber = 1e15;
constexpr double kMaxPointsToDouble = 1e6;

double number_field(const Json& json, const std::string& name) {
  const auto value = field<Json>(json, name, "a number", "un nombre");
  if (!value.is_number()) throw FieldError{name, "a number", "un nombre"};
  if (!(std::abs(value.get<double>()) <= kMaxNumber)) {
    throw FieldError{name, "a number of at most 10^15 in size", "un nombre d'au plus 10^15 en valeur absolue"};
  }
  return value.get<double>();
}

std::size_t count_field(const Json& json, const std::string& name) {
  const auto value = field<Json>(json, name, "a count", "un effectif");
  if (!is_count(value)) throw FieldError{name, "a whole number from 0 to 10^15", "un nombre entier de 0 à 10^15"};
  return value.get<std::size_t>();
}

std::vector<std::size_t> counts_field(const Json& json, const std::string& name) {
  const auto values = field<Json>(json, name, "a list of counts", "une liste d'effectifs");
  if (!values.is_array() || !std::all_of(values.begin(), values.end(), is_count<Json>)) {
    throw FieldError{name, "whole numbers from 0 to 10^15", "des nombres entiers de 0 à 10^15"};
  }
  return values.get<std::vector<std::size_t>>();
}

std::vector<double> ascending_field(const Json& json, const std::string& name) {
  const FieldError wrong{name, "numbers in ascending order", "des nombres croissants"};
  const auto list = field<Json>(json, name, wrong.expected_en, wrong.expected_fr);
  const auto is_number = [](const Json& value) { return value.is_number() && std::isfinite(value.get<double>()); };
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_number)) throw wrong;
  auto values = list.get<std::vector<double>>();
  if (!std::is_sorted(values.begin(), values.end())) throw wrong;
  return values;
}

Feature parse_feature(const Json& json) {
  Feature feature;
  feature.name = text_field(json, "name");
  const std::string kind = text_field(json, "kind");
  if (kind != "number" && kind != "category") throw FieldError{"kind", "number or category", "number ou category"};
  if (kind == "category") {
    feature.kind = FeatureKind::Category;
    feature.categories = field<std::vector<std::string>>(json, "categories", "a list of texts", "une liste de textes");
  }
  return feature;
}

FeatureProfile parse_profile(const Json& json, const Feature& feature) {
  FeatureProfile profile;
  if (feature.kind == FeatureKind::Number) {
    profile.quantiles = ascending_field(json, "quantiles");
    const auto is_within = [](double value) { return std::abs(value) <= kMaxQuantile; };
    if (!std::all_of(profile.quantiles.begin(), profile.quantiles.end(), is_within)) {
      throw FieldError{"quantiles", "numbers of at most 10^30 in size",
                       "des nombres d'au plus 10^30 en valeur absolue"};
    }
    profile.edges = ascending_field(json, "edges");
  }
  profile.counts = counts_field(json, "counts");
  const std::size_t bins =
      feature.kind == FeatureKind::Number ? profile.edges.size() + 2 : feature.categories.size() + 1;
  if (profile.counts.size() != bins) {
    throw FieldError{"counts", "one count a bin and one for missing values",
                     "un effectif par classe et un pour les valeurs manquantes"};
  }
  return profile;
}

// Bundles before there were actionable features do not say.
void read_actionable(const Json& json, const Feature& feature, std::size_t index, ModelCard& card) {
  if (!json.contains("actionable")) return;
  card.has_actionable = true;
  const std::string word = text_field(json, "actionable");
  if (word == kUnchangeable) return;
  for (const Direction direction : {Direction::Any, Direction::Up, Direction::Down}) {
    const bool fits = direction == Direction::Any || feature.kind == FeatureKind::Number;
    if (word != direction_name(direction) || !fits) continue;
    card.actionable.push_back({index, direction});
    return;
  }
  throw feature.kind == FeatureKind::Number ? FieldError{"actionable", "any, up, down or no", "any, up, down ou no"}
                                            : FieldError{"actionable", "any or no", "any ou no"};
}

Calibration parse_calibration(const Json& json) {
  Calibration calibration;
  const std::string method = text_field(json, "method");
  const auto* const found = std::find_if(std::begin(kMethods), std::end(kMethods),
                                         [&](CalibrationMethod known) { return method == method_name(known); });
  if (found == std::end(kMethods)) {
    throw FieldError{"calibration.method", "none, sigmoid or isotonic", "none, sigmoid ou isotonic"};
  }
  calibration.method = *found;
  if (calibration.method == CalibrationMethod::Sigmoid) {
    calibration.slope = number_field(json, "slope");
    calibration.intercept = number_field(json, "intercept");
  }
  if (calibration.method == CalibrationMethod::Isotonic) {
    calibration.margins = ascending_field(json, "margins");
    calibration.probabilities = ascending_field(json, "probabilities");
    if (calibration.margins.empty() || calibration.margins.size() != calibration.probabilities.size() ||
        calibration.probabilities.front() < 0.0 || calibration.probabilities.back() > 1.0) {
      throw FieldError{"calibration", "as many probabilities in [0, 1] as margins",
                       "autant de probabilités dans [0, 1] que de marges"};
    }
  }
  return calibration;
}

// Earlier bundles have steps at 0 and 1. No number of clients shows more than the rule of succession says of them all.
void bound_probabilities(Calibration& calibration, std::size_t rows) {
  const double least = 1.0 / (static_cast<double>(std::max(rows, calibration.margins.size())) + 2.0);
  for (double& p : calibration.probabilities) p = std::clamp(p, least, 1.0 - least);
}

ScoreScale parse_scale(const Json& json) {
  ScoreScale scale;
  scale.base_points = number_field(json, "base_points");
  scale.base_odds = number_field(json, "base_odds");
  scale.points_to_double = number_field(json, "points_to_double");
  if (!(scale.points_to_double > 0.0 && scale.points_to_double <= kMaxPointsToDouble)) {
    throw FieldError{"points_to_double", "a positive number up to 10^6", "un nombre positif jusqu'à 10^6"};
  }
  if (!(scale.base_odds >= 1.0 / kMaxNumber)) throw FieldError{"base_odds", "a positive number", "un nombre positif"};
  return scale;
}

ModelCard parse_card(const Json& json) {
  if (field<Json>(json, "format", "1", "1") != Json(kFormat)) throw FieldError{"format", "1", "1"};
  ModelCard card;
  const std::string encoding = text_field(json, "encoding");
  if (encoding != "ordinal" && encoding != "one-hot") {
    throw FieldError{"encoding", "ordinal or one-hot", "ordinal ou one-hot"};
  }
  const Json features = field<Json>(json, "features", "a list", "une liste");
  std::vector<Feature> parsed;
  for (const Json& feature : features) {
    parsed.push_back(parse_feature(feature));
    card.profiles.push_back(parse_profile(feature, parsed.back()));
    read_actionable(feature, parsed.back(), parsed.size() - 1, card);
  }
  if (!json.contains("edges") || json["edges"] != kEdgesBetween) {
    for (FeatureProfile& profile : card.profiles) profile.edges = above_noise(std::move(profile.edges));
  }
  if (parsed.empty()) throw FieldError{"features", "at least one feature", "au moins une variable"};
  card.schema = Schema(parsed, encoding == "ordinal" ? CategoryEncoding::Ordinal : CategoryEncoding::OneHot);
  card.calibration = parse_calibration(field<Json>(json, "calibration", "an object", "un objet"));
  card.threshold = number_field(json, "threshold");
  if (card.threshold < 0.0 || card.threshold > 1.0) {
    throw FieldError{"threshold", "a number from 0 to 1", "un nombre de 0 à 1"};
  }
  card.scale = parse_scale(field<Json>(json, "score_scale", "an object", "un objet"));
  const Json costs = field<Json>(json, "costs", "an object", "un objet");
  card.costs = {number_field(costs, "false_negative"), number_field(costs, "false_positive")};
  if (card.costs.false_negative < 0.0 || card.costs.false_positive < 0.0) {
    throw FieldError{"costs", "costs of at least 0", "des coûts d'au moins 0"};
  }
  card.id_column = text_field(json, "id");
  card.label_column = text_field(json, "label");
  card.positive_value = text_field(json, "positive_value");
  if (json.contains("negative_value")) card.negative_value = text_field(json, "negative_value");
  card.base_value = number_field(json, "base_value");
  card.training_rows = count_field(json, "training_rows");
  bound_probabilities(card.calibration, card.training_rows);
  card.training_sha256 = text_field(json, "training_sha256");
  return card;
}

}  // namespace

std::string bundle_json(const ModelCard& card) {
  Json json;
  json["format"] = kFormat;
  json["id"] = card.id_column;
  json["label"] = card.label_column;
  json["positive_value"] = card.positive_value;
  if (!card.negative_value.empty()) json["negative_value"] = card.negative_value;
  json["threshold"] = card.threshold;
  json["base_value"] = card.base_value;
  json["score_scale"] = {{"base_points", card.scale.base_points},
                         {"base_odds", card.scale.base_odds},
                         {"points_to_double", card.scale.points_to_double}};
  json["costs"] = {{"false_negative", card.costs.false_negative}, {"false_positive", card.costs.false_positive}};
  json["calibration"]["method"] = method_name(card.calibration.method);
  if (card.calibration.method == CalibrationMethod::Sigmoid) {
    json["calibration"]["slope"] = card.calibration.slope;
    json["calibration"]["intercept"] = card.calibration.intercept;
  }
  if (card.calibration.method == CalibrationMethod::Isotonic) {
    json["calibration"]["margins"] = card.calibration.margins;
    json["calibration"]["probabilities"] = card.calibration.probabilities;
  }
  json["training_rows"] = card.training_rows;
  json["training_sha256"] = card.training_sha256;
  json["edges"] = kEdgesBetween;
  json["encoding"] = card.schema.encoding() == CategoryEncoding::Ordinal ? "ordinal" : "one-hot";
  json["features"] = Json::array();
  for (std::size_t f = 0; f < card.schema.features().size(); ++f) {
    json["features"].push_back(feature_json(card, f));
  }
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

ModelCard parse_bundle(const std::string& json, const std::string& file) {
  const auto parsed = parse_json_file<Json>(json, file, ErrorKind::Model);
  if (parsed.is_discarded()) {
    throw model_error("{}: not valid JSON; is the file cut short?", "{} : JSON invalide ; le fichier est-il tronqué ?",
                      printable(file));
  }
  try {
    return parse_card(parsed);
  } catch (const FieldError& error) {
    throw model_error("{0}: field '{1}': expected {2}", "{0} : champ « {1} » : il faut {2}", printable(file),
                      error.field, Text{error.expected_en, error.expected_fr});
  }
}

}  // namespace p8
