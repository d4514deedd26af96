#include "p8/credit/columns/column_catalogue.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/credit/columns/built_in_catalogue.h"
#include "p8/credit/columns/catalogue_file.h"
#include "p8/credit/columns/data_dictionary.h"
#include "p8/files/file.h"

namespace p8 {

namespace {

// How often a pattern's '*' may stand for a name that is itself found through a pattern; names of p8's own catalogue
// need three. It bounds the work for a name like x_sum_sum_sum_….
constexpr int kDeepest = 4;
constexpr std::size_t kLongestName = 500;

constexpr const char* kStar = "{*}";

bool is_empty(const Text& text) { return text.en.empty() && text.fr.empty(); }

// A language that has no text takes the other's.
void complete(Text& text) {
  if (text.en.empty()) text.en = text.fr;
  if (text.fr.empty()) text.fr = text.en;
}

ColumnEntry completed(ColumnEntry entry) {
  if (entry.unit.en.empty()) entry.unit_one.en = entry.unit_one.fr;  // the two forms go together
  if (entry.unit.fr.empty()) entry.unit_one.fr = entry.unit_one.en;
  for (Text ColumnEntry::*const member :
       {&ColumnEntry::label, &ColumnEntry::description, &ColumnEntry::unit, &ColumnEntry::reason,
        &ColumnEntry::reason_low, &ColumnEntry::reason_high, &ColumnEntry::reason_missing}) {
    complete(entry.*member);
  }
  return entry;
}

std::string filled(std::string pattern, const std::string& star) {
  for (std::size_t at = pattern.find(kStar); at != std::string::npos; at = pattern.find(kStar, at + star.size())) {
    pattern.replace(at, 3, star);
  }
  return pattern;
}

// Both languages filled; a pattern without a text of its own leaves the column's as it is.
Text filled(Text pattern, const Text& star) {
  if (is_empty(pattern)) return star;
  complete(pattern);
  return {filled(pattern.en, star.en), filled(pattern.fr, star.fr)};
}

// What the '*' of a pattern stands for in a name, if the name is one of its family.
std::optional<std::string> star_of(const std::string& key, const std::string& name) {
  const std::size_t before = key.find('*');
  const std::size_t after = key.size() - before - 1;
  if (name.size() <= before + after || name.compare(0, before, key, 0, before) != 0 ||
      name.compare(name.size() - after, after, key, before + 1, after) != 0) {
    return std::nullopt;
  }
  return name.substr(before, name.size() - before - after);
}

bool is_short_number(const std::string& text) {
  return text.size() <= 4 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A category as it appears in the name of an indicator: "Industry: type 9" as "industrytype9".
std::string squeezed(const std::string& category) {
  std::string letters;
  for (const char c : category) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) != 0) letters += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
  }
  return letters;
}

// What a pattern says for itself, its {*} filled, wins over what it keeps of the column.
void overlay(const ColumnEntry& own, const Text& star, ColumnEntry& entry) {
  if (!is_empty(own.unit)) {
    entry.unit = own.unit;
    entry.unit_one = own.unit_one;
  }
  for (Text ColumnEntry::*const member :
       {&ColumnEntry::reason, &ColumnEntry::reason_low, &ColumnEntry::reason_high, &ColumnEntry::reason_missing}) {
    if (!is_empty(own.*member)) entry.*member = filled(own.*member, star);
  }
  for (const auto& [value, words] : own.values) entry.values.insert_or_assign(value, words);
  if (own.factor != 1.0) entry.factor = own.factor;
  if (own.decimals) entry.decimals = own.decimals;
  if (own.change) entry.change = own.change;
  entry.percent = entry.percent || own.percent;
  entry.is_protected = entry.is_protected || own.is_protected;
}

ColumnEntry kept(const ColumnEntry& column, ColumnPattern::Keeps keeps) {
  ColumnEntry entry = column;
  if (keeps != ColumnPattern::Keeps::All) {
    entry.reason = entry.reason_low = entry.reason_high = entry.reason_missing = {};
  }
  if (keeps == ColumnPattern::Keeps::Nothing) {
    entry.unit = entry.unit_one = {};
    entry.factor = 1.0;
    entry.decimals = std::nullopt;
    entry.percent = false;
    entry.values.clear();
  }
  return entry;
}

}  // namespace

