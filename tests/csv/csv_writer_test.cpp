#include "p8/csv/csv_writer.h"

#include <limits>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using namespace p8;

namespace {

std::string written(std::string_view cell) {
  std::string out;
  CsvLine line(out);
  line.text(cell).end();
  return out;
}

}  // namespace

TEST_CASE("cells are quoted only where they must be") {
  CHECK(written("plain text") == "plain text\n");
  CHECK(written("a,b") == "\"a,b\"\n");
  CHECK(written("say \"hi\"") == "\"say \"\"hi\"\"\"\n");
  CHECK(written("two\nlines") == "\"two\nlines\"\n");
}

TEST_CASE("what a spreadsheet would run as a formula is neutralised, numbers are not") {
  CHECK(written("=cmd()") == "\"'=cmd()\"\n");
  CHECK(written("+1+1") == "\"'+1+1\"\n");
  CHECK(written("@SUM(A1)") == "\"'@SUM(A1)\"\n");
  CHECK(written("-2+3") == "\"'-2+3\"\n");
  CHECK(written("  =A1") == "\"'  =A1\"\n");
  CHECK(written("\tx") == "\"'\tx\"\n");
  CHECK(written("-12.5") == "-12.5\n");
  CHECK(written("+33") == "+33\n");
  CHECK(written("+33612345678") == "+33612345678\n");
  CHECK(written("-AB12") == "\"'-AB12\"\n");
  CHECK(written("+336 12 34") == "\"'+336 12 34\"\n");
  CHECK(written("-") == "-\n");  // nothing to run
}

TEST_CASE("blanks at the end of a text are quoted, so that they are read back") {
  std::string line;
  CsvLine(line).text("p_Pens ").text(" x").text("a b").end();
  CHECK(line == "\"p_Pens \", x,a b\n");
}

TEST_CASE("the guard is counted, and taken off again to the byte") {
  const std::vector<std::string> cells = {"-AB12", "=a,\"b\"\n", "'tis", "'=x", "''=x", "plain", "'a, b",
                                          "\"'=x", ",\"'=x",     "-12",  "",    "\tx",  "@x",    "-"};
  std::string guarded;
  std::string plain;
  for (const std::string& cell : cells) {
    CsvLine(guarded).text(cell).text("x").text(cell).end();
    const bool quoted = cell.find_first_of(",\"\n") != std::string::npos;
    std::string text;
    for (const char c : cell) text += c == '"' ? "\"\"" : std::string(1, c);
    if (quoted) text = "\"" + text + "\"";
    plain += text + ",x," + text + "\n";
  }
  CHECK(count_guarded(guarded) == 2 * 6);
  CHECK(without_guards(guarded) == plain);
  CHECK(count_guarded(plain) == 0);
  CHECK(without_guards("") == "");
}

TEST_CASE("numbers are shortest and missing ones empty") {
  std::string out;
  CsvLine line(out);
  line.number(0.1).number(1e-20).number(std::numeric_limits<double>::quiet_NaN()).integer(-42).end();
  line.integer(1).end();
  CHECK(out == "0.1,1e-20,,-42\n1\n");
}
