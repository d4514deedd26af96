#include "p8/vision/tensors/mapped_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "p8/base/error.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::test;

TEST_CASE("a mapped file shows the file's bytes; an empty one has none") {
  const TemporaryDirectory directory;
  CHECK(MappedFile(directory.write("a", "weights")).bytes() == "weights");
  CHECK(MappedFile(directory.write("b", "")).bytes().empty());
}

TEST_CASE("what is missing, a directory or a pipe is refused as a model, without waiting") {
  const TemporaryDirectory directory;
  const std::string pipe = directory.file("pipe");
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(kind_of([&] { MappedFile{directory.file("none")}; }) == static_cast<int>(ErrorKind::Model));
  CHECK(message_of([&] { MappedFile{directory.file("none")}; }) ==
        "cannot read " + directory.file("none") + ": no such file or directory");
  CHECK(message_of([&] { MappedFile{directory.path()}; }) == "cannot read " + directory.path() + ": is a directory");
  CHECK(message_of([&] { MappedFile{pipe}; }) == "cannot read " + pipe + ": not a regular file");
}
