#include "p8/vision/torch_file/zip_archive.h"

#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/torch_bytes.h"

using namespace p8;
using namespace p8::test;
using p8::weights::ZipArchive;
using p8::weights::ZipEntry;

namespace {

const weights::Place kPlace{"m.pt", {}};

/// The contents of one file, as a copy; "none" where there is no such file.
std::string contents(const std::string& bytes, const std::string& name, bool verify = true) {
  ZipArchive archive(bytes, kPlace);
  const ZipEntry* entry = archive.find(name);
  if (entry == nullptr) return "none";
  std::vector<std::unique_ptr<char[]>> inflated;
  return std::string(archive.contents(*entry, verify, inflated));
}

/// The message of opening the archive and all its files.
std::string message(const std::string& bytes, bool verify = true) {
  return message_of([&] {
    ZipArchive archive(bytes, kPlace);
    std::vector<std::unique_ptr<char[]>> inflated;
    for (const ZipEntry& entry : archive.entries()) static_cast<void>(archive.contents(entry, verify, inflated));
  });
}

const std::vector<ZipPart> kParts{{"m/a", "first"}, {"m/b", std::string(5000, 'b'), true}, {"m/empty", ""}};

/// Changes the byte at `at` places after the `nth` occurrence of `mark`.
std::string with_byte(std::string bytes, const std::string& mark, std::size_t at, char value, int nth = 0) {
  std::size_t found = bytes.find(mark);
  while (nth-- > 0) found = bytes.find(mark, found + 1);
  REQUIRE(found != std::string::npos);
  bytes[found + at] = value;
  return bytes;
}

const char* const kLocal = "PK\x03\x04";
const char* const kCentral = "PK\x01\x02";
const char* const kEnd = "PK\x05\x06";

}  // namespace

TEST_CASE("zip: stored and deflated files are found by name, with and without zip64") {
  for (const bool zip64 : {false, true}) {
    for (const bool sizes_follow : {false, true}) {
      const std::string bytes = zip_of(kParts, {zip64, sizes_follow});
      CAPTURE(zip64);
      CAPTURE(sizes_follow);
      CHECK(contents(bytes, "m/a") == "first");
      CHECK(contents(bytes, "m/b") == std::string(5000, 'b'));
      CHECK(contents(bytes, "m/empty").empty());
      CHECK(contents(bytes, "m/c") == "none");
    }
  }
  CHECK(ZipArchive(zip_of({}), kPlace).entries().empty());
}

TEST_CASE("zip: stored files are not copied") {
  const std::string bytes = zip_of(kParts);
  ZipArchive archive(bytes, kPlace);
  std::vector<std::unique_ptr<char[]>> inflated;
  CHECK(archive.contents(*archive.find("m/a"), true, inflated).data() == bytes.data() + bytes.find("first"));
  CHECK(inflated.empty());
}

TEST_CASE("zip: a comment may stand at the end, other bytes may not") {
  std::string bytes = zip_of(kParts);
  bytes[bytes.size() - 2] = 5;
  CHECK(contents(bytes + "hello", "m/a") == "first");
  CHECK(message(zip_of(kParts) + "hello") == "m.pt: a zip archive without its directory at the end: cut off after " +
                                                 std::to_string(zip_of(kParts).size() + 5) + " bytes");
  CHECK(message("PK\x03\x04") == "m.pt: a zip archive without its directory at the end: cut off after 4 bytes");
  CHECK(message("x" + zip_of(kParts)) == "m.pt: the directory of the zip archive is damaged");
}

