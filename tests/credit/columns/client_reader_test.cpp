#include "p8/credit/columns/client_reader.h"

#include <cmath>

#include <doctest/doctest.h>

#include "p8/credit/columns/client_table.h"
#include "support/contains.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using test::message_of;

namespace {

Schema schema_of(CategoryEncoding encoding = CategoryEncoding::Ordinal) {
  return {{{"age", FeatureKind::Number, {}}, {"job", FeatureKind::Category, {"None", "baker", "clerk"}}}, encoding};
}

ClientTable read(const std::string& bytes, const ClientColumns& columns = {}) {
  const test::TemporaryDirectory directory;
  return read_clients(directory.write("f.csv", bytes), schema_of(), columns, {});
}

std::string message(const std::string& bytes, const ClientColumns& columns = {}) {
  return message_of([&] { read(bytes, columns); });
}

using p8::test::contains;

}  // namespace

TEST_CASE("columns are matched by name, whatever their order; None is a category, an empty cell is missing") {
  const ClientTable table =
      read("job,name,age,y\nNone,Ann,31,1\n,Bob,,0\nbaker,\"Ca,rl\",4.5,0\n", {"name", "y", "", false});
  CHECK(table.ids == std::vector<std::string>{"Ann", "Bob", "Ca,rl"});
  CHECK(table.labels == std::vector<int>{1, 0, 0});
  CHECK(table.values.at(0, 0) == 31.0);
  CHECK(table.values.at(1, 0) == 0.0);
  CHECK(std::isnan(table.values.at(0, 1)));
  CHECK(std::isnan(table.values.at(1, 1)));
  CHECK(table.values.at(0, 2) == 4.5);
}

TEST_CASE("without an id column clients are numbered in file order, blank lines left out") {
  const ClientTable table = read("age,job\n1,clerk\n\n2,clerk\n");
  CHECK(table.ids == std::vector<std::string>{"1", "3"});  // the row below the header, as a spreadsheet counts
}

TEST_CASE("rows of commas below a spreadsheet's last row are no clients; ids keep the rows' numbers") {
  const ClientTable table = read("age,job\n1,clerk\n,\n2,\n\"\",\" \"\n,,,\n");
  CHECK(table.ids == std::vector<std::string>{"1", "3"});
  CHECK(table.empty_rows == 3);
  CHECK(read("id,y,age,job\na,1,5,clerk\n,,,\n", {"id", "y", "", false}).ids == std::vector<std::string>{"a"});
  CHECK(contains(message("id,y,age,job\n,,5,\n", {"id", "y", "", false}), "the client has no id"));
  CHECK(contains(message("age,job\n,\n"), "a header and no rows"));
  CHECK(std::isnan(read("age\n1\n\n", {"", "", "", true}).values.at(0, 1)));  // one column: an empty cell
}

TEST_CASE("a number that stands for a missing value is one") {
  Schema schema = schema_of();
  schema.set_missing_number(-999.0);
  const ClientReader reader({"age", "job"}, "f.csv", schema, {});
  const ClientBlock block = reader.read({"-999,clerk\n-999.0,clerk\n-998,clerk\n", 2, 3});
  CHECK(std::isnan(block.values.at(0, 0)));
  CHECK(std::isnan(block.values.at(0, 1)));
  CHECK(block.values.at(0, 2) == -998.0);
  CHECK(block.values.at(1, 0) == 2.0);
}

TEST_CASE("where a model knows no column names, the message says how to name them") {
  const Schema schema({{"f0", FeatureKind::Number, {}}, {"f1", FeatureKind::Number, {}}}, CategoryEncoding::Ordinal);
  CHECK(contains(message_of([&] {
                   ClientReader({"age", "income"}, "f.csv", schema, {});
                 }),
                 "trained without column names: name the columns f0, f1, … in the order of training"));
}

TEST_CASE("an unseen category is missing and counted") {
  const Schema schema = schema_of();
  const ClientReader reader({"age", "job"}, "f.csv", schema, {});
  const ClientBlock block = reader.read({"1,pilot\n2,clerk\n", 2, 2});
  CHECK(std::isnan(block.values.at(1, 0)));
  CHECK(block.unseen == std::vector<std::size_t>{0, 1});
}

