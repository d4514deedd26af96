#include "p8/vision/embedding/embedding_cache.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/hash.h"
#include "p8/base/log.h"
#include "p8/files/system_text.h"
#include "p8/vision/embedding/embedding_entry.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

constexpr std::uint64_t kWritesBeforeTrim = 8;  // trims after an eighth of the limit was written

Error cannot_write(const std::string& directory, int error_number) {
  const Text reason = system_text(error_number);
  return output_error("cannot write the cache {0}: {1}", "écriture impossible dans le cache {0} : {1}",
                      printable(directory), reason);
}

/// Reads a file of exactly this size; nothing for any other.
std::optional<std::string> read_exactly(int descriptor, std::size_t size) {
  struct stat status = {};
  if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  if (static_cast<std::size_t>(status.st_size) != size) return std::nullopt;
  std::string bytes(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const ssize_t count = read(descriptor, bytes.data() + filled, size - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::nullopt;
    filled += static_cast<std::size_t>(count);
  }
  return bytes;
}

bool write_and_close(int descriptor, const std::string& bytes) {
  std::size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t count = write(descriptor, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      const int reason = errno;
      close(descriptor);
      errno = reason;
      return false;
    }
    written += static_cast<std::size_t>(count);
  }
  return close(descriptor) == 0;
}

}  // namespace

std::string embedding_key(EmbeddingOf kind, const std::string& content_sha256, const std::string& encoder) {
  return digest_of((kind == EmbeddingOf::Image ? "image\n" : "text\n") + content_sha256 + "\n" + encoder).sha256;
}

EmbeddingCache::EmbeddingCache(std::string directory, std::uint64_t max_bytes)
    : directory_(std::move(directory)), max_bytes_(max_bytes) {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (!error && !fs::is_directory(directory_, error)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) {
    const Text reason = system_text(error.value());
    throw output_error("cannot create the cache {0}: {1}", "création impossible du cache {0} : {1}",
                       printable(directory_), reason);
  }
}

std::string EmbeddingCache::path_of(const std::string& key) const {
  return directory_ + "/" + key.substr(0, 2) + "/" + key;
}

std::optional<std::vector<float>> EmbeddingCache::find(const std::string& key, std::size_t width) const {
  const int descriptor = open(path_of(key).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return std::nullopt;
  const std::optional<std::string> bytes = read_exactly(descriptor, entry_size(width));
  std::optional<std::vector<float>> values = bytes ? values_of_entry(*bytes, key, width) : std::nullopt;
  if (values) {
    const timespec now[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
    static_cast<void>(futimens(descriptor, now));  // of a cache that may only be read, nothing is renewed
  }
  close(descriptor);
  return values;
}

void EmbeddingCache::store(const std::string& key, const std::vector<float>& values) {
  int descriptor = -1;
  const std::string temporary = create_temporary(key, descriptor);
  const std::string bytes = entry_bytes(key, values);
  if (!write_and_close(descriptor, bytes) || std::rename(temporary.c_str(), path_of(key).c_str()) != 0) {
    const int reason = errno;
    unlink(temporary.c_str());
    throw cannot_write(directory_, reason);
  }
  bytes_since_trim_ += bytes.size();
  if (bytes_since_trim_ > max_bytes_ / kWritesBeforeTrim) trim();
}

std::string EmbeddingCache::create_temporary(const std::string& key, int& descriptor) {
  const std::string folder = directory_ + "/" + key.substr(0, 2);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw cannot_write(directory_, error.value());
  while (true) {  // until the name is nobody else's
    std::string path = fmt::format("{}/.{}.{}-{}.tmp", folder, key, getpid(), temporaries_++);
    descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor >= 0) return path;
    if (errno != EEXIST) throw cannot_write(directory_, errno);
  }
}

void EmbeddingCache::trim() {
  bytes_since_trim_ = 0;
  std::vector<EntryFile> entries = list_entries(directory_);
  std::uint64_t total = 0;
  for (const EntryFile& entry : entries) total += entry.bytes;
  if (total <= max_bytes_) return;
  sort_by_last_use(entries);
  for (const EntryFile& entry : entries) {
    if (total <= max_bytes_) return;
    // What is not ours does not count; what is no longer there was removed by another run.
    if (!begins_as_entry(entry.path) || unlink(entry.path.c_str()) == 0 || errno == ENOENT) total -= entry.bytes;
  }
}

}  // namespace p8
