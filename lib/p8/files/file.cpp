#include "p8/files/file.h"

#include <cctype>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "p8/base/interrupt.h"
#include "p8/base/log.h"
#include "p8/files/system_text.h"

namespace p8 {

namespace {

/// "file.csv", in French "fichier.csv", or with its article "l'entrée standard".
Text object(const std::string& name) {
  return {printable(name), (name == kStandardInput || name == kStandardOutput ? "l'" : "") + stream_name(name).fr};
}

Error cannot_read(ErrorKind kind, const std::string& name, int error_number) {
  return {kind,
          text("cannot read {0}: {1}", "lecture impossible de {0} : {1}", object(name), system_text(error_number))};
}

Error cannot_write(const std::string& name, int error_number) {
  return output_error("cannot write {0}: {1}", "écriture impossible de {0} : {1}", object(name),
                      system_text(error_number));
}

}  // namespace

std::string system_message(int error_number) {
  std::string message = std::generic_category().message(error_number);
  if (!message.empty()) message[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(message[0])));
  return message;
}

std::string read_file(const std::string& path, ErrorKind kind, std::size_t max_bytes) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0) throw cannot_read(kind, path, errno);
  if (S_ISDIR(status.st_mode)) throw cannot_read(kind, path, EISDIR);
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) throw cannot_read(kind, path, errno);
  std::string bytes;
  char buffer[1 << 16];
  std::size_t count = 0;
  while ((count = std::fread(buffer, 1, sizeof buffer, file)) > 0 && bytes.size() <= max_bytes) {
    bytes.append(buffer, count);
  }
  const bool failed = std::ferror(file) != 0;
  const int reason = errno;
  std::fclose(file);
  if (failed) throw cannot_read(kind, path, reason);
  if (bytes.size() > max_bytes) {
    throw Error(kind, text("{}: larger than the limit of {} bytes", "{} : dépasse la limite de {} octets",
                           printable(path), max_bytes));
  }
  return bytes;
}

void write_file(const std::string& path, const std::string& bytes) {
  OutputStream out(path);
  out.write(bytes);
  out.close();
}

InputStream::InputStream(const std::string& path, Passes passes) : name_(path == "-" ? kStandardInput : path) {
  descriptor_ = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw cannot_read(ErrorKind::Data, name_, errno);
  struct stat status = {};
  fstat(descriptor_, &status);
  if (S_ISDIR(status.st_mode)) {
    close(descriptor_);
    throw cannot_read(ErrorKind::Data, name_, EISDIR);
  }
  if (S_ISREG(status.st_mode)) size_ = static_cast<std::size_t>(status.st_size);
  start_ = lseek(descriptor_, 0, SEEK_CUR);
  if (passes == Passes::Several && !S_ISREG(status.st_mode)) {
    kept_ = memfd_create("p8-input", MFD_CLOEXEC);  // in memory: clients leave no trace on a disk
    if (kept_ < 0) {
      const int reason = errno;
      close(descriptor_);
      throw cannot_read(ErrorKind::Data, name_, reason);
    }
  }
  hasher_.emplace();
}

InputStream::~InputStream() {
  close(descriptor_);
  if (kept_ >= 0) close(kept_);
}

std::size_t InputStream::read(char* buffer, std::size_t capacity) {
  std::size_t filled = 0;
  while (filled < capacity) {
    throw_if_interrupted();
    const ssize_t count = ::read(descriptor_, buffer + filled, capacity - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw cannot_read(ErrorKind::Data, name_, errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  hasher_->update(buffer, filled);
  if (kept_ >= 0) keep(buffer, filled);
  return filled;
}

void InputStream::keep(const char* bytes, std::size_t count) {
  while (count > 0) {
    const ssize_t written = ::write(kept_, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw cannot_read(ErrorKind::Data, name_, errno);
    bytes += written;
    count -= static_cast<std::size_t>(written);
    size_ += static_cast<std::size_t>(written);
  }
}

void InputStream::rewind() {
  if (kept_ >= 0) {
    close(descriptor_);
    descriptor_ = std::exchange(kept_, -1);
    start_ = 0;
  }
  if (lseek(descriptor_, start_, SEEK_SET) < 0) throw cannot_read(ErrorKind::Data, name_, errno);
  hasher_.emplace();
}

bool is_read_once(const std::string& path) {
  struct stat status = {};
  return path == "-" || (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode));
}

Digest digest_of_file(const std::string& path) {
  InputStream file(path);
  std::vector<char> buffer(std::size_t{1} << 20);
  while (file.read(buffer.data(), buffer.size()) == buffer.size()) {
  }
  return file.digest();
}

OutputStream::OutputStream(const std::string& path)
    : name_(path == "-" ? kStandardOutput : path), file_(path == "-" ? stdout : std::fopen(path.c_str(), "wb")) {
  if (file_ == nullptr) {
    throw cannot_write(name_, errno);
  }
}

OutputStream::~OutputStream() {
  if (file_ != nullptr && file_ != stdout) std::fclose(file_);
}

void OutputStream::write(const std::string& bytes) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_) != bytes.size()) {
    throw cannot_write(name_, errno);
  }
}

void OutputStream::close() {
  const bool flushed = std::fflush(file_) == 0;
  const int reason = errno;
  const bool closed = file_ == stdout || std::fclose(file_) == 0;
  file_ = nullptr;
  if (!flushed || !closed) {
    throw cannot_write(name_, flushed ? errno : reason);
  }
}

}  // namespace p8