TEST_CASE("zip: a header that contradicts the directory is refused") {
  const std::string bytes = zip_of(kParts, {false, false});
  const std::string disagreement = "m.pt: m/a: its header and the archive's directory do not agree";
  CHECK(message(with_byte(bytes, kLocal, 30, 'x')) == disagreement);  // name
  CHECK(message(with_byte(bytes, kLocal, 8, 8)) == disagreement);     // method
  CHECK(message(with_byte(bytes, kLocal, 6, 1)) == disagreement);     // encrypted
  CHECK(message(with_byte(bytes, kLocal, 14, 'x')) == disagreement);  // CRC
  CHECK(message(with_byte(bytes, kLocal, 18, 1)) == disagreement);    // packed size
  CHECK(message(with_byte(bytes, kLocal, 22, 1)) == disagreement);    // size
  CHECK(message(with_byte(bytes, kCentral, 24, 1)) == disagreement);  // size in the directory
  CHECK(message(with_byte(bytes, kLocal, 0, 'x')) == "m.pt: the directory of the zip archive is damaged");
  CHECK(message(with_byte(bytes, kCentral, 0, 'x')) == "m.pt: the directory of the zip archive is damaged");
  CHECK(message(with_byte(bytes, kCentral, 23, '\x7F')) == "m.pt: the directory of the zip archive is damaged");
  CHECK(message(with_byte(bytes, kCentral, 45, '\x7F')) == "m.pt: the directory of the zip archive is damaged");
  CHECK(message(with_byte(bytes, kEnd, 10, 2)) == "m.pt: the directory of the zip archive is damaged");
  CHECK(message(with_byte(bytes, kEnd, 11, '\x7F')) == "m.pt: the directory of the zip archive is damaged");
}

TEST_CASE("zip: zip64 records that contradict the narrow ones are refused") {
  const std::string bytes = zip_of(kParts, {true, true});
  CHECK(message(bytes) == "no error");
  const std::string damaged = "m.pt: the directory of the zip archive is damaged";
  CHECK(message(with_byte(bytes, "PK\x06\x07", 8, '\x7F')) == damaged);
  CHECK(message(with_byte(bytes, "PK\x06\x07", 15, '\x7F')) == damaged);
  CHECK(message(with_byte(bytes, "PK\x06\x06", 4, '\x7F')) == damaged);
  CHECK(message(with_byte(bytes, "PK\x06\x06", 39, '\x7F')) == damaged);  // files: 2^62
  CHECK(message(with_byte(bytes, "PK\x06\x06", 55, '\x7F')) == damaged);
  CHECK(message(with_byte(bytes, kEnd, 11, 0)) == damaged);
  CHECK(message(with_byte(bytes, kCentral, 46 + 3, 2)) == damaged);  // no zip64 field, yet sizes that need it
}

TEST_CASE("zip: files that share bytes or a name are refused") {
  const std::string bytes = zip_of({{"m/a", "first"}, {"m/b", "other"}});
  std::string overlapping = bytes;  // the second directory entry points at the first file's header
  const std::size_t second = overlapping.find(kCentral, overlapping.find(kCentral) + 1);
  overlapping.replace(second + 42, 4, std::string(4, '\0'));
  overlapping.replace(second + 46, 3, "m/a");
  overlapping.replace(second + 16, 4, overlapping.substr(overlapping.find(kCentral) + 16, 4));
  CHECK(message(overlapping) == "m.pt: files of the zip archive overlap at byte 0");
  CHECK(message(zip_of({{"m/a", "first"}, {"m/a", "other"}})) == "m.pt: m/a: appears twice in the archive");
}

TEST_CASE("zip: damage shows in the CRC-32, unless that is not asked for") {
  const std::string damaged = with_byte(zip_of(kParts), "first", 2, 'x');
  CHECK(message(damaged) ==
        "m.pt: m/a: its CRC-32 does not fit: the file is damaged, or was saved without sums (compute_crc32=False)");
  CHECK(message(damaged, false) == "no error");
}

TEST_CASE("zip: what does not unpack to the size it announces is refused, in both directions") {
  const std::string half(5000, 'b');
  CHECK(message(zip_of({{"m/b", half, true, 4999}})) == "m.pt: m/b: does not unpack to the 4999 bytes it announces");
  CHECK(message(zip_of({{"m/b", half, true, 5001}})) == "m.pt: m/b: does not unpack to the 5001 bytes it announces");
  const std::string bytes = zip_of({{"m/b", half, true}});
  CHECK(message(with_byte(bytes, "m/b", 4, '\x07')) == "m.pt: m/b: does not unpack to the 5000 bytes it announces");
}

TEST_CASE("zip: encrypted files and other methods are refused by name") {
  std::string bytes = zip_of({{"m/a", "first"}});
  bytes = with_byte(with_byte(bytes, kLocal, 6, 9), kCentral, 8, 9);
  CHECK(message(bytes) == "m.pt: m/a: is encrypted");
  bytes = zip_of({{"m/a", "first"}});
  bytes = with_byte(with_byte(bytes, kLocal, 8, 12), kCentral, 10, 12);
  CHECK(message(bytes) == "m.pt: m/a: is packed by method 12; expected 0 (stored) or 8 (deflated)");
}
