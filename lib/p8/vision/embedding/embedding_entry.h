#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The files of an embedding cache, for embedding_cache.cpp only.
namespace p8 {

std::size_t entry_size(std::size_t width);
std::string entry_bytes(const std::string& key, const std::vector<float>& values);
/// Nothing unless the bytes are a whole, unchanged entry of this key and width.
std::optional<std::vector<float>> values_of_entry(const std::string& bytes, const std::string& key, std::size_t width);

/// A file that is named like an entry.
struct EntryFile {
  std::string path;
  std::uint64_t bytes = 0;
  std::int64_t used = 0;  ///< nanoseconds since 1970
};

/// All of them, foreign ones that are only named alike too. Temporary files of runs that broke off an hour ago are
/// removed.
std::vector<EntryFile> list_entries(const std::string& directory);
/// The one that was not used for the longest time first.
void sort_by_last_use(std::vector<EntryFile>& entries);
bool begins_as_entry(const std::string& path);

}  // namespace p8
