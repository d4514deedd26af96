#include "p8/credit/columns/schema_inference.h"

#include <functional>

#include <doctest/doctest.h>

#include "support/contains.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;

namespace {

InferredSchema infer(const std::string& bytes, const std::set<std::string>& left_out = {},
                     const std::set<std::string>& categorical = {}) {
  const test::TemporaryDirectory directory;
  CsvReader file(directory.write("f.csv", bytes));
  return infer_schema(file, {left_out, categorical});
}

std::string message(const std::string& bytes, const std::set<std::string>& left_out = {}) {
  return test::message_of([&] { infer(bytes, left_out); });
}

using p8::test::contains;

}  // namespace

TEST_CASE("numbers, categories and empty columns are told apart") {
  const InferredSchema schema = infer("a,b,c,y\n1,x,,0\n,None,,1\n2.5,x,,0\n", {"y"});
  REQUIRE(schema.features.size() == 2);
  CHECK(schema.features[0].kind == FeatureKind::Number);
  CHECK(schema.features[1].kind == FeatureKind::Category);
  CHECK(schema.features[1].categories == std::vector<std::string>{"None", "x"});
  CHECK(schema.empty_columns == std::vector<std::string>{"c"});
  CHECK(schema.rows == 3);
}

TEST_CASE("codes such as 1, 2, 3+ are categories; a stray text among many numbers is an error") {
  CHECK(infer("a\n1\n2\n3+\n").features[0].categories == std::vector<std::string>{"1", "2", "3+"});
  std::string bytes = "a\n";
  for (int i = 0; i < 100; ++i) bytes += std::to_string(i) + "\n";
  CHECK(contains(message(bytes + "unknown\n"),
                 "f.csv, row 102, column 'a': 'unknown' is not a number in a column of numbers"));
  CHECK(contains(message(bytes + "1e400\n"), "row 102, column 'a': '1e400' is not a finite number"));
}

namespace {

/// A column "a" of `rows` cells from `cell`, beside a column "b" that is always filled.
std::string column(int rows, const std::function<std::string(int)>& cell) {
  std::string bytes = "b,a\n";
  for (int i = 0; i < rows; ++i) bytes += "1," + cell(i) + "\n";
  return bytes;
}

std::string number(int i) { return std::to_string(1000 + 7 * i); }

FeatureKind kind_of(const std::string& bytes) { return infer(bytes).features.at(1).kind; }

}  // namespace

TEST_CASE("a column of numbers with many cells that are none is an error with row, value, reason and remedy") {
  const std::pair<const char*, const char*> cases[] = {
      {"NA", "it reads like a missing value: leave the cell empty"},
      {"NULL", "missing value"},
      {".", "missing value"},
      {"-", "missing value"},
      {"unknown", "missing value"},
      {"refused", "expected a number or an empty cell"},
      {"4 %", "a percentage: write 4 or 0.04"},
      {"\"1180,69\"", "a decimal comma: write 1180.69"},
      {"1 234", "a thousands separator: write 1234"},
      {"12 €", "an amount with its currency: write 12"},
      {"2024-01-31", "a date or time"},
      {"36 months", "a number with its unit: write 36 alone"},
      {"inf", "expected a number or an empty cell"},
      {"0x10", "write 16"},
      {"True", "expected a number"},
  };
  for (const auto& entry : cases) {
    const auto& cell = entry.first;
    const auto& reason = entry.second;
    for (const int every : {2, 3, 10, 30}) {
      CAPTURE(cell);
      CAPTURE(every);
      const std::string bytes =
          column(120, [&, text = cell](int i) { return i % every == every - 1 ? std::string(text) : number(i); });
      const std::string error = message(bytes);
      CHECK_MESSAGE(contains(error, "row " + std::to_string(every + 1) + ", column 'a'"), error);
      CHECK_MESSAGE(contains(error, "number in a column of numbers"), error);
      CHECK_MESSAGE(contains(error, reason), error);
      CHECK(contains(error, "--drop 'a'"));
      CHECK(contains(error, "--categorical 'a'"));
    }
  }
}

