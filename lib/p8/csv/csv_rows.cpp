#include "p8/csv/csv_rows.h"

#include "p8/base/text.h"
#include "p8/csv/csv_cursor.h"

namespace p8 {

namespace {

Error ragged(const Text& where, std::size_t columns, bool more) {
  return more ? data_error("{0}: more cells than the {1} columns of the header",
                           "{0} : plus de cellules que les {1} colonnes de l'en-tête", where, columns)
              : data_error("{0}: fewer cells than the {1} columns of the header",
                           "{0} : moins de cellules que les {1} colonnes de l'en-tête", where, columns);
}

void check_utf8(std::string_view cell, const Text& where, const std::string& column) {
  const std::size_t invalid = find_invalid_utf8(cell);
  if (invalid == std::string_view::npos) return;
  const std::string name = printable(column);
  throw not_utf8(text("{0}, column '{1}'", "{0}, colonne « {1} »", where, name),
                 static_cast<unsigned char>(cell[invalid]));
}

void read_record(CsvCursor& cursor, const CsvReader& file, std::size_t row, std::vector<std::string_view>& cells) {
  const std::vector<std::string>& header = file.header();
  for (std::size_t c = 0; c < header.size(); ++c) {
    cells[c] = cursor.next_cell();
    if (cursor.record_ended() != (c + 1 == header.size())) {
      throw ragged(at_row(file.name(), row), header.size(), !cursor.record_ended());
    }
  }
  if (cursor.malformed()) throw text_after_quote(at_row(file.name(), row));
}

}  // namespace

void read_records(CsvReader& file,
                  const std::function<void(std::size_t row, const std::vector<std::string_view>& cells)>& use) {
  const std::vector<std::string>& header = file.header();
  std::vector<std::string_view> cells(header.size());
  while (std::optional<CsvBlock> block = file.next_block()) {
    const bool is_utf8 = find_invalid_utf8(block->bytes) == std::string_view::npos;
    CsvCursor cursor(block->bytes.data(), block->bytes.data() + block->bytes.size());
    for (std::size_t row = block->first_row; !cursor.at_end(); ++row) {
      if (header.size() > 1 && cursor.at_blank_line()) {
        cursor.skip_line();
        continue;
      }
      read_record(cursor, file, row, cells);
      for (std::size_t c = 0; c < header.size() && !is_utf8; ++c) {
        check_utf8(cells[c], at_row(file.name(), row), header[c]);
      }
      use(row, cells);
    }
  }
}

Error missing_columns(const CsvReader& file, const std::vector<std::string>& missing) {
  const Text names = list_of(missing);
  const Text present = list_of(file.header());
  return file_error(file.name(), "{0}: missing columns ({1}): {2}; the file has {3} columns: {4}",
                    "{0} : colonnes manquantes ({1}) : {2} ; le fichier a {3} colonnes : {4}", missing.size(), names,
                    file.header().size(), present);
}

}  // namespace p8