TEST_CASE("one-hot encoding gives a column per category, all missing where the category is") {
  const Schema schema = schema_of(CategoryEncoding::OneHot);
  CHECK(schema.input_names() == std::vector<std::string>{"age", "job=None", "job=baker", "job=clerk"});
  const ClientReader reader({"age", "job"}, "f.csv", schema, {});
  const FeatureBlock inputs = encode(schema, reader.read({"1,baker\n2,\n", 2, 2}).values);
  CHECK(inputs.at(1, 0) == 0.0);
  CHECK(inputs.at(2, 0) == 1.0);
  CHECK(inputs.at(3, 0) == 0.0);
  CHECK(std::isnan(inputs.at(1, 1)));
  CHECK(std::isnan(inputs.at(3, 1)));
}

TEST_CASE("wrong rows and cells are named by row and column") {
  CHECK(contains(message("age,job\n1,clerk\n2\n"), "f.csv, row 3: 1 cell(s) where the header has 2 columns"));
  CHECK(contains(message("age,job\n1,clerk,9\n"), "f.csv, row 2: more cells than the 2 columns"));
  CHECK(contains(message("age,job\n1,clerk\nabc,clerk\n"), "f.csv, row 3, column 'age': 'abc' is not a number"));
  CHECK(contains(message("age,job\n1e400,clerk\n"), "row 2, column 'age': '1e400' is not a finite number"));
  CHECK(contains(message("age,job\nNaN,clerk\n"), "row 2, column 'age': 'NaN' is not a finite number"));
  CHECK(contains(message("age,job\n\"1\"x,clerk\n"), "row 2: text after a closing quote"));
  CHECK(contains(message("age,job\n1,cl\xE9rk\n"), "row 2, column 'job': byte 0xE9 is not UTF-8"));
  CHECK(contains(message("age,job\n1,a\n2,b\n3,\"x\ny\"\n\xFF,a\n"), "row 5, column 'age': byte 0xFF is not UTF-8"));
  CHECK(contains(message("age,job\n"), "a header and no rows"));
}

TEST_CASE("bad rows are set aside on request, and leave no trace in the others") {
  ClientColumns columns;
  columns.id = "id";
  columns.label = "y";
  columns.texts = {"note"};
  columns.skip_bad_rows = true;
  const Schema schema = schema_of();
  const ClientReader reader({"note", "job", "age", "y", "id"}, "f.csv", schema, columns);
  const std::string bytes =
      "n1,clerk,1,0,a\n"
      "n2,pilot,x,0,b\n"                  // no number; its unseen category is not counted
      "n3,clerk,,1\n"                     // a cell short
      "n4,clerk,4,1,d,more,\"of\nit\"\n"  // two cells too many
      "n5,clerk,5,2,e\n"                  // no label
      "n6,clerk,6,1,\n"                   // no id
      "\"n\"7,clerk,7,1,g\n"              // a broken quote
      "n8,cl\xE9rk,8,1,h\n"               // another encoding
      "n9,\"b\"\"\xE9\",x,1,i\n"          // two faults
      "n10,pilot,,1,j\n";
  const ClientBlock block = reader.read({bytes, 2, 10});
  CHECK(block.ids == std::vector<std::string>{"a", "j"});
  CHECK(block.row_numbers == std::vector<std::size_t>{2, 11});
  CHECK(block.labels == std::vector<int>{0, 1});
  CHECK(block.label_counts.labels().at("0").count == 1);
  CHECK(block.label_counts.labels().at("1").count == 1);
  CHECK(block.texts[0] == std::vector<std::string>{"n1", "n10"});
  CHECK(block.unseen == std::vector<std::size_t>{0, 1});
  REQUIRE(block.values.rows() == 2);
  CHECK(block.values.at(0, 0) == 1.0);
  CHECK(std::isnan(block.values.at(0, 1)));
  std::string faults;
  for (const RowFault& fault : block.faults) {
    faults += std::to_string(fault.row) + "|" + fault.id + "|" + fault.column + "|" + fault.value + "|" +
              fault.reason.en.substr(0, 12) + "\n";
  }
  CHECK(faults ==
        "3|b|age|x|'x' is not a\n4||||4 cell(s) wh\n5|d|||more cells t\n6|e|y|2|the label is\n7||id||the client h\n"
        "8|g|||text after a\n9|h|job|cl\xE9rk|byte 0xE9 is\n10|i|job|b\"\xE9|byte 0xE9 is\n");
}

