#include "p8/csv/csv_reader.h"

#include <cmath>

#include <doctest/doctest.h>
#include <unistd.h>

#include "p8/base/random.h"
#include "p8/csv/csv_cursor.h"
#include "p8/csv/number.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using test::message_of;

namespace {

std::vector<std::vector<std::string>> read_all(const std::string& path) {
  CsvReader reader(path);
  std::vector<std::vector<std::string>> records;
  while (std::optional<CsvBlock> block = reader.next_block()) {
    CsvCursor cursor(block->bytes.data(), block->bytes.data() + block->bytes.size());
    std::size_t count = 0;
    while (!cursor.at_end()) {
      records.emplace_back();
      do {
        records.back().emplace_back(cursor.next_cell());
      } while (!cursor.record_ended());
      ++count;
    }
    CHECK(count == block->records);
    CHECK(block->first_row + block->records == records.size() + 2);
  }
  return records;
}

std::string quoted(const std::string& cell) {
  std::string result = "\"";
  for (const char c : cell) result += c == '"' ? "\"\"" : std::string(1, c);
  return result + "\"";
}

}  // namespace

TEST_CASE("cells, quotes, newlines inside quotes, CRLF, byte order mark, missing last newline") {
  const test::TemporaryDirectory directory;
  const std::string path =
      directory.write("a.csv", "\xEF\xBB\xBFid,\"na\"\"me\"\r\n1,\"a,\r\nb\"\r\n2,\r\n,\"x\"\"y\"");
  CsvReader reader(path);
  CHECK(reader.header() == std::vector<std::string>{"id", "na\"me"});
  CHECK(read_all(path) == std::vector<std::vector<std::string>>{{"1", "a,\r\nb"}, {"2", ""}, {"", "x\"y"}});
}

TEST_CASE("a quote inside an unquoted cell stands for itself") {
  const test::TemporaryDirectory directory;
  CHECK(read_all(directory.write("a.csv", "a,b\n5\" pipe,x\n1,2\n")) ==
        std::vector<std::vector<std::string>>{{"5\" pipe", "x"}, {"1", "2"}});
}

TEST_CASE("random records come back as written, across block borders") {
  Random random(7);
  const std::string alphabet = "ab,\"\n\r é0";
  std::vector<std::vector<std::string>> records(4000, std::vector<std::string>(3));
  std::string bytes = "a,b,c\n";
  for (auto& record : records) {
    for (std::size_t c = 0; c < record.size(); ++c) {
      const std::uint64_t length = random.below(100) == 0 ? 5000 : random.below(80);
      for (std::uint64_t i = 0; i < length; ++i) record[c] += alphabet[random.below(alphabet.size())];
      const bool plain = record[c].find_first_of(",\"\n\r") == std::string::npos && random.below(2) == 0;
      bytes += (plain ? record[c] : quoted(record[c])) + (c + 1 < record.size()  ? ","
                                                          : random.below(2) == 0 ? "\n"
                                                                                 : "\r\n");
    }
  }
  REQUIRE(bytes.size() > 2 * CsvReader::kBlockBytes);
  const test::TemporaryDirectory directory;
  CHECK(read_all(directory.write("a.csv", bytes)) == records);
}

TEST_CASE("plain numbers are read as parse_number reads them, and the rest is left to it") {
  Random random(3);
  const std::string alphabet = "0123456789.-e";
  int plain = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string cell;
    for (std::uint64_t length = random.below(20); length > 0; --length) {
      cell += alphabet[random.below(random.below(3) == 0 ? alphabet.size() : 11)];
    }
    std::string bytes = cell + (random.below(2) == 0 ? ",x\n" : "\r\n");
    CsvCursor cursor(bytes.data(), bytes.data() + bytes.size());
    double value = 0.0;
    if (!cursor.next_plain_number(value)) {
      REQUIRE(cursor.next_cell() == cell);
      continue;
    }
    ++plain;
    const ParsedNumber parsed = parse_number(cell);
    REQUIRE((cell.empty() ? std::isnan(value) : parsed.fault == NumberFault::None && parsed.value == value));
    REQUIRE(std::signbit(value) == (cell.empty() ? std::signbit(value) : std::signbit(parsed.value)));
  }
  CHECK(plain > 20000);
}

TEST_CASE("what is wrong with a file is said with its name and row") {
  const test::TemporaryDirectory directory;
  const auto open = [&](const std::string& bytes) {
    return message_of([&] { read_all(directory.write("f.csv", bytes)); });
  };
  CHECK(open("").find("f.csv: the file is empty") != std::string::npos);
  CHECK(open("\n").find("the file is empty") != std::string::npos);
  CHECK(open("a,,b\n").find("row 1: column 2 has no name") != std::string::npos);
  CHECK(open("a,b,a\n").find("row 1: column 'a' appears twice") != std::string::npos);
  CHECK(open("a,\"b\n1,2\n").find("the header row does not end") != std::string::npos);
  CHECK(open("a,b\n1,2\n3,\"4\n5,6\n").find("f.csv, row 3: a quote is opened and never closed") != std::string::npos);
  CHECK(open("a\xFF\n1\n").find("row 1: the header is not UTF-8") != std::string::npos);
  CHECK(open("a,b\n1,2\n3,\"" + std::string(10 << 20, 'x') + "\"\n").find("row 3: longer than 8 MB") !=
        std::string::npos);
  CHECK(message_of([&] { CsvReader(directory.file("none.csv")); }).find("none.csv: no such file") != std::string::npos);
  CHECK(message_of([&] { CsvReader reader(directory.path()); }).find("is a directory") != std::string::npos);
}

