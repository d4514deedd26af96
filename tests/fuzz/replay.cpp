// Feeds every file of the given directories to a fuzz target, each also cut short and with single bytes changed.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "p8/files/file.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void feed(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

void feed_with_variants(const std::string& bytes) {
  constexpr std::size_t kVariants = 200;
  const std::size_t step = std::max<std::size_t>(1, bytes.size() / kVariants);
  feed(bytes);
  for (std::size_t i = 0; i < bytes.size(); i += step) {
    feed(bytes.substr(0, i));
    std::string changed = bytes;
    changed[i] = static_cast<char>(~changed[i]);
    feed(changed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  int files = 0;
  for (int i = 1; i < argc; ++i) {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) paths.push_back(entry.path().string());
    std::sort(paths.begin(), paths.end());
    for (const std::string& path : paths) {
      feed_with_variants(p8::read_file(path, p8::ErrorKind::Data));
      ++files;
    }
  }
  std::printf("%d inputs replayed\n", files);
  return files > 0 ? 0 : 1;
}