ColumnCatalogue ColumnCatalogue::built_in() {
  ColumnCatalogue catalogue;
  const CatalogueTarget target = {[&](const std::string& name) -> ColumnEntry& { return catalogue.columns_[name]; },
                                  [&](const std::string& key) -> ColumnPattern& { return catalogue.patterns_[key]; }};
  read_column_facts(built_in_facts(), kFactsFile, target);
  read_column_words(built_in_words(Language::English), kEnglishFile, Language::English, target);
  read_column_words(built_in_words(Language::French), kFrenchFile, Language::French, target);
  return catalogue;
}

void ColumnCatalogue::merge_directory(const std::string& directory) {
  namespace fs = std::filesystem;
  ColumnCatalogue merged = *this;
  const CatalogueTarget target = {[&](const std::string& name) -> ColumnEntry& {
                                    // A column known through a pattern keeps what the file leaves open.
                                    const auto found = merged.columns_.find(name);
                                    if (found != merged.columns_.end()) return found->second;
                                    const std::optional<Known> known_already = merged.by_patterns(name, kDeepest);
                                    return merged.columns_[name] = known_already ? known_already->entry : ColumnEntry{};
                                  },
                                  [&](const std::string& key) -> ColumnPattern& { return merged.patterns_[key]; }};
  bool has_any = false;
  const auto file_if_there = [&](const char* name) -> std::optional<std::string> {
    std::error_code ignored;
    const std::string path = (fs::path(directory) / name).string();
    if (!fs::exists(path, ignored)) return std::nullopt;
    has_any = true;
    return path;
  };
  if (const auto path = file_if_there(kFactsFile)) {
    read_column_facts(read_file(*path, ErrorKind::Data, kLargestCatalogueFile), *path, target);
  }
  for (const auto& [name, language] :
       {std::pair(kEnglishFile, Language::English), std::pair(kFrenchFile, Language::French)}) {
    if (const auto path = file_if_there(name)) {
      read_column_words(read_file(*path, ErrorKind::Data, kLargestCatalogueFile), *path, language, target);
    }
  }
  if (!has_any) {
    throw data_error("{0}: none of {1}, {2} and {3} is there", "{0} : aucun des fichiers {1}, {2} et {3} n'est là",
                     printable(directory), kFactsFile, kEnglishFile, kFrenchFile);
  }
  *this = std::move(merged);
}

void ColumnCatalogue::add_descriptions(const std::string& csv_path) {
  for (auto& [name, description] : read_data_dictionary(csv_path)) descriptions_.emplace(name, std::move(description));
}

std::optional<ColumnEntry> ColumnCatalogue::find(const std::string& name) const {
  const std::optional<Known> found = lookup(name);
  const auto description = descriptions_.find(name);
  if (!found && description == descriptions_.end()) return std::nullopt;
  ColumnEntry entry = found ? found->entry : ColumnEntry{};
  if (is_empty(entry.label)) entry.label = same(name);
  if (is_empty(entry.description) && description != descriptions_.end()) {
    entry.description = same(description->second);
    entry.description_is_data = true;
  }
  return entry;
}

ColumnEntry ColumnCatalogue::entry(const std::string& name) const {
  if (std::optional<ColumnEntry> found = find(name)) return *std::move(found);
  ColumnEntry unknown;
  unknown.label = same(name);
  return unknown;
}

std::optional<ColumnGroup> ColumnCatalogue::group_of(const std::string& name) const {
  const std::optional<Known> found = lookup(name);
  return found ? found->group : std::nullopt;
}

std::vector<std::string> ColumnCatalogue::names() const {
  std::vector<std::string> names;
  for (const auto& [name, entry] : columns_) names.push_back(name);
  return names;
}

void ColumnCatalogue::remember(const std::vector<std::string>& names) {
  remembered_.clear();
  for (const std::string& name : names) remembered_.emplace(name, known(name, kDeepest));
}

std::optional<ColumnCatalogue::Known> ColumnCatalogue::lookup(const std::string& name) const {
  const auto found = remembered_.find(name);
  return found != remembered_.end() ? found->second : known(name, kDeepest);
}

