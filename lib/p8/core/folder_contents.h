#pragma once

#include <filesystem>
#include <optional>

// What goes with a folder when it is deleted.
namespace p8 {

/// Whether the path, or what it leads to, lies in the directory or is it: by its name, or by device and inode of the
/// folders above it where a file system is mounted in two places. A link in the directory goes with it.
bool lies_in(const std::filesystem::path& path, const std::filesystem::path& directory);

/// A place in the directory where another file system, or another folder, is mounted (/proc/self/mountinfo).
std::optional<std::filesystem::path> mounted_in(const std::filesystem::path& directory);

}  // namespace p8
