#pragma once

#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string>

namespace p8::test {

/// For the shell; the word holds no quote itself.
inline std::string quoted(const std::string& word) { return "'" + word + "'"; }

/// How many files and folders lie in a directory.
inline std::size_t entries(const std::string& directory) {
  namespace fs = std::filesystem;
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

}  // namespace p8::test
