#include "p8/credit/columns/data_dictionary.h"

#include <doctest/doctest.h>

#include "support/contains.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;

namespace {

using Dictionary = std::map<std::string, std::string>;

Dictionary read_bytes(const std::string& bytes) {
  const test::TemporaryDirectory directory;
  return read_data_dictionary(directory.write("d.csv", bytes));
}

std::string message(const std::string& bytes, Language language = Language::English) {
  return test::message_of([&] { read_bytes(bytes); }, language);
}

using p8::test::contains;

}  // namespace

TEST_CASE("names and descriptions are found by their headers, in any case") {
  const Dictionary expected = {{"a", "What a is"}};
  for (const char* header :
       {"Row,Description", "COLUMN,DESCRIPTION", "name,description", "Feature,Description", "variable,Description"}) {
    CHECK(read_bytes(std::string(header) + "\na,What a is\n") == expected);
  }
  CHECK(read_bytes("Description,Name,Row\nWhat a is,1,a\n") == expected);  // Row goes before Name
}

TEST_CASE("spaces around are left out, and so are rows that say nothing") {
  CHECK(read_bytes("name,description\n a ,\"  What, a\nis  \"\n,x\nb,\n\nc,\" \"\n") ==
        Dictionary{{"a", "What, a\nis"}});
}

TEST_CASE("the application's description wins over that of other tables, else the first counts") {
  CHECK(read_bytes("Table,Row,Description\nbureau.csv,a,other\napplication_{train|test}.csv,a,own\n"
                   "application_{train|test}.csv,a,again\nbureau.csv,b,first\nprevious.csv,b,second\n") ==
        Dictionary{{"a", "own"}, {"b", "first"}});
}

TEST_CASE("what is wrong is said with file and row") {
  CHECK(
      contains(message("a,b\n1,2\n"),
               "d.csv: expected a column Row, Column, Name, Feature or Variable and a column Description; the columns "
               "are 'a', 'b'"));
  CHECK(contains(message("name,description\na\n"), "d.csv, row 2: expected 2 cells"));
  CHECK(contains(message("name,description\na,b,c\n"), "row 2: expected 2 cells"));
  CHECK(contains(message("name,description\na,\"b\"c\n", Language::French), "ligne 2 : il faut 2 cellules"));
  CHECK(contains(message("name,description\na,\xE9\n"), "not UTF-8 text"));
  CHECK(contains(message(""), "the file is empty"));
  std::string endless = "name,description\n";
  for (int i = 0; i < 5000; ++i) endless += "n" + std::to_string(i) + "," + std::string(1000, 'x') + "\n";
  CHECK(contains(message(endless), "larger than the limit of 4194304 bytes"));
}
