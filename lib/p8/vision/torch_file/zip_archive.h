#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "p8/vision/tensors/weight_error.h"

namespace p8::weights {

/// A file in a zip archive.
struct ZipEntry {
  std::string_view name;
  std::string_view stored;  ///< its bytes as they lie in the archive, packed or not
  std::uint64_t size = 0;   ///< unpacked
  std::uint32_t crc = 0;
  std::uint16_t method = 0;
  bool is_encrypted = false;
};

/// Whether the bytes begin as a zip archive does.
bool is_zip(std::string_view bytes);

/// The files of a zip archive (PKWARE APPNOTE.TXT 6.3.10, with zip64), as PyTorch writes them: on one disk, in one run,
/// the directory at the end. Borrows the bytes.
class ZipArchive {
 public:
  /// Throws Error(Model) where the archive is cut off or damaged: every file's header must agree with the directory,
  /// and no two files may share bytes or a name.
  ZipArchive(std::string_view bytes, Place place);

  /// In the order of the directory.
  const std::vector<ZipEntry>& entries() const { return entries_; }
  /// nullptr where there is none of that name.
  const ZipEntry* find(std::string_view name) const;

  /// The file's bytes: those of the archive where they are stored; where they are deflated, `inflated` receives and
  /// owns them. All that is inflated together may have 16 MB and 16 times the archive's size, which no weights come
  /// near and a zip bomb exceeds. Throws Error(Model); with `verify` also where the CRC-32 does not fit.
  std::string_view contents(const ZipEntry& entry, bool verify, std::vector<std::unique_ptr<char[]>>& inflated);

 private:
  Place place_;
  std::vector<ZipEntry> entries_;
  std::vector<std::uint32_t> by_name_;
  std::uint64_t may_inflate_;  // bytes
};

}  // namespace p8::weights
