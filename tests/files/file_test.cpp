#include "p8/files/file.h"

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using test::kind_of;
using test::message_of;

TEST_CASE("files that cannot be read or written say why") {
  const test::TemporaryDirectory directory;
  const auto read_missing = [&] { read_file(directory.file("x"), ErrorKind::Model); };
  CHECK(kind_of(read_missing) == 4);
  CHECK(message_of(read_missing).find("x: no such file or directory") != std::string::npos);
  CHECK(message_of(read_missing, Language::French).find("lecture impossible de") == 0);
  CHECK(message_of([&] { read_file(directory.path(), ErrorKind::Data); }).find("is a directory") != std::string::npos);
  const std::string path = directory.write("big", "123456");
  CHECK(message_of([&] { read_file(path, ErrorKind::Data, 5); }).find("larger than the limit of 5") !=
        std::string::npos);
  CHECK(kind_of([&] { write_file(directory.file("none/x"), "y"); }) == 5);
}

TEST_CASE("a full disk is noticed when writing or closing") {
  const auto fill = [] { write_file("/dev/full", "bytes"); };
  CHECK(kind_of(fill) == 5);
  CHECK(message_of(fill).find("/dev/full: no space left on device") != std::string::npos);
}

TEST_CASE("a stream is hashed as it passes") {
  const test::TemporaryDirectory directory;
  const std::string path = directory.write("abc", "abc");
  InputStream input(path);
  char buffer[2];
  CHECK(input.read(buffer, 2) == 2);
  CHECK(input.read(buffer, 2) == 1);
  CHECK(input.read(buffer, 2) == 0);
  CHECK(input.digest().bytes == 3);
  // FIPS 180-4's own example.
  CHECK(input.digest().sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest_of("abc").sha256 == input.digest().sha256);
}