std::optional<ColumnCatalogue::Known> ColumnCatalogue::known(const std::string& name, int depth) const {
  const auto exact = columns_.find(name);
  std::optional<Known> found = by_patterns(name, depth);
  if (exact == columns_.end()) return found;
  return Known{completed(exact->second), found ? std::move(found->group) : std::nullopt};
}

// Longest ending first: in NAME_TYPE_SUITE_Family_sum the category is "Family", not "Family_sum".
std::optional<ColumnCatalogue::Known> ColumnCatalogue::by_patterns(const std::string& name, int depth) const {
  if (depth == 0 || name.size() > kLongestName) return std::nullopt;
  std::vector<std::pair<const Pattern*, std::string>> families;
  for (const Pattern& pattern : patterns_) {
    if (std::optional<std::string> star = star_of(pattern.first, name)) families.emplace_back(&pattern, *star);
  }
  std::stable_sort(families.begin(), families.end(), [](const auto& a, const auto& b) {
    const auto lengths = [](const std::string& key) {
      const std::size_t beginning = key.find('*');
      return std::pair(key.size() - beginning, beginning);
    };
    return lengths(a.first->first) > lengths(b.first->first);
  });
  for (const auto& [pattern, star] : families) {
    std::optional<Known> found =
        pattern->second.category_of.empty() ? derived(*pattern, star, depth) : indicator(*pattern, star, depth);
    if (found) return found;
  }
  return std::nullopt;
}

std::optional<ColumnCatalogue::Known> ColumnCatalogue::derived(const Pattern& pattern, const std::string& star,
                                                               int depth) const {
  std::optional<Known> base;
  if (!pattern.second.numbered) {
    base = known(star, depth - 1);
  } else if (is_short_number(star)) {
    base.emplace();
    base->entry.label = base->entry.description = same(star);
  }
  if (!base) return std::nullopt;
  const ColumnPattern& rule = pattern_for(pattern.second, *base);
  Known found;
  found.entry = kept(base->entry, rule.keeps);
  overlay(rule.own, base->entry.label, found.entry);
  found.entry.label = filled(rule.own.label, base->entry.label);
  if (!is_empty(base->entry.description)) {
    found.entry.description = filled(rule.own.description, base->entry.description);
  }
  if (base->group) {
    found.group = base->group;
    found.group->pattern = pattern.first;
    found.group->pattern.replace(pattern.first.find('*'), 1, base->group->pattern);
    found.group->label = filled(rule.own.label, base->group->label);
  }
  return Known{completed(std::move(found.entry)), std::move(found.group)};
}

std::optional<ColumnCatalogue::Known> ColumnCatalogue::indicator(const Pattern& pattern, const std::string& star,
                                                                 int depth) const {
  const std::optional<Known> column = known(pattern.second.category_of, depth - 1);
  if (!column) return std::nullopt;
  const std::string sought = squeezed(star);
  const auto& values = column->entry.values;
  const auto category =
      std::find_if(values.begin(), values.end(), [&](const auto& value) { return squeezed(value.first) == sought; });
  if (category == values.end()) return std::nullopt;
  Text words = category->second;
  if (words.en.empty()) words.en = category->first;
  if (words.fr.empty()) words.fr = category->first;

  Known found;
  found.entry.values = {{"0", {"no", "non"}}, {"1", {"yes", "oui"}}};
  found.entry.change = Changeability::No;  // one indicator cannot change alone: another must become 0
  found.entry.is_protected = column->entry.is_protected;
  found.entry.description = column->entry.description;
  const Text label = filled(pattern.second.own.label, column->entry.label);
  overlay(pattern.second.own, label, found.entry);
  found.entry.label = text("{0}: {1}", "{0} : {1}", label, words);
  found.group = ColumnGroup{pattern.first, pattern.second.category_of, label, category->first, words};
  return Known{completed(std::move(found.entry)), std::move(found.group)};
}

const ColumnPattern& ColumnCatalogue::pattern_for(const ColumnPattern& pattern, const Known& base) const {
  const std::string& other = base.group ? pattern.of_indicator : base.entry.factor < 0.0 ? pattern.reversed : "";
  const auto found = patterns_.find(other);
  return found == patterns_.end() ? pattern : found->second;
}

}  // namespace p8
