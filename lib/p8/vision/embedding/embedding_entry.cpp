#include "p8/vision/embedding/embedding_entry.h"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <tuple>

#include <sys/stat.h>
#include <unistd.h>

#include "p8/base/hash.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are written as they lie in memory");

constexpr std::string_view kMagic = "P8EMBED\n";
constexpr std::uint32_t kVersion1 = 1;
constexpr std::size_t kHeaderBytes = 16;
constexpr std::size_t kChecksumBytes = 32;
constexpr std::size_t kKeyBytes = 64;
constexpr std::time_t kSecondsOfTemporaries = 3600;  // no entry takes as long to write

std::string header_of(std::size_t width) {
  const std::uint32_t numbers[2] = {kVersion1, static_cast<std::uint32_t>(width)};
  return std::string(kMagic) + std::string(reinterpret_cast<const char*>(numbers), sizeof numbers);
}

std::string checksum_of(const std::string& key, std::string_view content) {
  Hasher hasher;
  hasher.update(key.data(), key.size());
  hasher.update(content.data(), content.size());
  return hasher.finish().sha256.substr(0, kChecksumBytes);
}

bool is_key(std::string_view name) {
  return name.size() == kKeyBytes && name.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// ".KEY.PROCESS-NUMBER.tmp"
bool is_temporary(std::string_view name) {
  constexpr std::string_view kEnd = ".tmp";
  const std::size_t begin = kKeyBytes + 2;
  if (name.size() <= begin + kEnd.size() || name[0] != '.' || name[begin - 1] != '.') return false;
  const std::string_view numbers = name.substr(begin, name.size() - begin - kEnd.size());
  return is_key(name.substr(1, kKeyBytes)) && name.substr(name.size() - kEnd.size()) == kEnd &&
         numbers.find_first_not_of("0123456789-") == std::string_view::npos;
}

void look_at(const fs::path& path, std::vector<EntryFile>& entries) {
  const std::string name = path.filename().string();
  const bool is_entry = is_key(name) && name.compare(0, 2, path.parent_path().filename().string()) == 0;
  if (!is_entry && !is_temporary(name)) return;
  struct stat status = {};
  if (lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  if (is_entry) {
    const std::int64_t used = std::int64_t{1'000'000'000} * status.st_mtim.tv_sec + status.st_mtim.tv_nsec;
    entries.push_back({path.string(), static_cast<std::uint64_t>(status.st_size), used});
  } else if (status.st_mtime + kSecondsOfTemporaries < std::time(nullptr)) {
    unlink(path.c_str());
  }
}

}  // namespace

std::size_t entry_size(std::size_t width) { return kHeaderBytes + sizeof(float) * width + kChecksumBytes; }

std::string entry_bytes(const std::string& key, const std::vector<float>& values) {
  std::string bytes = header_of(values.size());
  bytes.append(reinterpret_cast<const char*>(values.data()), sizeof(float) * values.size());
  return bytes + checksum_of(key, bytes);
}

std::optional<std::vector<float>> values_of_entry(const std::string& bytes, const std::string& key, std::size_t width) {
  if (bytes.size() != entry_size(width) || bytes.compare(0, kHeaderBytes, header_of(width)) != 0) return std::nullopt;
  const std::size_t content = bytes.size() - kChecksumBytes;
  if (bytes.compare(content, kChecksumBytes, checksum_of(key, std::string_view(bytes).substr(0, content))) != 0) {
    return std::nullopt;
  }
  std::vector<float> values(width);
  std::memcpy(values.data(), bytes.data() + kHeaderBytes, sizeof(float) * width);
  return values;
}

std::vector<EntryFile> list_entries(const std::string& directory) {
  std::vector<EntryFile> entries;
  std::error_code ignored;  // another run may remove what is being listed
  for (fs::directory_iterator folder(directory, ignored), end; folder != end; folder.increment(ignored)) {
    if (folder->path().filename().string().size() != 2 || folder->is_symlink(ignored)) continue;
    for (fs::directory_iterator file(folder->path(), ignored); file != end; file.increment(ignored)) {
      look_at(file->path(), entries);
    }
  }
  return entries;
}

void sort_by_last_use(std::vector<EntryFile>& entries) {
  std::sort(entries.begin(), entries.end(),
            [](const EntryFile& a, const EntryFile& b) { return std::tie(a.used, a.path) < std::tie(b.used, b.path); });
}

bool begins_as_entry(const std::string& path) {
  char begin[kMagic.size()] = {};
  std::ifstream file(path, std::ios::binary);
  return file.read(begin, sizeof begin) && std::string_view(begin, sizeof begin) == kMagic;
}

}  // namespace p8