TEST_CASE("columns of nothing but numbers in another notation are no categories") {
  for (const char* unit : {" %", "%", " €", ",5"}) {
    const std::string bytes = column(100, [&](int i) { return "\"" + std::to_string(i % 30) + unit + "\""; });
    CHECK_MESSAGE(contains(message(bytes), "in a column of numbers (0 of 100 cells are)"), message(bytes));
  }
  CHECK(contains(message(column(60, [](int i) { return "2024-01-" + std::to_string(10 + i % 20); })), "a date"));
  CHECK(contains(message(column(60, [](int i) { return std::to_string(i) + " months"; })), "with its unit"));
  CHECK(contains(message(column(9, [](int i) { return i % 3 == 0 ? "NA" : std::to_string(i % 3); })), "missing value"));
}

TEST_CASE("amounts with any currency or magnitude, and marked texts, are no categories") {
  const std::pair<const char*, const char*> forms[] = {{"R$ ", ""}, {"", "k"},         {"", " k€"},       {"US$", ""},
                                                       {"'", ""},   {"=\"\"", "\"\""}, {"", " EUR/mois"}, {"", " Mio"}};
  for (const auto& [before, behind] : forms) {
    const std::string bytes = column(
        100, [&, before = before, behind = behind](int i) { return "\"" + (before + number(i) + behind) + "\""; });
    CHECK_MESSAGE(contains(message(bytes), "in a column of numbers (0 of 100 cells are)"), message(bytes));
  }
  const std::vector<std::string> tenors = {"1M", "3M", "6M", "12M"};
  CHECK(kind_of(column(90, [&](int i) { return tenors[static_cast<std::size_t>(i) % 4]; })) == FeatureKind::Category);
}

TEST_CASE("a column that may be something else is told: padded codes, dropped zeros, texts that hardly repeat") {
  const auto warning = [](const std::string& bytes) {
    const std::vector<Text> all = infer(bytes).warnings;
    return all.empty() ? "" : all.front().en;
  };
  CHECK(contains(warning("b,a\n1,01\n2,75\n"), "column 'a': '01' is padded with zeros, as codes are"));
  CHECK(contains(warning("b,a\n1,01\n2,1\n"), "column 'a': '01' also stands without its zeros"));
  CHECK(contains(warning("b,a\n1,01\n2,1\n"), "--categorical"));
  CHECK(warning("b,a\n1,0\n2,0.5\n3,10\n").empty());
  CHECK(infer("b,a\n1,01\n2,1\n", {}, {"a"}).warnings.empty());
  const auto names = [](int different) {
    return column(100, [&](int i) { return "n" + std::to_string(i % different); });
  };
  CHECK(contains(warning(names(80)), "column 'a': 80 different texts in 100 cells, such as 'n0', are taken as"));
  CHECK(warning(names(40)).empty());
}

TEST_CASE("rows without any value are no clients, and are counted") {
  const InferredSchema schema = infer("a,b\n1,x\n,\n2,y\n \"\",\"\"\n\n\t,\"  \"\r\n");
  CHECK(schema.rows == 3);  // blank and quoted is a text
  CHECK(schema.empty_rows == 2);
  CHECK(contains(message("a,b\n,\n,\n"), "a header and no rows"));
}

TEST_CASE("columns of codes, bands and names stay categories") {
  const std::vector<std::vector<std::string>> codes = {
      {"A11", "0", "1+", "None"},      {"0", "1", "2", "3+"},           {"None", "Bank", "Stores"},
      {"1 to 4", "Over 7", "Under 1"}, {"<25", "25-50", "50+"},         {"36 months", "60 months"},
      {"True", "False", "Unknown"},    {"10+ years", "3 years", "n/a"}, {"75", "2A", "2B", "13"},
      {"101", "102", "A03", "B7"},     {"2024-01", "2024-02"},          {"NA", "yes", "no"}};
  for (const std::vector<std::string>& values : codes) {
    CAPTURE(values[0]);
    CHECK(kind_of(column(200, [&](int i) { return values[static_cast<std::size_t>(i) % values.size()]; })) ==
          FeatureKind::Category);
  }
}

