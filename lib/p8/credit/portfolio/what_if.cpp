#include "p8/credit/portfolio/what_if.h"

#include <algorithm>

#include "p8/base/closest.h"
#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/csv/number.h"
#include "p8/statistics/float_noise.h"

namespace p8 {

namespace {

/// The column that an "=" follows. Names may hold one themselves ("purpose=Car"): the longest that is known counts.
struct Assignment {
  std::size_t feature = 0;
  std::string value;
};

Assignment split_assignment(const std::string& text, const Schema& schema) {
  std::vector<std::string> names;
  for (const Feature& feature : schema.features()) names.push_back(feature.name);
  for (std::size_t equals = text.rfind('='); equals != std::string::npos && equals > 0;
       equals = text.rfind('=', equals - 1)) {
    auto found = std::find(names.begin(), names.end(), text.substr(0, equals));
    if (found == names.end()) {
      found = std::find(names.begin(), names.end(), schema.plain_name(text.substr(0, equals)));
    }
    if (found != names.end()) return {static_cast<std::size_t>(found - names.begin()), text.substr(equals + 1)};
  }
  const std::size_t first = text.find('=');
  if (first == std::string::npos || first == 0) {
    throw usage_error("--set: '{}': expected COLUMN=VALUE", "--set : « {} » : il faut COLONNE=VALEUR",
                      printable(text, 60));
  }
  const std::string name = text.substr(0, first);
  const Text closest = did_you_mean(closest_names(name, names));
  throw usage_error("--set: the model does not read a column '{0}'{1}",
                    "--set : le modèle ne lit pas de colonne « {0} »{1}", printable(name, 60), closest);
}

double category_value(const std::string& value, const Feature& feature, int code) {
  if (code >= 0) return code;
  const Text known = list_of(feature.categories);
  throw usage_error("--set: '{0}' is not a category of '{1}'; known are {2}",
                    "--set : « {0} » n'est pas une catégorie de « {1} » ; sont connues {2}", printable(value, 60),
                    printable(feature.name, 60), known);
}

double number_value(const std::string& value, const Feature& feature) {
  const ParsedNumber parsed = parse_number_or_truth(value);
  if (parsed.fault == NumberFault::None) return parsed.value;
  throw usage_error("--set: '{0}' is not a number, and '{1}' is a column of numbers",
                    "--set : « {0} » n'est pas un nombre, et « {1} » est une colonne de nombres", printable(value, 60),
                    printable(feature.name, 60));
}

}  // namespace

Setting parse_setting(const std::string& text, const Schema& schema, const std::vector<FeatureProfile>& reference) {
  const auto [f, value] = split_assignment(text, schema);
  const Feature& feature = schema.features()[f];
  Setting setting;
  setting.feature = f;
  if (value.empty()) {
    setting.value = kMissing;
  } else if (feature.kind == FeatureKind::Category) {
    setting.value = category_value(value, feature, schema.category_code(f, value));
  } else {
    setting.value = schema.number(number_value(value, feature));
    if (!reference.empty() && !reference[f].quantiles.empty()) {
      const std::vector<double>& quantiles = reference[f].quantiles;
      setting.out_of_range = (setting.value < quantiles.front() && !is_same_value(setting.value, quantiles.front())) ||
                             (setting.value > quantiles.back() && !is_same_value(setting.value, quantiles.back()));
    }
  }
  return setting;
}

std::vector<double> apply_settings(std::vector<double> values, const std::vector<Setting>& settings) {
  for (const Setting& setting : settings) values[setting.feature] = setting.value;
  return values;
}

}  // namespace p8
