#pragma once

#include <string>
#include <string_view>

namespace p8 {

/// The bytes of a file, mapped into memory to be read only: the system loads a page when it is first looked at, and
/// drops it again when memory is short. The file must not be shortened meanwhile.
class MappedFile {
 public:
  /// Throws Error(Model) naming the file when it cannot be read or is not a regular file.
  explicit MappedFile(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {data_, size_}; }
  /// Gives back the memory of the pages that were looked at; the next look reads them from the file again.
  void release_memory() const;

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace p8
