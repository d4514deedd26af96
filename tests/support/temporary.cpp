#include "support/temporary.h"

#include <filesystem>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "p8/files/file.h"

namespace p8::test {

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "p8-test-XXXXXX").string();
  REQUIRE(mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryDirectory::write(const std::string& name, const std::string& bytes) const {
  write_file(file(name), bytes);
  return file(name);
}

std::string read(const std::string& path) { return read_file(path, ErrorKind::Data); }

}  // namespace p8::test
