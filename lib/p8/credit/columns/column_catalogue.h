#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "p8/credit/columns/column_entry.h"

namespace p8 {

/// Indicator columns (1 or 0) that together tell one category.
struct ColumnGroup {
  std::string pattern;   ///< their common name, with '*' for the category: "application_ORGANIZATION_TYPE_*_sum"
  std::string column;    ///< the column whose categories they are: "ORGANIZATION_TYPE"
  Text label;            ///< of the whole: "Employer's sector"
  std::string category;  ///< this indicator's, as `column` has it
  Text category_words;   ///< the same in words
};

/// What columns mean. Entries are found by a column's exact name, else through patterns for families of names. A text
/// given in one language only stands for both.
class ColumnCatalogue {
 public:
  ColumnCatalogue() = default;  ///< knows nothing
  /// What p8 carries: configs/columns.toml and configs/reasons.{en,fr}.toml, compiled in.
  static ColumnCatalogue built_in();

  /// Adds columns.toml, reasons.en.toml and reasons.fr.toml of a directory, each optional; they win over what is known,
  /// field by field. Throws Error(Data) naming file, row and column for what is not TOML, an unknown key, a value of
  /// another type; for a file of more than 1 MB; and for a directory that has none of them.
  void merge_directory(const std::string& directory);

  /// Adds descriptions from a data dictionary: a CSV file with a column of names (Row, Column, Name, Feature or
  /// Variable) and one called Description, in any case. They serve columns that have none here. A name that comes twice
  /// keeps its first description, but a row whose Table begins with "application" wins. Throws Error(Data).
  void add_descriptions(const std::string& csv_path);

  /// What is known of a column; nothing for a column that is not known at all.
  std::optional<ColumnEntry> find(const std::string& name) const;
  /// Always answers: the label of an unknown column is its name, which is user data (in pages use views::label_of).
  ColumnEntry entry(const std::string& name) const;
  /// The group an indicator column belongs to, if any.
  std::optional<ColumnGroup> group_of(const std::string& name) const;

  /// Looks these columns up now, so that asking for them again costs a copy only; for who asks thousands of times. What
  /// is merged later counts after another call.
  void remember(const std::vector<std::string>& names);

  /// The exact names it has words or facts for, sorted.
  std::vector<std::string> names() const;

 private:
  struct Known {
    ColumnEntry entry;
    std::optional<ColumnGroup> group;  // of an indicator
  };
  using Pattern = std::pair<const std::string, ColumnPattern>;

  std::optional<Known> lookup(const std::string& name) const;
  std::optional<Known> known(const std::string& name, int depth) const;
  std::optional<Known> by_patterns(const std::string& name, int depth) const;
  std::optional<Known> derived(const Pattern& pattern, const std::string& star, int depth) const;
  std::optional<Known> indicator(const Pattern& pattern, const std::string& star, int depth) const;
  const ColumnPattern& pattern_for(const ColumnPattern& pattern, const Known& base) const;

  std::map<std::string, ColumnEntry> columns_;       // by exact name
  std::map<std::string, ColumnPattern> patterns_;    // by key, which holds one '*'
  std::map<std::string, std::string> descriptions_;  // by exact name, of data dictionaries
  std::unordered_map<std::string, std::optional<Known>> remembered_;
};

}  // namespace p8
