#include "p8/credit/model/actionable.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

#include "p8/base/closest.h"
#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8 {

namespace {

// Words of column names, in English and French; with a '*' every word that begins so.
constexpr std::string_view kProtectedWords[] = {
    "age",      "ages",      "âge",       "birth*",  "born",      "dob",      "dateofbirth", "yearofbirth", "naissance",
    "sex",      "sexe",      "sexual*",   "gender*", "genre",     "civil",    "civilit*",    "famil*",      "household",
    "ménage",   "marital*",  "matrimon*", "married", "marriage*", "divorc*",  "widow*",      "veuf",        "veuve",
    "spous*",   "conjoint*", "child*",    "kid",     "kids",      "enfant*",  "parent*",     "depend*",     "national*",
    "citizen*", "foreign*",  "étrang*",   "etrang*", "immigr*",   "race",     "racial*",     "ethni*",      "religi*",
    "disab*",   "handicap*", "health*",   "santé",   "sante",     "pregnan*", "grossesse"};
constexpr std::string_view kUnchangeableWords[] = {
    "zip*",       "postcode*", "postal*",    "region*",     "city",     "town",      "ville",
    "country",    "pays",      "department", "departement", "latitude", "longitude", "id",
    "identifier", "weekday",   "hour",       "previous*",   "past",     "history",   "historique"};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
// A byte of an accented letter counts as one.
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0; }

// "dateOfBirth2_YEAR" → date, of, birth, year.
std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool begins_word = i > 0 && is_upper(name[i]) && !is_upper(name[i - 1]);
    if (!is_letter(name[i]) || begins_word) words.emplace_back();
    if (is_letter(name[i])) {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
  }
  words.erase(std::remove(words.begin(), words.end(), ""), words.end());
  return words;
}

template <std::size_t N>
bool has_word(const std::string& name, const std::string_view (&list)[N]) {
  const std::vector<std::string> words = words_of(name);
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::any_of(std::begin(list), std::end(list), [&](std::string_view known) {
      return known.back() == '*' ? word.compare(0, known.size() - 1, known.substr(0, known.size() - 1)) == 0
                                 : word == known;
    });
  });
}

Direction direction_of(Changeability change) {
  return change == Changeability::Up ? Direction::Up : change == Changeability::Down ? Direction::Down : Direction::Any;
}

std::optional<std::size_t> index_of(const Schema& schema, const std::string& name) {
  const std::vector<Feature>& features = schema.features();
  const auto found = std::find_if(features.begin(), features.end(), [&](const Feature& f) { return f.name == name; });
  if (found == features.end()) return std::nullopt;
  return static_cast<std::size_t>(found - features.begin());
}

Error no_column(const std::string& name, const Schema& schema) {
  std::vector<std::string> names;
  for (const Feature& feature : schema.features()) names.push_back(feature.name);
  const Text question = did_you_mean(closest_names(name, names));
  return usage_error("--actionable: no feature '{0}'{1}", "--actionable : pas de variable « {0} »{1}", printable(name),
                     question);
}

Actionable parse_one(const std::string& argument, const Schema& schema) {
  if (const auto whole = index_of(schema, argument)) return {*whole, Direction::Any};
  const std::size_t colon = argument.rfind(':');
  if (colon == std::string::npos) throw no_column(argument, schema);
  const std::string name = argument.substr(0, colon);
  const std::string word = argument.substr(colon + 1);
  const auto feature = index_of(schema, name);
  if (!feature) throw no_column(name, schema);
  for (const Direction direction : {Direction::Any, Direction::Up, Direction::Down}) {
    if (word != direction_name(direction)) continue;
    if (direction != Direction::Any && schema.features()[*feature].kind == FeatureKind::Category) {
      throw usage_error("--actionable: '{0}' is a category and has no up or down; expected '{0}' alone",
                        "--actionable : « {0} » est une catégorie, sans sens up ou down ; il faut « {0} » seul",
                        printable(name));
    }
    return {*feature, direction};
  }
  throw usage_error("--actionable: '{0}' after '{1}:' is not a direction; expected up, down or any",
                    "--actionable : « {0} » après « {1}: » n'est pas un sens ; il faut up, down ou any",
                    printable(word, 40), printable(name));
}

}  // namespace

const char* direction_name(Direction direction) {
  return direction == Direction::Up ? "up" : direction == Direction::Down ? "down" : "any";
}

std::vector<Actionable> default_actionable(const Schema& schema, const ColumnCatalogue& catalogue) {
  std::vector<Actionable> actionable;
  for (std::size_t f = 0; f < schema.features().size(); ++f) {
    const Feature& feature = schema.features()[f];
    if (is_protected(feature.name, catalogue)) continue;
    const std::optional<Changeability> change = catalogue.entry(feature.name).change;
    if (change ? *change == Changeability::No : has_word(feature.name, kUnchangeableWords)) continue;
    const bool has_direction = change && feature.kind == FeatureKind::Number;
    actionable.push_back({f, has_direction ? direction_of(*change) : Direction::Any});
  }
  return actionable;
}

bool is_protected(const std::string& name, const ColumnCatalogue& catalogue) {
  const std::optional<ColumnEntry> entry = catalogue.find(name);
  if (entry && entry->is_protected) return true;
  const bool is_known = entry && entry->change;
  return !is_known && has_word(name, kProtectedWords);
}

std::vector<Actionable> parse_actionable(const std::vector<std::string>& arguments, const Schema& schema) {
  std::vector<Actionable> actionable;
  for (const std::string& argument : arguments) {
    const Actionable parsed = parse_one(argument, schema);
    const bool is_repeated = std::any_of(actionable.begin(), actionable.end(),
                                         [&](const Actionable& earlier) { return earlier.feature == parsed.feature; });
    if (is_repeated) {
      throw usage_error("--actionable: '{}' is given twice", "--actionable : « {} » est donné deux fois",
                        printable(schema.features()[parsed.feature].name));
    }
    actionable.push_back(parsed);
  }
  std::sort(actionable.begin(), actionable.end(),
            [](const Actionable& a, const Actionable& b) { return a.feature < b.feature; });
  return actionable;
}

}  // namespace p8
