#pragma once

#include <functional>
#include <string>

#include "p8/base/text.h"
#include "p8/credit/columns/column_entry.h"

namespace p8 {

/// Where the entries of a catalogue's files go: the entry or the pattern of a name, made when it is not there yet.
struct CatalogueTarget {
  std::function<ColumnEntry&(const std::string& name)> column;
  std::function<ColumnPattern&(const std::string& key)> pattern;
};

/// Reads facts (columns.toml) or words (reasons.en.toml, reasons.fr.toml): one TOML table a column or, with one '*' in
/// its name, a pattern. Only the keys that stand there are changed; patterns are read first. configs/columns.toml says
/// what the keys mean. Throws Error(Data) naming `file`, row, column and what was expected.
void read_column_facts(const std::string& toml, const std::string& file, const CatalogueTarget& target);
void read_column_words(const std::string& toml, const std::string& file, Language language,
                       const CatalogueTarget& target);

/// The files of a catalogue, and the most bytes one may have.
constexpr const char* kFactsFile = "columns.toml";
constexpr const char* kEnglishFile = "reasons.en.toml";
constexpr const char* kFrenchFile = "reasons.fr.toml";
constexpr std::size_t kLargestCatalogueFile = std::size_t{1} << 20;

}  // namespace p8
