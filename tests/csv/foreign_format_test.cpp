#include "p8/csv/foreign_format.h"

#include <doctest/doctest.h>

using namespace p8;
using namespace std::string_view_literals;

namespace {

std::string format_of(std::string_view start) {
  const std::optional<Text> format = foreign_format(start);
  return format ? format->en : "";
}

bool begins_with(const std::string& text, const std::string& start) { return text.rfind(start, 0) == 0; }

}  // namespace

TEST_CASE("files that are no CSV are told by their first bytes, with the remedy") {
  CHECK(format_of("\x1F\x8B\x08\0"sv) == "gzip-compressed; unpack it first: zcat FILE | p8 … --data -");
  CHECK(begins_with(format_of("\x28\xB5\x2F\xFD\x24"sv), "compressed by Zstandard; unpack it first: zstdcat"));
  CHECK(begins_with(format_of("\xFD"
                              "7zXZ\0"sv),
                    "compressed by xz"));
  CHECK(begins_with(format_of("BZh91AY&SY\x01\x02"sv), "compressed by bzip2"));
  CHECK(
      begins_with(format_of("PK\x03\x04\x14\0\x06\0[Content_Types].xml"sv), "an Excel workbook (.xlsx), expected CSV"));
  CHECK(begins_with(format_of("PK\x03\x04\x14\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet"sv),
                    "an OpenDocument file"));
  CHECK(begins_with(format_of("PK\x03\x04\x14\0clients.csv"sv), "a zip archive; unpack it first: unzip -p"));
  CHECK(begins_with(format_of("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv), "a workbook of old Excel (.xls)"));
  CHECK(begins_with(format_of("PAR1\x15\x04"sv), "a Parquet file"));
  CHECK(begins_with(format_of("SQLite format 3\0"sv), "an SQLite database"));
  CHECK(begins_with(format_of("[{\"a\": 1}]"sv), "JSON, expected CSV"));
  CHECK(begins_with(format_of("<!DOCTYPE html>"sv), "a web page"));
  CHECK(begins_with(format_of("version https://git-lfs.github.com/spec/v1\n"sv), "a pointer of Git LFS"));
  CHECK(begins_with(format_of("\xFF\xFE"
                              "a\0,\0"sv),
                    "UTF-16 text; save the file as UTF-8, or convert it: iconv -f UTF-16 "));
  CHECK(begins_with(format_of("a\0,\0b\0"sv), "UTF-16 text; save the file as UTF-8, or convert it: iconv -f UTF-16LE"));
  CHECK(begins_with(format_of("\0a\0,"sv), "UTF-16 text"));
}

TEST_CASE("headers that begin like a signature are headers") {
  for (const std::string_view header : {"ORCHARD,a\n"sv, "PAR1,b\n"sv, "BZh,x\n"sv, "id,a\n"sv, "\xEF\xBB\xBFid\n"sv,
                                        "{a},b\n"sv, "[kg],m\n"sv, "RDX,a\n"sv, ""sv, "a"sv}) {
    CAPTURE(header);
    CHECK(format_of(header).empty());
  }
}

TEST_CASE("a separator that is no comma is told by its count outside quotes") {
  CHECK(other_separator("a;b;c\n") == ';');
  CHECK(other_separator("\"a,b\";c;d\n") == ';');
  CHECK(other_separator("a\tb\n") == '\t');
  CHECK(other_separator("a|b|c\n") == '|');
  CHECK(other_separator("a;b,c;d;e\n") == ';');
  CHECK(!other_separator("a,b;c,d\n"));
  CHECK(!other_separator("a,\"b;c;d\"\n"));
  CHECK(!other_separator("a\n"));
}