TEST_CASE("a missing id and a label that is neither are errors") {
  CHECK(contains(message("id,age,job\n,1,clerk\n", {"id", "", "", false}), "row 2, column 'id': the client has no id"));
  CHECK(contains(message("y,age,job\nmaybe,1,clerk\n", {"", "y", "", false}), "row 2: the label is 'maybe'"));
  CHECK(contains(message("y,age,job\n,1,clerk\n", {"", "y", "bad", false}), "row 2: the label is ''"));
  CHECK(read("y,age,job\nbad,1,clerk\ngood,1,clerk\n", {"", "y", "bad", false}).labels == std::vector<int>{1, 0});
}

TEST_CASE("a text where a number is wanted is named with what it seems to be and the remedy") {
  const std::pair<const char*, const char*> cases[] = {
      {"NA", "'NA' is not a number; it reads like a missing value: leave the cell empty"},
      {"NaN", "'NaN' is not a finite number; it reads like a missing value"},
      {"?", "missing value"},
      {"-", "missing value"},
      {"inf", "'inf' is not a finite number; expected a number or an empty cell"},
      {"1e400", "'1e400' is not a finite number"},
      {"0x10", "'0x10' is not a number; a number in another notation: write 16"},
      {"1_000", "write 1000"},
      {"\xD9\xA1\xD9\xA2", "write 12"},
      {"1\xE2\x80\xAF"
       "234",
       "a thousands separator: write 1234"},
      {"12 €", "an amount with its currency: write 12"},
      {"4 %", "a percentage"},
      {"\"1180,69\"", "a decimal comma: write 1180.69"},
      {"2024-01-31", "a date or time"},
  };
  for (const auto& entry : cases) {
    const auto& cell = entry.first;
    const auto& expected = entry.second;
    const std::string error = message("job,age\nclerk,1\nclerk," + std::string(cell) + "\n");
    CHECK_MESSAGE(contains(error, "f.csv, row 3, column 'age': "), error);
    CHECK_MESSAGE(contains(error, expected), error);
  }
}

TEST_CASE("true and false, signs and blanks are read where a number is wanted") {
  const ClientTable table = read("age,job\nTRUE,clerk\nfalse,clerk\n+3,clerk\n 7 ,clerk\n-0,clerk\n  ,clerk\nVrai,\n");
  const double expected[] = {1.0, 0.0, 3.0, 7.0, 0.0};
  for (std::size_t row = 0; row < 5; ++row) CHECK(table.values.at(0, row) == expected[row]);
  CHECK(std::isnan(table.values.at(0, 5)));
  CHECK(table.values.at(0, 6) == 1.0);
}

TEST_CASE("labels are two outcomes: 1 and 0, true and false, or a text that means default and one other") {
  const auto labels = [](const std::string& cells, const std::string& positive = "", const std::string& negative = "") {
    std::string bytes = "y,age,job\n";
    for (const char c : cells) bytes += c == ' ' ? ",1,clerk\n" : std::string(1, c);
    return read(bytes, {"", "y", positive, false, {}, negative}).labels;
  };
  const std::vector<int> two = {1, 0};
  CHECK(labels("1 0 ") == two);
  CHECK(labels("1.0 0.0 ") == two);
  CHECK(labels("True FALSE ") == two);
  CHECK(labels("true 0 ") == two);
  CHECK(labels("bad good ", "bad") == two);
  CHECK(labels("\tbad\t good ", "bad") == two);
  CHECK(labels("2 1 ", "2") == two);
  CHECK(labels("2.0 1.0 ", "2") == two);
  CHECK(labels("1 0.0 ", "1") == two);
  CHECK(labels("bad good ", "bad", "good") == two);
  CHECK(labels("good good ", "bad") == std::vector<int>{0, 0});  // nobody defaulted
}

