#include "p8/files/staging_name.h"

#include <algorithm>
#include <vector>

#include <linux/magic.h>
#include <sys/vfs.h>

#include "p8/base/error.h"
#include "p8/base/hash.h"
#include "p8/files/file.h"
#include "p8/files/folder_lock.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

const std::string kMark = ".p8-";
constexpr std::size_t kHostDigits = 8;
constexpr std::size_t kRandom = 6;         // of mkdtemp
constexpr std::size_t kMaxOfTarget = 200;  // bytes; a name has at most 255

/// Eight digits of this start of this machine; nothing where the kernel does not say.
std::string this_host() {
  try {
    const std::string boot = read_file("/proc/sys/kernel/random/boot_id", ErrorKind::Data, 4096);
    return digest_of(boot).sha256.substr(0, kHostDigits);
  } catch (const Error&) {
    return {};
  }
}

/// File systems whose locks every process that can reach them sees. Of others nothing is assumed.
bool is_of_this_machine(const fs::path& folder) {
  constexpr long kXfs = 0x58465342, kZfs = 0x2FC12FC1, kBcachefs = 0xCA451A4E;  // not in every linux/magic.h
  constexpr long kLocal[] = {EXT4_SUPER_MAGIC, kXfs, BTRFS_SUPER_MAGIC, TMPFS_MAGIC, OVERLAYFS_SUPER_MAGIC,
                             F2FS_SUPER_MAGIC, kZfs, kBcachefs,         RAMFS_MAGIC};
  struct statfs status = {};
  if (statfs(folder.c_str(), &status) != 0) return false;
  return std::find(std::begin(kLocal), std::end(kLocal), static_cast<long>(status.f_type)) != std::end(kLocal);
}

/// The eight digits of a staging folder's name; nothing for any other name.
std::string host_of(const std::string& name) {
  const std::size_t tail = kMark.size() + kHostDigits + 1 + kRandom;
  if (name.size() <= tail || name.front() != '.') return {};
  const std::string end = name.substr(name.size() - tail);
  const std::string host = end.substr(kMark.size(), kHostDigits);
  const bool is_ours = end.compare(0, kMark.size(), kMark) == 0 && end[kMark.size() + kHostDigits] == '-' &&
                       host.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_ours ? host : std::string();
}

}  // namespace

std::string staging_pattern(const fs::path& target) {
  const std::string host = this_host();
  const std::string name = target.filename().string().substr(0, kMaxOfTarget);
  return (target.parent_path() /
          ("." + name + kMark + (host.empty() ? std::string(kHostDigits, '0') : host) + "-" + "XXXXXX"))
      .string();
}

void sweep_staging(const fs::path& parent) {
  const bool is_shared = !is_of_this_machine(parent);
  const std::string host = this_host();
  std::vector<fs::path> found;
  std::error_code ignored;
  for (fs::directory_iterator entry(parent, ignored), end; entry != end; entry.increment(ignored)) {
    const std::string of = host_of(entry->path().filename().string());
    const bool is_folder = entry->symlink_status(ignored).type() == fs::file_type::directory;
    if (is_folder && !of.empty() && (!is_shared || of == host)) found.push_back(entry->path());
  }
  for (const fs::path& folder : found) {
    const FolderLock lock(folder);  // held while it is removed: its name could not be taken again meanwhile
    if (lock.is_held()) fs::remove_all(folder, ignored);
  }
}

}  // namespace p8
