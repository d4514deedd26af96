#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "p8/files/file.h"

namespace p8::fuzz {

/// Ends the target where a promise is broken.
inline void check(bool holds) {
  if (!holds) std::abort();
}

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// The bytes up to "\n===\n", which are taken off `rest` together with it.
inline std::string take_part(std::string& rest) {
  const std::string separator = "\n===\n";
  const std::size_t end = rest.find(separator);
  const std::string part = rest.substr(0, end);
  rest.erase(0, end == std::string::npos ? end : end + separator.size());
  return part;
}

/// A folder for what is read by its path, removed at the end.
class Scratch {
 public:
  Scratch() {
    std::string path = (std::filesystem::temp_directory_path() / "p8_fuzz_XXXXXX").string();
    check(mkdtemp(path.data()) != nullptr);
    path_ = path;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& bytes) const {
    write_file(file(name), bytes);
    return file(name);
  }

 private:
  std::string path_;
};

}  // namespace p8::fuzz
