#include "p8/credit/columns/data_dictionary.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "p8/base/log.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/csv/csv_cursor.h"
#include "p8/csv/csv_reader.h"

namespace p8 {

namespace {

constexpr std::size_t kLargestDictionary = std::size_t{4} << 20;

bool equal_in_any_case(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// Index of the first of these columns that the header has.
std::optional<std::size_t> column_of(const std::vector<std::string>& header, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    for (std::size_t c = 0; c < header.size(); ++c) {
      if (equal_in_any_case(header[c], name)) return c;
    }
  }
  return std::nullopt;
}

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
}

struct Description {
  std::string text;
  bool of_application = false;
};

std::vector<std::string> cells_of(CsvCursor& cursor, std::size_t columns, const std::string& file, std::size_t row) {
  std::vector<std::string> cells;
  do {
    cells.push_back(trimmed(cursor.next_cell()));
  } while (!cursor.record_ended() && cells.size() <= columns);
  if (cells.size() != columns || cursor.malformed()) {
    const Text where = at_row(file, row);
    throw data_error("{0}: expected {1} cells, as in the header, and quotes doubled inside quotes",
                     "{0} : il faut {1} cellules, comme l'en-tête, et des guillemets doublés entre guillemets", where,
                     columns);
  }
  return cells;
}

}  // namespace

std::map<std::string, std::string> read_data_dictionary(const std::string& path) {
  CsvReader file(path);
  const std::vector<std::string>& header = file.header();
  const auto name = column_of(header, {"row", "column", "name", "feature", "variable"});
  const auto description = column_of(header, {"description"});
  const auto table = column_of(header, {"table"});
  if (!name || !description) {
    const Text present = list_of(header, 10);
    throw data_error(
        "{0}: expected a column Row, Column, Name, Feature or Variable and a column Description; the columns are {1}",
        "{0} : il faut une colonne Row, Column, Name, Feature ou Variable et une colonne Description ; les colonnes "
        "sont {1}",
        printable(path), present);
  }
  std::map<std::string, Description> found;
  std::size_t bytes = 0;
  while (std::optional<CsvBlock> block = file.next_block()) {
    bytes += block->bytes.size();
    if (bytes > kLargestDictionary) {
      throw data_error("{}: larger than the limit of {} bytes", "{} : dépasse la limite de {} octets", printable(path),
                       kLargestDictionary);
    }
    if (find_invalid_utf8(block->bytes) != std::string_view::npos) {
      throw data_error("{}: not UTF-8 text; save the file as UTF-8",
                       "{} : ce n'est pas du texte UTF-8 ; enregistrez le fichier en UTF-8", printable(path));
    }
    CsvCursor cursor(block->bytes.data(), block->bytes.data() + block->bytes.size());
    for (std::size_t row = block->first_row; !cursor.at_end(); ++row) {
      if (header.size() > 1 && cursor.at_blank_line()) {
        cursor.skip_line();
        continue;
      }
      const std::vector<std::string> cells = cells_of(cursor, header.size(), path, row);
      if (cells[*name].empty() || cells[*description].empty()) continue;
      const bool of_application = table && cells[*table].rfind("application", 0) == 0;
      Description& known = found[cells[*name]];
      if (known.text.empty() || (of_application && !known.of_application)) {
        known = {cells[*description], of_application};
      }
    }
  }
  std::map<std::string, std::string> descriptions;
  for (auto& [key, value] : found) descriptions.emplace(key, std::move(value.text));
  return descriptions;
}

}  // namespace p8
