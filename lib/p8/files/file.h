#pragma once

#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>

#include "p8/base/error.h"
#include "p8/base/hash.h"

namespace p8 {

/// The file's bytes. Throws Error(kind) when it cannot be read or is larger than `max_bytes`.
std::string read_file(const std::string& path, ErrorKind kind, std::size_t max_bytes = std::size_t{1} << 31);

/// Writes and closes the file; throws Error(Output) if any byte could not be written (full disk, read-only, …).
void write_file(const std::string& path, const std::string& bytes);

/// How often an input is read. Several: what cannot be read again (a pipe) is kept in memory.
enum class Passes { One, Several };

/// Reads a file, or standard input for "-", from start to end and hashes what passes.
class InputStream {
 public:
  /// Throws Error(Data) when the file cannot be opened or is a directory.
  explicit InputStream(const std::string& path, Passes passes = Passes::One);
  ~InputStream();
  InputStream(const InputStream&) = delete;
  InputStream& operator=(const InputStream&) = delete;

  /// Fills up to `capacity` bytes and returns how many; fewer only at the end. Throws Error(Data), Interrupted.
  std::size_t read(char* buffer, std::size_t capacity);
  /// Back to the start, where the digest begins again too. Only with Passes::Several, and at the end of the input.
  void rewind();
  /// The path as given, or "standard input" in messages.
  const std::string& name() const { return name_; }
  /// Size in bytes when it is a regular file, else 0.
  std::size_t size() const { return size_; }
  /// SHA-256 and count of the bytes read so far.
  Digest digest() { return hasher_->finish(); }

 private:
  void keep(const char* bytes, std::size_t count);

  std::string name_;
  int descriptor_ = -1;
  int kept_ = -1;        // a file in memory with what was read, where the input itself cannot be read again
  long long start_ = 0;  // of the input, where it can be
  std::size_t size_ = 0;
  std::optional<Hasher> hasher_;
};

/// True where the path leads to a pipe, a terminal or another thing that gives its bytes once; "-" is such a thing too.
bool is_read_once(const std::string& path);

/// SHA-256 and size of a file. Throws Error(Data) when it cannot be read, Interrupted.
Digest digest_of_file(const std::string& path);

/// Writes a file, or standard output for "-". Every failure throws Error(Output).
class OutputStream {
 public:
  explicit OutputStream(const std::string& path);
  ~OutputStream();
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  void write(const std::string& bytes);
  /// Closes; without it the destructor closes and a late failure goes unseen.
  void close();

 private:
  std::string name_;
  std::FILE* file_;
};

/// The system's text for `errno`, lower-cased at the start: "no such file or directory".
std::string system_message(int error_number);

}  // namespace p8
