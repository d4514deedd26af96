#include "p8/files/folder_contents.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/stat.h>

namespace fs = std::filesystem;

namespace p8 {

namespace {

bool begins_with(const fs::path& path, const fs::path& directory) {
  const auto [end, unused] = std::mismatch(directory.begin(), directory.end(), path.begin(), path.end());
  return end == directory.end();
}

bool is_same(const fs::path& path, const struct stat& other) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && status.st_dev == other.st_dev && status.st_ino == other.st_ino;
}

/// Whether the folder of these device and inode is the path or above it.
bool is_below(fs::path path, const struct stat& directory) {
  while (!is_same(path, directory)) {
    if (!path.has_relative_path()) return false;
    path = path.parent_path();
  }
  return true;
}

/// The kernel writes blanks, newlines and backslashes of paths as \\040 and the like.
std::string unescaped(const std::string& field) {
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] == '\\' && i + 3 < field.size()) {
      text += static_cast<char>(std::stoi(field.substr(i + 1, 3), nullptr, 8));
      i += 3;
    } else {
      text += field[i];
    }
  }
  return text;
}

/// A link in the directory goes with it.
bool lies_in(const fs::path& path, const fs::path& directory) {
  std::error_code ignored;
  const fs::path outer = fs::weakly_canonical(directory, ignored);
  const fs::path here = fs::absolute(path, ignored).lexically_normal();
  const fs::path link = fs::weakly_canonical(here.parent_path(), ignored) / here.filename();
  const fs::path file = fs::weakly_canonical(path, ignored);
  if (begins_with(file, outer) || begins_with(link, outer)) return true;
  struct stat status = {};
  return stat(outer.c_str(), &status) == 0 && (is_below(file, status) || is_below(link, status));
}

}  // namespace

std::optional<std::string> first_inside(const fs::path& directory, const std::vector<std::string>& paths) {
  const auto found = std::find_if(paths.begin(), paths.end(), [&](const std::string& path) {
    return !path.empty() && path != "-" && lies_in(path, directory);
  });
  return found == paths.end() ? std::nullopt : std::optional<std::string>(*found);
}

std::optional<fs::path> mounted_in(const fs::path& directory) {
  std::error_code ignored;
  const fs::path outer = fs::weakly_canonical(directory, ignored);
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    std::istringstream fields(line);
    std::string id, parent, device, root, place;
    fields >> id >> parent >> device >> root >> place;
    const fs::path mounted = unescaped(place);
    if (begins_with(mounted, outer)) return mounted;
  }
  return std::nullopt;
}

}  // namespace p8
