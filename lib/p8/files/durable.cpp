#include "p8/files/durable.h"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/files/system_text.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

Error cannot_sync(const fs::path& path, int error_number) {
  const Text reason = system_text(error_number);
  return output_error("cannot write {0}: {1}", "écriture impossible de {0} : {1}", printable(path.string()), reason);
}

/// A file system without the means for it has promised nothing.
bool is_refused(int error_number) {
  return error_number == EINVAL || error_number == ENOSYS || error_number == EROFS || error_number == EOPNOTSUPP;
}

void sync_by(int (*sync)(int), const fs::path& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno == EACCES) return;  // a folder to write in, but not to look into
  if (descriptor < 0) throw cannot_sync(path, errno);
  const int reason = sync(descriptor) == 0 ? 0 : errno;
  close(descriptor);
  if (reason != 0 && !is_refused(reason)) throw cannot_sync(path, reason);
}

}  // namespace

void sync_file_system(const fs::path& folder) { sync_by(syncfs, folder); }

void sync_file(const fs::path& file) { sync_by(fsync, file); }

}  // namespace p8
