#include "p8/credit/columns/catalogue_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <toml++/toml.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/csv/number.h"
#include "p8/files/toml_text.h"

namespace p8 {

namespace {

// A value that is not what its key asks for; the document may be gone when it is caught.
struct Misfit {
  toml::source_position place;
  Text expected;

  Misfit(const toml::node& node, Text what) : place(node.source().begin), expected(std::move(what)) {}
};

bool is_pattern(std::string_view name) { return name.find('*') != std::string_view::npos; }

std::string text_of(const toml::node& node) {
  if (const auto* const text = node.as_string()) return text->get();
  throw Misfit(node, {"a text in quotes", "un texte entre guillemets"});
}

bool truth_of(const toml::node& node) {
  if (const auto* const truth = node.as_boolean()) return truth->get();
  throw Misfit(node, {"true or false", "true ou false"});
}

double factor_of(const toml::node& node) {
  const std::optional<double> factor = node.is_number() ? node.value<double>() : std::nullopt;
  if (factor && std::isfinite(*factor) && *factor != 0.0) return *factor;
  throw Misfit(node, {"a finite number other than 0", "un nombre fini autre que 0"});
}

int decimals_of(const toml::node& node) {
  const auto* const decimals = node.as_integer();
  if (decimals != nullptr && decimals->get() >= 0 && decimals->get() <= 10) return static_cast<int>(decimals->get());
  throw Misfit(node, {"a whole number from 0 to 10", "un nombre entier de 0 à 10"});
}

Changeability change_of(const toml::node& node) {
  static const std::pair<const char*, Changeability> kNames[] = {
      {"no", Changeability::No}, {"any", Changeability::Any}, {"up", Changeability::Up}, {"down", Changeability::Down}};
  const auto* const text = node.as_string();
  for (const auto& [name, change] : kNames) {
    if (text != nullptr && text->get() == name) return change;
  }
  throw Misfit(node, {R"("no", "any", "up" or "down")", R"("no", "any", "up" ou "down")"});
}

ColumnPattern::Keeps keeps_of(const toml::node& node) {
  static const std::pair<const char*, ColumnPattern::Keeps> kNames[] = {{"all", ColumnPattern::Keeps::All},
                                                                        {"units", ColumnPattern::Keeps::Units},
                                                                        {"nothing", ColumnPattern::Keeps::Nothing}};
  const auto* const text = node.as_string();
  for (const auto& [name, keeps] : kNames) {
    if (text != nullptr && text->get() == name) return keeps;
  }
  throw Misfit(node, {R"("all", "units" or "nothing")", R"("all", "units" ou "nothing")"});
}

// Every '{' must open one of the placeholders. {*} stands once: filling must not multiply a text's length.
void check_placeholders(const toml::node& node, const std::string& text, const std::vector<std::string_view>& allowed) {
  if (text.find("{*}") != text.rfind("{*}")) throw Misfit(node, {"{*} once at most", "{*} une fois au plus"});
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const bool is_known = std::any_of(allowed.begin(), allowed.end(), [&](std::string_view placeholder) {
      return text.compare(at, placeholder.size(), placeholder) == 0;
    });
    if (is_known) continue;
    if (allowed.empty()) throw Misfit(node, {"a text without '{'", "un texte sans « { »"});
    Text list;
    for (const std::string_view placeholder : allowed) {
      list.en += (list.en.empty() ? "" : " or ") + std::string(placeholder);
      list.fr += (list.fr.empty() ? "" : " ou ") + std::string(placeholder);
    }
    throw Misfit(node, {list.en + " for each '{'", list.fr + " pour chaque « { »"});
  }
}

// A category as the data have it, or a number in the form that number_text() gives.
std::string value_key(const std::string& key) {
  const ParsedNumber number = parse_number(key);
  return number.fault == NumberFault::None ? number_text(number.value + 0.0) : key;
}

struct FactKey {
  const char* name;
  void (*set)(ColumnEntry& entry, const toml::node& node);
};
constexpr std::array<FactKey, 5> kFactKeys = {{
    {"factor", [](ColumnEntry& entry, const toml::node& node) { entry.factor = factor_of(node); }},
    {"decimals", [](ColumnEntry& entry, const toml::node& node) { entry.decimals = decimals_of(node); }},
    {"percent", [](ColumnEntry& entry, const toml::node& node) { entry.percent = truth_of(node); }},
    {"actionable", [](ColumnEntry& entry, const toml::node& node) { entry.change = change_of(node); }},
    {"protected", [](ColumnEntry& entry, const toml::node& node) { entry.is_protected = truth_of(node); }},
}};

struct PatternKey {
  const char* name;
  void (*set)(ColumnPattern& pattern, const toml::node& node);
};
constexpr std::array<PatternKey, 5> kPatternKeys = {{
    {"numbered", [](ColumnPattern& pattern, const toml::node& node) { pattern.numbered = truth_of(node); }},
    {"category_of", [](ColumnPattern& pattern, const toml::node& node) { pattern.category_of = text_of(node); }},
    {"keeps", [](ColumnPattern& pattern, const toml::node& node) { pattern.keeps = keeps_of(node); }},
    {"reversed", [](ColumnPattern& pattern, const toml::node& node) { pattern.reversed = text_of(node); }},
    {"of_indicator", [](ColumnPattern& pattern, const toml::node& node) { pattern.of_indicator = text_of(node); }},
}};

struct WordKey {
  const char* name;
  Text ColumnEntry::*member;
  bool is_reason;
};
constexpr std::array<WordKey, 8> kWordKeys = {{
    {"label", &ColumnEntry::label, false},
    {"description", &ColumnEntry::description, false},
    {"unit", &ColumnEntry::unit, false},
    {"unit_one", &ColumnEntry::unit_one, false},
    {"reason", &ColumnEntry::reason, true},
    {"reason_low", &ColumnEntry::reason_low, true},
    {"reason_high", &ColumnEntry::reason_high, true},
    {"reason_missing", &ColumnEntry::reason_missing, true},
}};

std::string& in(Text& text, Language language) { return language == Language::French ? text.fr : text.en; }

void set_values(ColumnEntry& entry, const toml::node& node, Language language) {
  const toml::table* const values = node.as_table();
  if (values == nullptr) throw Misfit(node, {"a table of texts", "une table de textes"});
  for (const auto& [key, words] : *values) {
    std::string text = text_of(words);
    check_placeholders(words, text, {});
    in(entry.values[value_key(std::string(key.str()))], language) = std::move(text);
  }
}

Error at_place(const std::string& file, std::size_t row, std::size_t column, const Text& what) {
  return data_error("{0}, row {1}, column {2}: {3}", "{0}, ligne {1}, colonne {2} : {3}", printable(file), row, column,
                    what);
}
Error at_place(const std::string& file, const toml::source_position& place, const Text& what) {
  return at_place(file, place.line, place.column, what);
}

template <typename Keys>
void add_names(const Keys& keys, std::string& list) {
  for (const auto& key : keys) list += (list.empty() ? "" : ", ") + std::string(key.name);
}

Text unknown_key(std::string_view key, const std::string& known) {
  return text("unknown key '{0}'; expected one of {1}", "clé inconnue « {0} » ; il faut l'une de {1}",
              printable(std::string(key), 40), known);
}

// Calls set(name, key, value) for each key of each table, the patterns' first; `set` returns false for an unknown key.
template <typename Set>
void read_tables(const std::string& toml, const std::string& file, const std::string& known_keys, const Set& set) {
  std::string reading;  // "COLUMN.key", for faults
  try {
    const toml::table root = parse_toml(toml);
    for (const bool patterns : {true, false}) {
      for (const auto& [name, node] : root) {
        if (is_pattern(name.str()) != patterns) continue;
        reading = printable(std::string(name.str()), 60);
        const toml::table* const table = node.as_table();
        if (table == nullptr) throw Misfit(node, {"a table: [COLUMN]", "une table : [COLONNE]"});
        if (std::count(name.str().begin(), name.str().end(), '*') > 1) {
          throw Misfit(node, {"one '*' in a pattern", "une seule étoile « * » dans un motif"});
        }
        for (const auto& [key, value] : *table) {
          reading = printable(std::string(name.str()), 60) + "." + printable(std::string(key.str()), 40);
          if (!set(std::string(name.str()), std::string(key.str()), value)) {
            throw at_place(file, key.source().begin, unknown_key(key.str(), known_keys));
          }
        }
      }
    }
  } catch (const Misfit& misfit) {
    throw at_place(file, misfit.place, text("'{0}': expected {1}", "« {0} » : il faut {1}", reading, misfit.expected));
  } catch (const TomlFault& fault) {
    throw at_place(file, fault.row, fault.column, fault.what);
  }
}

template <typename Keys>
auto key_named(const Keys& keys, const std::string& name) {
  return std::find_if(keys.begin(), keys.end(), [&](const auto& key) { return name == key.name; });
}

void set_word(const WordKey& key, bool in_pattern, const toml::node& node, Language language, ColumnEntry& entry) {
  std::string text = text_of(node);
  std::vector<std::string_view> placeholders;
  if (key.is_reason) placeholders = {"{value}", "{typical}"};
  if (in_pattern) placeholders.emplace_back("{*}");
  check_placeholders(node, text, placeholders);
  in(entry.*key.member, language) = std::move(text);
}

}  // namespace

