#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

// What goes with a folder when it is deleted.
namespace p8 {

/// The first of the paths that is the directory, or that lies in it itself or by what it leads to: by its name, or by
/// device and inode of the folders above it where a file system is mounted in two places. "" and "-" are none; neither
/// they nor the directory need exist.
std::optional<std::string> first_inside(const std::filesystem::path& directory, const std::vector<std::string>& paths);

/// A place in the directory where another file system, or another folder, is mounted (/proc/self/mountinfo).
std::optional<std::filesystem::path> mounted_in(const std::filesystem::path& directory);

}  // namespace p8
