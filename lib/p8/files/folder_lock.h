#pragma once

#include <filesystem>

namespace p8 {

/// An exclusive lock of a folder (flock(2)): it holds until it is destroyed or its process has ended, however it ends.
/// On a file system of several machines only the processes of this one see it.
class FolderLock {
 public:
  enum class Found { Free, Busy, Unsupported };

  /// Locks the folder if no one else has; never waits.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&& other) noexcept;

  /// Free: it is ours now. Busy: another process, or another object of this one, has it. Unsupported: the folder cannot
  /// be opened, or its file system knows no locks.
  Found found() const { return found_; }
  bool is_held() const { return found_ == Found::Free; }

 private:
  int descriptor_ = -1;
  Found found_ = Found::Unsupported;
};

}  // namespace p8