TEST_CASE("numbers padded with zeros are codes where a text is among them") {
  const auto department = [](int i) {
    return i % 50 == 0 ? std::string("2A") : (i % 95 < 9 ? "0" : "") + std::to_string(i % 95 + 1);
  };
  CHECK(kind_of(column(400, department)) == FeatureKind::Category);
  CHECK(kind_of(column(95, [](int i) { return (i < 9 ? "0" : "") + std::to_string(i + 1); })) == FeatureKind::Number);
  CHECK(contains(message(column(400, [](int i) { return i % 50 == 0 ? std::string("x") : "0." + std::to_string(i); })),
                 "'x'"));
}

TEST_CASE("true and false are 1 and 0, blank cells are missing, in columns of numbers") {
  CHECK(kind_of("b,a\n1,True\n1,FALSE\n1,\n1,vrai\n") == FeatureKind::Number);
  CHECK(kind_of("b,a\n1,True\n1,0\n1,1\n") == FeatureKind::Number);
  CHECK(kind_of("b,a\n1,12\n1,  \n") == FeatureKind::Number);
  CHECK(kind_of("b,a\n1,True\n1,False\n1,Unknown\n") == FeatureKind::Category);
  CHECK(contains(message("b,a\n1,True\n1,0\n1,NA\n"), "row 4, column 'a': 'NA' is not a number"));
}

TEST_CASE("a column is one of categories where the user says so; columns with misfits are all named") {
  const std::string bytes = "a,b,c\n1,NA,NA\n2,3,4\n";
  CHECK(contains(message(bytes), "column 'b'"));
  CHECK(contains(message(bytes), "likewise in 'c'"));
  const InferredSchema schema = infer(bytes, {}, {"b", "c"});
  CHECK(schema.features[0].kind == FeatureKind::Number);
  CHECK(schema.features[1].categories == std::vector<std::string>{"3", "NA"});
  CHECK(contains(test::message_of([&] { infer(bytes, {}, {"z"}); }), "no column 'z'"));
}

TEST_CASE("columns that number the rows are left out; nameless ones must be empty") {
  CHECK(infer(",Unnamed: 0,a,\n0,0,5,\n1,1,6,\n").features.size() == 1);
  CHECK(infer(",Unnamed: 0,a,\n0,0,5,\n1,1,6,\n").index_columns == std::vector<std::string>{"", "Unnamed: 0"});
  CHECK(contains(message("a,\n1,2\n"), "row 1: column 2 has no name, and cells that are not empty"));
}

TEST_CASE("bytes that are no text are refused with their place") {
  CHECK(contains(message("a,b\n1,x\n2,12 \x80\n"), "row 3, column 'b': byte 0x80 is not UTF-8"));
  CHECK(contains(message(std::string("a,b\n1,x\n2,y\0\n", 13)), "row 3, column 'b': a zero byte"));
}

TEST_CASE("columns of names, unknown columns, ragged rows and nothing to learn from are errors") {
  std::string names = "name,a\n";
  for (int i = 0; i < 600; ++i) names += "n" + std::to_string(i) + ",1\n";
  CHECK(contains(message(names), "more than 500 different texts in 'name'"));
  CHECK(infer(names, {"name"}).features.size() == 1);
  CHECK(contains(message("a,b\n1,2\n", {"target"}), "no column 'target'; the columns are 'a', 'b'"));
  CHECK(contains(message("a,b\n1\n"), "row 2: fewer cells than the 2 columns"));
  CHECK(contains(message("a,b\n1,2,3\n"), "row 2: more cells than the 2 columns"));
  CHECK(contains(message("a\n1\n", {"a"}), "no column is left"));
  CHECK(contains(message("a\n"), "a header and no rows"));
}
