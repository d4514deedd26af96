#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace p8 {

/// What an embedding was computed of.
enum class EmbeddingOf { Image, Text };

/// The name of an embedding: SHA-256, in 64 lower-case hexadecimal digits.
/// @param content_sha256  of what the encoder was given: an image file's bytes, a text's token rows.
/// @param encoder  everything else that its numbers depend on: weights, precision, preprocessing.
std::string embedding_key(EmbeddingOf kind, const std::string& content_sha256, const std::string& encoder);

/// Embeddings kept in a folder between runs; several runs may use it at once. An entry is a file DIR/ab/abcd… named by
/// its key:
///
///     "P8EMBED\n"  version u32  width u32  width x float32  checksum
///
/// little-endian; the checksum is the first 32 hexadecimal digits of the SHA-256 of the key and all before it. An entry
/// that is cut off, damaged or another's counts as missing. Entries are written beside their place and renamed, so that
/// nobody sees half of one.
class EmbeddingCache {
 public:
  /// Creates the folder if it is not there. Throws Error(Output) naming it when it cannot be created.
  /// @param max_bytes  of all entries together after trim().
  EmbeddingCache(std::string directory, std::uint64_t max_bytes);

  const std::string& directory() const { return directory_; }

  /// The embedding, which then counts as just used; nothing when there is none of this width. Safe to call from several
  /// threads, also during store().
  std::optional<std::vector<float>> find(const std::string& key, std::size_t width) const;

  /// Keeps an embedding, and now and then trims. Throws Error(Output) naming the folder when it cannot be written.
  void store(const std::string& key, const std::vector<float>& values);

  /// Removes the entries that were not used for the longest time until the others fit, and what broken-off runs left.
  /// Touches no file that is not the cache's own. Called at the end of a run.
  void trim();

 private:
  std::string path_of(const std::string& key) const;
  std::string create_temporary(const std::string& key, int& descriptor);

  std::string directory_;
  std::uint64_t max_bytes_;
  std::uint64_t bytes_since_trim_ = 0;
  std::uint64_t temporaries_ = 0;  // made so far, for their names
};

}  // namespace p8
