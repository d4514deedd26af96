#include "support/shared.h"

#include <cstdlib>
#include <filesystem>

namespace p8::test {

namespace {

std::filesystem::path shared_folder() {
  const char* configured = std::getenv("P8_SHARED");
  return configured != nullptr ? configured : P8_SOURCE_DIR "/../shared";
}

}  // namespace

doctest::skip needs_shared() { return doctest::skip(!std::filesystem::exists(shared_folder())); }

std::string shared_file(const std::string& name) {
  const std::filesystem::path path = shared_folder() / name;
  REQUIRE_MESSAGE(std::filesystem::exists(path), "missing in the shared folder: ", name);
  return path.string();
}

}  // namespace p8::test
