#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace p8 {

/// SHA-256 of some bytes, in 64 lower-case hexadecimal digits, and how many bytes there were.
struct Digest {
  std::string sha256;
  std::size_t bytes = 0;
};

/// SHA-256 (FIPS 180-4) in pieces; OpenSSL's implementation.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;

  void update(const char* data, std::size_t size);
  /// The digest of what came so far; the hasher may go on.
  Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
  std::size_t bytes_ = 0;
};

Digest digest_of(const std::string& bytes);

}  // namespace p8
