#include "p8/table/schema_inference.h"

#include <algorithm>

#include "p8/core/log.h"
#include "p8/table/client_reader.h"
#include "p8/table/number.h"
#include "p8/table/record_cursor.h"

namespace p8 {

namespace {

constexpr double kStrayShare = 0.05;

// What is known of one column so far.
struct ColumnTally {
  std::size_t numbers = 0;
  std::size_t texts = 0;
  std::set<std::string, std::less<>> values;  // different cells, up to one more than kMostCategories
  std::size_t first_text_row = 0;
  std::string first_text;
  NumberFault first_fault = NumberFault::None;

  void add(std::string_view cell, std::size_t row) {
    if (cell.empty()) return;
    const NumberFault fault = parse_number(cell).fault;
    if (fault != NumberFault::None && texts++ == 0) {
      first_text_row = row;
      first_text = printable(std::string(cell.substr(0, 100)), 40);
      first_fault = fault;
    }
    numbers += fault == NumberFault::None ? 1 : 0;
    if (values.size() <= kMostCategories && values.find(cell) == values.end()) values.emplace(cell);
  }

  bool has_strays() const {
    return texts > 0 && static_cast<double>(texts) < kStrayShare * static_cast<double>(texts + numbers);
  }
};

void add_record(RecordCursor& cursor, std::size_t row, const std::string& file, std::vector<ColumnTally>& tallies) {
  for (std::size_t c = 0; c < tallies.size(); ++c) {
    tallies[c].add(cursor.next_cell(), row);
    if (cursor.record_ended() != (c + 1 == tallies.size())) {
      const Text where = at_row(file, row);
      throw data_error("{0}: {3} {2} columns of the header", "{1} : {4} les {2} colonnes de l'en-tête", where.en,
                       where.fr, tallies.size(), cursor.record_ended() ? "fewer cells than the" : "more cells than the",
                       cursor.record_ended() ? "moins de cellules que" : "plus de cellules que");
    }
  }
}

void check_left_out(const CsvReader& reader, const std::set<std::string>& left_out) {
  std::vector<std::string> missing;
  for (const std::string& name : left_out) {
    if (std::find(reader.header().begin(), reader.header().end(), name) == reader.header().end()) {
      missing.push_back(name);
    }
  }
  if (missing.empty()) return;
  const Text names = list_of(missing);
  const Text present = list_of(reader.header(), 30);
  throw data_error("{0}: no column {1}; the columns are {3}", "{0} : pas de colonne {2} ; les colonnes sont {4}",
                   printable(reader.name()), names.en, names.fr, present.en, present.fr);
}

Feature feature_of(const std::string& name, ColumnTally& tally, const std::string& file) {
  if (tally.texts == 0) return {name, FeatureKind::Number, {}};
  if (tally.has_strays()) {
    const Text where = at_row(file, tally.first_text_row);
    const bool finite = tally.first_fault == NumberFault::NotANumber;
    throw data_error(
        "{0}, column '{2}': '{3}' is not a {4} in a column of numbers ({5} of {6} cells are); expected a number or an "
        "empty cell",
        "{1}, colonne « {2} » : « {3} » n'est pas un {7} dans une colonne de nombres ({5} cellules sur {6} en sont) ; "
        "il faut un nombre ou une cellule vide",
        where.en, where.fr, printable(name), tally.first_text, finite ? "number" : "finite number", tally.numbers,
        tally.numbers + tally.texts, finite ? "nombre" : "nombre fini");
  }
  return {name, FeatureKind::Category, {tally.values.begin(), tally.values.end()}};
}

}  // namespace

InferredSchema infer_schema(const std::string& path, const std::set<std::string>& left_out) {
  CsvReader reader(path);
  check_left_out(reader, left_out);
  std::vector<ColumnTally> tallies(reader.header().size());
  InferredSchema inferred;
  while (std::optional<CsvBlock> block = reader.next_block()) {
    RecordCursor cursor(block->bytes.data(), block->bytes.data() + block->bytes.size());
    for (std::size_t row = block->first_row; !cursor.at_end(); ++row) {
      if (tallies.size() > 1 && cursor.at_blank_line()) {
        cursor.skip_line();
        continue;
      }
      add_record(cursor, row, path, tallies);
      ++inferred.rows;
    }
  }
  if (inferred.rows == 0) throw no_rows(path);

  std::vector<std::string> too_many;
  for (std::size_t c = 0; c < tallies.size(); ++c) {
    const std::string& name = reader.header()[c];
    if (left_out.count(name) != 0) continue;
    if (tallies[c].numbers + tallies[c].texts == 0) {
      inferred.empty_columns.push_back(name);
    } else if (tallies[c].texts > 0 && !tallies[c].has_strays() && tallies[c].values.size() > kMostCategories) {
      too_many.push_back(name);
    } else {
      inferred.features.push_back(feature_of(name, tallies[c], path));
    }
  }
  if (!too_many.empty()) {
    const Text names = list_of(too_many);
    throw data_error(
        "{0}: more than {3} different texts in {1}: names or ids are no features; leave them out with --drop",
        "{0} : plus de {3} textes différents dans {2} : des noms ou des identifiants ne sont pas des "
        "caractéristiques ; excluez-les avec --drop",
        printable(path), names.en, names.fr, kMostCategories);
  }
  if (inferred.features.empty()) {
    throw data_error("{}: no column is left to learn from", "{} : il ne reste aucune colonne pour apprendre",
                     printable(path));
  }
  return inferred;
}

}  // namespace p8
