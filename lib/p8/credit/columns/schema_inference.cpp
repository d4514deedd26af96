#include "p8/credit/columns/schema_inference.h"

#include <algorithm>

#include "p8/base/log.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/credit/columns/column_tally.h"
#include "p8/csv/csv_cursor.h"

namespace p8 {

namespace {

void add_record(CsvCursor& cursor, std::size_t row, const std::string& file, std::vector<ColumnTally>& tallies) {
  for (std::size_t c = 0; c < tallies.size(); ++c) {
    tallies[c].add(cursor.next_cell(), row);
    if (cursor.record_ended() != (c + 1 == tallies.size())) {
      const Text where = at_row(file, row);
      throw data_error("{0}: {1} cells than the {2} columns of the header",
                       "{0} : {1} de cellules que les {2} colonnes de l'en-tête", where,
                       cursor.record_ended() ? Text{"fewer", "moins"} : Text{"more", "plus"}, tallies.size());
    }
  }
}

void require_columns(const CsvReader& file, const std::set<std::string>& names) {
  std::vector<std::string> missing;
  for (const std::string& name : names) {
    if (std::find(file.header().begin(), file.header().end(), name) == file.header().end()) missing.push_back(name);
  }
  if (missing.empty()) return;
  const Text list = list_of(missing);
  const Text present = list_of(file.header(), 30);
  throw file_error(file.name(), "{0}: no column {1}; the columns are {2}",
                   "{0} : pas de colonne {1} ; les colonnes sont {2}", list, present);
}

Error nameless(const std::string& file, std::size_t column) {
  return file_error(file, "{0}, row 1: column {1} has no name, and cells that are not empty",
                    "{0}, ligne 1 : la colonne {1} n'a pas de nom, et des cellules non vides", column + 1);
}

Text padded_numbers(const std::string& name, const std::string& code, bool has_dropped_zeros) {
  const std::string column = printable(name, 60);
  return has_dropped_zeros
             ? text(
                   "column '{0}': '{1}' also stands without its zeros, and both count as one number; if they are "
                   "codes, write them alike and name the column with --categorical",
                   "colonne « {0} » : « {1} » figure aussi sans ses zéros, et les deux comptent comme un seul nombre "
                   "; si ce sont des codes, écrivez-les de même et indiquez la colonne avec --categorical",
                   column, printable(code, 40))
             : text(
                   "column '{0}': '{1}' is padded with zeros, as codes are, and taken as a number; --categorical "
                   "keeps a column of codes as categories",
                   "colonne « {0} » : « {1} » est complété par des zéros, comme un code, et pris comme un nombre ; "
                   "--categorical garde une colonne de codes comme catégories",
                   column, printable(code, 40));
}

Text rare_categories(const std::string& name, const std::vector<std::string>& categories, std::size_t cells) {
  return text(
      "column '{0}': {1} different texts in {2} cells, such as '{3}', are taken as categories; leave names and "
      "ids out with --drop, and write numbers as 1234.5",
      "colonne « {0} » : {1} textes distincts dans {2} cellules, comme « {3} », sont pris comme catégories ; excluez "
      "les noms et les identifiants avec --drop, et écrivez les nombres sous la forme 1234.5",
      printable(name, 60), categories.size(), cells, printable(categories.front(), 40));
}

/// Columns of numbers with a cell that is none.
struct Misfits {
  std::vector<std::string> columns;
  std::vector<Misfit> cells;
};

// The first column's cell in full, the others by name.
Error not_numbers(const std::string& file, const Misfits& misfits, const ColumnTally& first) {
  const Misfit& misfit = misfits.cells.front();
  const std::string column = printable(misfits.columns.front());
  const Text where = at_row(file, misfit.row);
  const bool finite = misfit.reading.kind != CellKind::NotFinite;
  const Text what = advice(misfit.reading);
  const Text others = list_of({misfits.columns.begin() + 1, misfits.columns.end()});
  const Text also = misfits.columns.size() == 1 ? Text() : text("; likewise in {0}", " ; de même dans {0}", others);
  return data_error(
      "{0}, column '{1}': '{2}' is not a {3} in a column of numbers ({4} of {5} cells are); {6}, or leave the column "
      "out with --drop '{1}', or keep its values as categories with --categorical '{1}'{7}",
      "{0}, colonne « {1} » : « {2} » n'est pas un {3} dans une colonne de nombres ({4} cellules sur {5} en sont) ; "
      "{6}, ou excluez la colonne avec --drop '{1}', ou gardez ses valeurs comme catégories avec --categorical "
      "'{1}'{7}",
      where, column, printable(misfit.cell, 40),
      finite ? Text{"number", "nombre"} : Text{"finite number", "nombre fini"}, first.numbers(), first.filled(), what,
      also);
}

}  // namespace

InferredSchema infer_schema(const std::string& path, const std::set<std::string>& left_out) {
  CsvReader file(path);
  return infer_schema(file, {left_out, {}});
}

InferredSchema infer_schema(CsvReader& file, const ColumnRoles& roles) {
  require_columns(file, roles.left_out);
  require_columns(file, roles.categorical);
  std::vector<ColumnTally> tallies(file.header().size());
  InferredSchema inferred;
  while (std::optional<CsvBlock> block = file.next_block()) {
    require_text(*block, file.name(), file.header());
    CsvCursor cursor(block->bytes.data(), block->bytes.data() + block->bytes.size());
    for (std::size_t row = block->first_row; !cursor.at_end(); ++row) {
      if (tallies.size() > 1 && cursor.at_empty_record()) {
        inferred.empty_rows += cursor.at_blank_line() ? 0 : 1;
        cursor.skip_line();
        continue;
      }
      add_record(cursor, row, file.name(), tallies);
      ++inferred.rows;
    }
  }
  if (inferred.rows == 0) throw no_rows(file.name());

  Misfits misfits;
  const ColumnTally* first_misfit = nullptr;
  std::vector<std::string> too_many;
  for (std::size_t c = 0; c < tallies.size(); ++c) {
    const std::string& name = file.header()[c];
    const ColumnTally& tally = tallies[c];
    const bool is_category = roles.categorical.count(name) != 0;
    if (roles.left_out.count(name) != 0) continue;
    if (name.empty() && c > 0) {
      if (!tally.is_empty()) throw nameless(file.name(), c);
    } else if (is_row_index(name) && !is_category) {
      inferred.index_columns.push_back(name);
    } else if (tally.is_empty()) {
      inferred.empty_columns.push_back(name);
    } else if (!is_category && tally.is_number()) {
      inferred.features.push_back({name, FeatureKind::Number, {}});
      if (const std::optional<std::string> code = tally.padded_code()) {
        inferred.warnings.push_back(padded_numbers(name, *code, tally.has_dropped_zeros()));
      }
      if (std::optional<Misfit> misfit = tally.misfit()) {
        if (first_misfit == nullptr) first_misfit = &tally;
        misfits.columns.push_back(name);
        misfits.cells.push_back(std::move(*misfit));
      }
    } else {
      std::vector<std::string> categories = tally.categories();
      if (categories.size() > kMaxCategories) too_many.push_back(name);
      if (!is_category && tally.hardly_repeats()) {
        inferred.warnings.push_back(rare_categories(name, categories, tally.filled()));
      }
      inferred.features.push_back({name, FeatureKind::Category, std::move(categories)});
    }
  }
  if (first_misfit != nullptr) throw not_numbers(file.name(), misfits, *first_misfit);
  if (!too_many.empty()) {
    const Text names = list_of(too_many);
    throw file_error(
        file.name(),
        "{0}: more than {2} different texts in {1}: names and ids are not features; leave them out with --drop",
        "{0} : plus de {2} textes distincts dans {1} : des noms ou des identifiants ne sont pas des variables ; "
        "excluez-les avec --drop",
        names, kMaxCategories);
  }
  if (inferred.features.empty()) {
    throw file_error(file.name(), "{}: no column is left to learn from",
                     "{} : il ne reste aucune colonne pour apprendre");
  }
  return inferred;
}

}  // namespace p8
