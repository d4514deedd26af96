#include "support/shared.h"

#include <cstdlib>
#include <filesystem>

#include <doctest/doctest.h>

namespace p8::test {

std::optional<std::string> shared_file(const std::string& name) {
  const char* configured = std::getenv("P8_SHARED");
  const std::filesystem::path folder = configured != nullptr ? configured : P8_SOURCE_DIR "/../shared";
  if (!std::filesystem::exists(folder)) {
    MESSAGE("SKIPPED: no shared folder at ", folder.string(), ", needed: ", name);
    return std::nullopt;
  }
  REQUIRE_MESSAGE(std::filesystem::exists(folder / name), "missing in the shared folder: ", name);
  return (folder / name).string();
}

}  // namespace p8::test
