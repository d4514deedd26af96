#include "p8/vision/dataset/image_file.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/files/system_text.h"

namespace p8 {

namespace {

/// A file opened for reading; closed at the end.
struct Descriptor {
  explicit Descriptor(const std::string& path)
      // Opening a pipe that nobody writes to would wait.
      : number(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  ~Descriptor() {
    if (number >= 0) close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  const int number;
};

Error image_error(const ImageItem& item, const Text& reason) {
  const std::string name = printable(item.image);
  if (name.empty()) return {ErrorKind::Data, reason};
  return data_error("{}: {}", "{} : {}", name, reason);
}

Text reason_of(int error_number) {
  if (error_number == ENOENT || error_number == ENOTDIR) return {"the file does not exist", "le fichier n'existe pas"};
  if (error_number == EACCES) return {"no permission to read the file", "lecture du fichier non autorisée"};
  const Text reason = system_text(error_number);
  return text("the file cannot be read ({0})", "lecture du fichier impossible ({0})", reason);
}

Text too_large(std::size_t max_bytes) {
  return text("larger than the limit of {} bytes", "dépasse la limite de {} octets", max_bytes);
}

std::string read_all(int descriptor, const ImageItem& item, std::size_t size, std::size_t max_bytes) {
  std::string bytes(size + 1, '\0');  // one more, so that a file that grew is noticed
  std::size_t filled = 0;
  while (true) {
    const ssize_t count = read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw image_error(item, reason_of(errno));
    filled += static_cast<std::size_t>(count);
    if (filled > max_bytes) throw image_error(item, too_large(max_bytes));
    if (count == 0) break;
    if (filled == bytes.size()) bytes.resize(2 * filled);
  }
  bytes.resize(filled);
  return bytes;
}

}  // namespace

std::string read_image_file(const ImageItem& item, std::size_t max_bytes) {
  if (item.image.empty()) throw image_error(item, {"the row names no image", "la ligne ne cite aucune image"});
  if (item.path.empty()) {
    throw image_error(item, {"the name leads out of the folder of images", "le nom mène hors du dossier d'images"});
  }
  const Descriptor file(item.path);
  if (file.number < 0) throw image_error(item, reason_of(errno));
  struct stat status = {};
  if (fstat(file.number, &status) != 0) throw image_error(item, reason_of(errno));
  if (S_ISDIR(status.st_mode)) throw image_error(item, {"a folder, not a file", "un dossier, pas un fichier"});
  if (!S_ISREG(status.st_mode)) throw image_error(item, {"not a regular file", "n'est pas un fichier ordinaire"});
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size > max_bytes) throw image_error(item, too_large(max_bytes));
  return read_all(file.number, item, size, max_bytes);
}

std::optional<std::string> read_file_head(const std::string& path, std::size_t most_bytes) {
  const Descriptor file(path);
  std::string bytes(most_bytes, '\0');
  const ssize_t count = file.number < 0 ? -1 : read(file.number, bytes.data(), bytes.size());
  if (count < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

Text reason_without_name(const Text& message, const std::string& image) {
  const auto without = [](const std::string& sentence, const std::string& name) {
    return sentence.compare(0, name.size(), name) == 0 ? sentence.substr(name.size()) : sentence;
  };
  const std::string name = printable(image);
  return {without(message.en, name + ": "), without(message.fr, name + " : ")};
}

}  // namespace p8