TEST_CASE("labels that are neither outcome are refused with the count of each") {
  const auto error = [](const std::vector<std::string>& cells, const std::string& positive,
                        const std::string& negative = "") {
    std::string bytes = "y,age,job\n";
    for (const std::string& cell : cells) bytes += cell + ",1,clerk\n";
    return message(bytes, {"", "y", positive, false, {}, negative});
  };
  const auto says = [&](const std::string& all, const std::string& part) { CHECK_MESSAGE(contains(all, part), all); };
  says(error({"good", "bad", "good", "BAD"}, "bad"),
       "f.csv, row 5: the label is 'BAD'; expected 'bad' (default) and one "
       "other label");
  says(error({"good", "bad", "good", "BAD"}, "bad"), "the labels are 'good' (2), 'BAD' (1), 'bad' (1)");
  says(error({"good", "bad", "indeterminate", "good"}, "bad"), "row 4: the label is 'indeterminate'");
  says(error({"good", "BAD", "good"}, "bad"), "row 3: the label is 'BAD'");
  says(error({"BAD", "BAD"}, "bad"), "row 2: the label is 'BAD'");
  says(error({"bad", "good", ""}, "bad"), "row 4: the label is ''; a client without an outcome");
  says(error({"1", "2", "2"}, ""), "row 3: the label is '2'; expected 1 (default) or 0, or name the text");
  says(error({"1", "2", "2"}, ""), "the labels are '2' (2), '1' (1)");
  says(error({"bad", "NA", "bad"}, "bad"), "row 3: the label is 'NA'; it reads like a missing outcome");
  says(error({"1", "0", "?"}, ""), "row 4: the label is '?'; it reads like a missing outcome");
  const auto labels = [](const std::string& bytes, const std::string& positive) {
    return read(bytes, {"", "y", positive, false}).labels;
  };
  CHECK(labels("y,age,job\nbad,1,\nnone,1,\n", "bad") == std::vector<int>{1, 0});  // nothing happened
  CHECK(labels("y,age,job\nunknown,1,\nbad,1,\n", "unknown") == std::vector<int>{1, 0});
  says(error({"bad", "fine"}, "bad", "good"),
       "row 3: the label is 'fine'; expected 'bad' (default) or 'good', as in training");
}

TEST_CASE("a nameless column must be empty; a model's name with blanks is the header's without") {
  CHECK(read("age,job,\n1,clerk,\n").values.at(0, 0) == 1.0);
  CHECK(contains(message("age,job,\n1,clerk,7\n"), "row 2: '7' in column 3, which has no name"));
  const Schema schema({{" age", FeatureKind::Number, {}}}, CategoryEncoding::Ordinal);
  const ClientReader reader({"", "age"}, "f.csv", schema, {});
  CHECK(reader.read({"0,5\n", 2, 1}).values.at(0, 0) == 5.0);
}

TEST_CASE("missing columns are all listed, or taken as missing values on request") {
  CHECK(contains(message("x,y\n1,2\n", {"id", "", "", false}), "missing columns (3): 'age', 'job', 'id'"));
  const ClientTable table = read("age\n5\n", {"", "", "", true});
  CHECK(table.values.at(0, 0) == 5.0);
  CHECK(std::isnan(table.values.at(1, 0)));
}

TEST_CASE("a sample of rows is of the size asked for and the same for the same seed") {
  std::string bytes = "age,job\n";
  for (int i = 0; i < 3000; ++i) bytes += std::to_string(i) + ",clerk\n";
  const test::TemporaryDirectory directory;
  const std::string path = directory.write("f.csv", bytes);
  const ClientTable a = read_clients(path, schema_of(), {}, {1, 100, 5});
  const ClientTable b = read_clients(path, schema_of(), {}, {2, 100, 5});
  CHECK(a.ids.size() == 100);
  CHECK(a.rows_in_file == 3000);
  CHECK(a.ids == b.ids);
  double sum = 0.0;
  for (std::size_t row = 0; row < 100; ++row) sum += a.values.at(0, row);
  CHECK(sum / 100 == doctest::Approx(1500).epsilon(0.2));  // spread over the file, not its beginning
}
