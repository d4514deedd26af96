#include "p8/credit/formats/lightgbm_categories.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/base/json_text.h"
#include "p8/credit/trees/category_values.h"

namespace p8::lightgbm {

namespace {

using Json = nlohmann::json;

constexpr std::string_view kKey = "pandas_categorical:";

Error unreadable(const Place& place, const std::string& found) {
  return fault(place, "\"pandas_categorical\": expected a list of lists of texts, numbers or booleans, found {}",
               "« pandas_categorical » : une liste de listes de textes, de nombres ou de booléens est attendue, {} "
               "trouvé",
               printable(found, 60));
}

/// A category as a CSV file has it; Python writes booleans as True and False.
std::string text_of(const Json& value, const Place& place) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  if (value.is_number_integer()) return value.dump();  // as many digits as there are
  if (value.is_number_float()) return category_text(value.get<double>());
  throw unreadable(place, value.dump());
}

std::vector<CategoryValues> read_lists(std::string_view text, const Place& place) {
  const Json json = parse_json_file<Json>(text, place.file, ErrorKind::Model);
  if (json.is_null()) return {};
  if (!json.is_array()) throw unreadable(place, std::string(text));
  std::vector<CategoryValues> lists;
  for (const Json& list : json) {
    if (!list.is_array()) throw unreadable(place, list.dump());
    CategoryValues& values = lists.emplace_back();
    for (const Json& value : list) {
      values.texts.push_back(text_of(value, place));
      values.are_numbers = values.are_numbers || !value.is_string();
    }
  }
  return lists;
}

/// What a feature's word of feature_infos says of its values in training.
struct FeatureInfo {
  bool is_category = false;
  double least_size = 0.0;  // of a list that holds all of its codes

  /// Whether a list of that many categories can be the feature's.
  bool fits(std::size_t categories) const { return static_cast<double>(categories) >= least_size; }
};

/// "[0:5]": a number's range; "0:2:1": codes; "none": one value only.
FeatureInfo info_of(std::string_view word, const Place& place) {
  FeatureInfo info;
  if (word == "none") return info;
  const bool is_range = word.front() == '[' && word.back() == ']';
  if (is_range) word = word.substr(1, word.size() - 2);
  info.is_category = !is_range;
  while (!word.empty()) {
    const std::size_t end = std::min(word.find(':'), word.size());
    const auto value = parse<double>(word.substr(0, end), "feature_infos", place);
    word.remove_prefix(std::min(end + 1, word.size()));
    // Codes are whole numbers from 0; a categorical feature may also have -1, for missing values.
    const bool is_code = value == std::floor(value) && value >= (is_range ? 0.0 : -1.0);
    info.least_size = is_code ? std::max(info.least_size, value + 1.0) : HUGE_VAL;
  }
  return info;
}

std::vector<FeatureInfo> read_infos(const Section& header, std::size_t features, const Place& place) {
  std::vector<FeatureInfo> infos;
  std::string_view rest = field(header, "feature_infos", place);
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
    infos.push_back(info_of(word, place));
  }
  if (infos.size() != features) {
    throw fault(place, "\"feature_infos\" has {} entries for {} features",
                "« feature_infos » a {} entrées pour {} variables", infos.size(), features);
  }
  return infos;
}

/// The feature of each list, where the categorical ones are as many and each list fits.
std::optional<std::vector<std::size_t>> one_to_one(const std::vector<CategoryValues>& lists,
                                                   const std::vector<FeatureInfo>& infos) {
  std::vector<std::size_t> features;
  for (std::size_t f = 0; f < infos.size(); ++f) {
    if (infos[f].is_category) features.push_back(f);
  }
  if (features.size() != lists.size()) return std::nullopt;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (!infos[features[i]].fits(lists[i].texts.size())) return std::nullopt;
  }
  return features;
}

/// The only way to give the lists, in order, to features that they fit; nothing where there is none or more than one.
/// From the front each list takes the first feature that fits, from the back the last one: both agree in one way only.
std::optional<std::vector<std::size_t>> only_way(const std::vector<CategoryValues>& lists,
                                                 const std::vector<FeatureInfo>& infos) {
  std::vector<std::size_t> first;
  for (std::size_t f = 0; f < infos.size() && first.size() < lists.size(); ++f) {
    if (infos[f].fits(lists[first.size()].texts.size())) first.push_back(f);
  }
  std::vector<std::size_t> last;
  for (std::size_t f = infos.size(); f-- > 0 && last.size() < lists.size();) {
    if (infos[f].fits(lists[lists.size() - 1 - last.size()].texts.size())) last.push_back(f);
  }
  std::reverse(last.begin(), last.end());
  return first.size() == lists.size() && first == last ? std::optional(first) : std::nullopt;
}

}  // namespace

std::vector<CategoryValues> read_categories(std::string_view rest, const Section& header, const Forest& forest,
                                            const Place& place) {
  std::string_view text;
  Lines lines(rest);
  while (!lines.at_end()) {
    const std::string_view line = lines.next();
    if (line.substr(0, kKey.size()) == kKey) text = line.substr(kKey.size());  // the last one counts
  }
  if (text.empty()) return {};
  std::vector<CategoryValues> lists = read_lists(text, place);
  if (lists.empty()) return {};
  const std::vector<FeatureInfo> infos = read_infos(header, forest.features.size(), place);
  std::optional<std::vector<std::size_t>> features = one_to_one(lists, infos);
  if (!features) features = only_way(lists, infos);
  if (!features) {
    const auto categorical =
        std::count_if(infos.begin(), infos.end(), [](const FeatureInfo& i) { return i.is_category; });
    throw fault(place,
                "the {} lists of \"pandas_categorical\" cannot be matched with the {} categorical features of "
                "\"feature_infos\", so categories cannot be told; train on columns of type category only, or on codes",
                "les {} listes de « pandas_categorical » ne correspondent pas aux {} variables catégorielles de "
                "« feature_infos » : les catégories sont indéterminées ; entraînez sur des colonnes de type category "
                "uniquement, ou sur des codes",
                lists.size(), categorical);
  }
  std::vector<CategoryValues> categories(forest.features.size());
  for (std::size_t i = 0; i < lists.size(); ++i) categories[(*features)[i]] = std::move(lists[i]);
  check_categories(categories, forest, place.file);
  return categories;
}

}  // namespace p8::lightgbm