void read_column_facts(const std::string& toml, const std::string& file, const CatalogueTarget& target) {
  std::string known_keys;
  add_names(kFactKeys, known_keys);
  add_names(kPatternKeys, known_keys);
  read_tables(toml, file, known_keys, [&](const std::string& name, const std::string& key, const toml::node& value) {
    if (const auto* const fact = key_named(kFactKeys, key); fact != kFactKeys.end()) {
      fact->set(is_pattern(name) ? target.pattern(name).own : target.column(name), value);
      return true;
    }
    const auto* const fact = key_named(kPatternKeys, key);
    if (fact == kPatternKeys.end() || !is_pattern(name)) return false;
    fact->set(target.pattern(name), value);
    return true;
  });
}

void read_column_words(const std::string& toml, const std::string& file, Language language,
                       const CatalogueTarget& target) {
  std::string known_keys = "values";
  add_names(kWordKeys, known_keys);
  read_tables(toml, file, known_keys, [&](const std::string& name, const std::string& key, const toml::node& value) {
    ColumnEntry& entry = is_pattern(name) ? target.pattern(name).own : target.column(name);
    const auto* const word = key_named(kWordKeys, key);
    if (key != "values" && word == kWordKeys.end()) return false;
    if (key == "values") {
      set_values(entry, value, language);
    } else {
      set_word(*word, is_pattern(name), value, language, entry);
    }
    return true;
  });
}

}  // namespace p8
