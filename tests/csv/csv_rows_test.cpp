#include "p8/csv/csv_rows.h"

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

namespace {

/// "row: cell|cell" of each record, with the file's path left out of messages.
std::vector<std::string> records_of(const std::string& bytes) {
  const test::TemporaryDirectory directory;
  CsvReader file(directory.write("x.csv", bytes));
  std::vector<std::string> records;
  read_records(file, [&](std::size_t row, const std::vector<std::string_view>& cells) {
    records.push_back(std::to_string(row) + ":");
    for (const std::string_view cell : cells) records.back() += " [" + std::string(cell) + "]";
  });
  return records;
}

std::string message_of(const std::string& bytes, Language language = Language::English) {
  const std::string message = test::message_of([&] { records_of(bytes); }, language);
  const std::size_t name = message.find("x.csv");
  return name == std::string::npos ? message : message.substr(name);
}

}  // namespace

TEST_CASE("records are handed out with their rows, quotes undone and blank lines passed over") {
  CHECK(records_of("a,b\n1,\"x, \"\"y\"\"\nz\"\r\n\n,\n") ==
        std::vector<std::string>{"2: [1] [x, \"y\"\nz]", "4: [] []"});
  CHECK(records_of("a\n\n1\n") == std::vector<std::string>{"2: []", "3: [1]"});
  CHECK(records_of("a,b\n").empty());
}

TEST_CASE("records that do not fit the header are refused with their row") {
  CHECK(message_of("a,b\n1,2\n3\n") == "x.csv, row 3: fewer cells than the 2 columns of the header");
  CHECK(message_of("a,b\n1,2,3\n") == "x.csv, row 2: more cells than the 2 columns of the header");
  CHECK(message_of("a,b\n1,\"2\"3\n").find("x.csv, row 2: text after a closing quote") == 0);
  CHECK(message_of("a,b\n1,2\n3,caf\xE9\n") ==
        "x.csv, row 3, column 'b': byte 0xE9 is not UTF-8 text; save the file as UTF-8 (if it is Windows-1252 or "
        "Latin-1: iconv -f WINDOWS-1252 -t UTF-8 FILE)");
  CHECK(message_of("a,b\n1,2\n3,caf\xE9\n", Language::French).find("x.csv, ligne 3, colonne « b » : l'octet 0xE9") ==
        0);
}

TEST_CASE("columns that a file lacks are named, and those that it has") {
  const test::TemporaryDirectory directory;
  const CsvReader file(directory.write("x.csv", "image,title\n"));
  CHECK(missing_columns(file, {"photo", "label"})
            .message()
            .en.find("x.csv: missing columns (2): 'photo', 'label'; the file has 2 columns: 'image', 'title'") !=
        std::string::npos);
}

}  // namespace p8
