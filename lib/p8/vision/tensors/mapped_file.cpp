#include "p8/vision/tensors/mapped_file.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/files/system_text.h"

namespace p8 {

namespace {

Error cannot_read(const std::string& path, int error_number) {
  const Text reason = system_text(error_number);
  return model_error("cannot read {0}: {1}", "lecture impossible de {0} : {1}", printable(path), reason);
}

/// Closes the descriptor at the end; a mapping outlives it.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
};

}  // namespace

MappedFile::MappedFile(const std::string& path) {
  // Without O_NONBLOCK a pipe that nobody writes to would be waited for.
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat status = {};
  if (file.number < 0 || fstat(file.number, &status) != 0) throw cannot_read(path, errno);
  if (S_ISDIR(status.st_mode)) throw cannot_read(path, EISDIR);
  if (!S_ISREG(status.st_mode)) {
    throw model_error("cannot read {}: not a regular file",
                      "lecture impossible de {} : ce n'est pas un fichier ordinaire", printable(path));
  }
  size_ = static_cast<std::size_t>(status.st_size);
  if (size_ == 0) return;  // nothing to map
  void* mapping = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.number, 0);
  if (mapping == MAP_FAILED) throw cannot_read(path, errno);
  data_ = static_cast<const char*>(mapping);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

void MappedFile::release_memory() const {
  // A refusal costs memory, nothing else.
  if (data_ != nullptr) madvise(const_cast<char*>(data_), size_, MADV_DONTNEED);
}

}  // namespace p8