TEST_CASE("a nameless first column, empty ghost columns, blanks around names and Excel's sep=, are no obstacle") {
  const test::TemporaryDirectory directory;
  const auto header = [&](const std::string& bytes) { return CsvReader(directory.write("f.csv", bytes)).header(); };
  CHECK(header(",a,b\n0,1,2\n") == std::vector<std::string>{"", "a", "b"});
  CHECK(header("a,b,,\n1,2,,\n") == std::vector<std::string>{"a", "b", "", ""});
  CHECK(header("id, a,\tb \n") == std::vector<std::string>{"id", "a", "b"});
  CHECK(header("a,\" b \",\"a \"\n") == std::vector<std::string>{"a", "b", "a "});  // quoted, and another column's
  CHECK(header("sep=,\r\na,b\r\n") == std::vector<std::string>{"a", "b"});
  CHECK(header("\xEF\xBB\xBF\"sep=,\"\na,b\n") == std::vector<std::string>{"a", "b"});
  CHECK(read_all(directory.write("f.csv", "sep=,\na,b\n1,2\n")) == std::vector<std::vector<std::string>>{{"1", "2"}});
}

TEST_CASE("headers of another separator, line end, encoding or format are told as such") {
  const test::TemporaryDirectory directory;
  const auto message = [&](const std::string& bytes, Language language = Language::English) {
    return message_of([&] { CsvReader(directory.write("f.csv", bytes)); }, language);
  };
  const auto says = [&](const std::string& bytes, const std::string& part) {
    CHECK_MESSAGE(message(bytes).find(part) != std::string::npos, message(bytes));
  };
  says("id;age;default\n1;2;0\n", "f.csv, row 1: the columns are separated by ';', expected commas");
  says("\"id\";\"age\"\n", "separated by ';'");
  says("id\tage\n", "separated by tabs");
  says("sep=;\nid;age\n", "separated by ';'");
  says("a;;b\n", "separated by ';'");
  says("a,b\r1,2\r3,4", "lines end with a carriage return alone");
  says("a,\"b\"c\n", "row 1: text after a closing quote");
  says("a,a \n", "column 'a' appears twice");
  says(",\n1,2\n", "column 1 has no name");
  says(",,a\n", "column 2 has no name");
  says("pr\xE9nom,a\n",
       "the header is not UTF-8 text; save the file as UTF-8 (if it is Windows-1252 or Latin-1: iconv");
  says(std::string("a\0b,c\n", 6), "row 1: a zero byte");
  says(std::string("\x1F\x8B\x08\0", 4), "f.csv: gzip-compressed");
  CHECK(message("id;age\n", Language::French).find("les colonnes sont séparées par « ; »") != std::string::npos);
}

TEST_CASE("a file or a pipe is read twice when asked, with the same digest") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.write("f.csv", "sep=,\na,b\n1,2\n");
  const auto read_twice = [](CsvReader& reader) {
    const std::optional<CsvBlock> first = reader.next_block();
    while (reader.next_block()) {
    }
    const Digest digest = reader.digest();
    reader.rewind();
    const std::optional<CsvBlock> again = reader.next_block();
    while (reader.next_block()) {
    }
    REQUIRE(first.has_value());
    REQUIRE(again.has_value());
    CHECK(first->bytes == "1,2\n");
    CHECK(again->bytes == first->bytes);
    CHECK(again->first_row == 2);
    CHECK(reader.header() == std::vector<std::string>{"a", "b"});
    CHECK(reader.digest().sha256 == digest.sha256);
    CHECK(digest.sha256 == digest_of("sep=,\na,b\n1,2\n").sha256);
  };
  CsvReader file(path, Passes::Several);
  read_twice(file);
  int ends[2] = {-1, -1};
  REQUIRE(pipe(ends) == 0);
  REQUIRE(write(ends[1], "sep=,\na,b\n1,2\n", 14) == 14);
  close(ends[1]);
  CsvReader piped("/proc/self/fd/" + std::to_string(ends[0]), Passes::Several);
  close(ends[0]);
  read_twice(piped);
}

TEST_CASE("invalid UTF-8 is found wherever it stands") {
  CHECK(find_invalid_utf8("plain ascii, long enough for the fast path") == std::string_view::npos);
  CHECK(find_invalid_utf8("é€😀") == std::string_view::npos);
  CHECK(find_invalid_utf8("12345678\xC3") == 8);
  CHECK(find_invalid_utf8("a\xC0\x80") == 1);
  CHECK(find_invalid_utf8("\xED\xA0\x80") == 0);      // a surrogate
  CHECK(find_invalid_utf8("\xF4\x90\x80\x80") == 0);  // beyond U+10FFFF
  CHECK(find_invalid_utf8("\xE0\x80\xAF") == 0);      // overlong
  CHECK(find_invalid_utf8("caf\xE9 du matin") == 3);  // Latin-1
}
