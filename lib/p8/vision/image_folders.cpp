#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

#include "p8/core/error.h"
#include "p8/core/file.h"
#include "p8/core/interrupt.h"
#include "p8/core/log.h"
#include "p8/table/csv_reader.h"
#include "p8/vision/image_set.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

constexpr std::array<std::string_view, 4> kExtensions = {".jpg", ".jpeg", ".png", ".webp"};

bool is_called_image(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

/// File names need not be UTF-8, results must be: each byte that is not becomes U+FFFD.
std::string as_utf8(std::string name) {
  for (std::size_t i = 0; (i = find_invalid_utf8(name)) != std::string::npos;) name.replace(i, 1, "\xEF\xBF\xBD");
  return name;
}

struct Folder {
  std::vector<fs::path> images;   // what is called like one, sorted
  std::vector<fs::path> folders;  // sorted
  std::vector<fs::path> links;    // to folders, sorted
};

Error cannot_list(const fs::path& folder, const std::error_code& error) {
  return data_error("cannot read the folder {}: {}", "lecture impossible du dossier {} : {}",
                    printable(folder.string()), system_message(error.value()));
}

Folder list(const fs::path& path) {
  Folder folder;
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    const fs::path& found = entry->path();
    std::error_code unknown;  // a broken link is neither file nor folder
    if (found.filename().string()[0] == '.') continue;
    if (is_called_image(found)) {
      folder.images.push_back(found);
    } else if (entry->is_directory(unknown)) {
      (entry->is_symlink(unknown) ? folder.links : folder.folders).push_back(found);
    }
  }
  if (error) throw cannot_list(path, error);
  for (std::vector<fs::path>* paths : {&folder.images, &folder.folders, &folder.links}) {
    std::sort(paths->begin(), paths->end(),
              [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
  }
  return folder;
}

class FolderReader {
 public:
  FolderReader(const fs::path& root, ImageSet& set) : root_(root), set_(set) {}

  /// The images of a folder, then those of the folders in it; how deep they lie is bounded by the system's paths.
  void read(const Folder& folder, std::optional<std::size_t> label) {
    throw_if_interrupted();
    for (const fs::path& path : folder.images) {
      ImageItem item;
      item.image = name_of(path);
      item.path = path.string();
      item.label = label;
      set_.items.push_back(std::move(item));
    }
    for (const fs::path& link : folder.links) set_.linked_folders.push_back(name_of(link));
    for (const fs::path& inner : folder.folders) read(list(inner), label);
  }

  void read_classes(const std::vector<fs::path>& folders) {
    for (const fs::path& folder : folders) {
      const std::size_t before = set_.items.size();
      read(list(folder), set_.classes.size());
      if (set_.items.size() > before) set_.classes.push_back(as_utf8(folder.filename().string()));
    }
  }

 private:
  std::string name_of(const fs::path& path) const { return as_utf8(path.lexically_relative(root_).generic_string()); }

  const fs::path root_;
  ImageSet& set_;
};

Error no_images(const ImageSet& set) {
  const std::string links = set.linked_folders.empty() ? "" : printable(set.linked_folders.front(), 60);
  if (!links.empty()) {
    return data_error("{}: no images; folders behind symbolic links are not entered ({})",
                      "{} : aucune image ; les dossiers derrière des liens symboliques ne sont pas parcourus ({})",
                      printable(set.name), links);
  }
  return data_error("{}: no images; expected .jpg, .png or .webp files, in one folder per class or directly inside",
                    "{} : aucune image ; il faut des fichiers .jpg, .png ou .webp, dans un dossier par classe ou "
                    "directement dans le dossier",
                    printable(set.name));
}

}  // namespace

ImageSet read_image_folders(const std::string& images) {
  const fs::path root = images;
  std::error_code ignored;
  if (!fs::is_directory(root, ignored)) {
    throw data_error("{}: no such folder; expected a folder of images",
                     "{} : ce dossier n'existe pas ; il faut un "
                     "dossier d'images",
                     printable(images));
  }
  ImageSet set;
  set.name = images;
  FolderReader reader(root, set);
  const Folder top = list(root);
  reader.read({top.images, {}, top.links}, std::nullopt);
  const std::size_t direct = static_cast<std::size_t>(std::count_if(
      top.images.begin(), top.images.end(), [&](const fs::path& path) { return !fs::is_directory(path, ignored); }));
  reader.read_classes(top.folders);
  if (set.items.empty()) throw no_images(set);
  if (direct > 0 && !set.classes.empty()) {
    throw data_error("{}: {} image(s) beside folders of images ({}); expected one folder per class, or images only",
                     "{} : {} image(s) à côté de dossiers d'images ({}) ; il faut un dossier par classe, ou "
                     "seulement des images",
                     printable(images), direct, printable(set.items.front().image, 60));
  }
  set.has_labels = !set.classes.empty();
  return set;
}

}  // namespace p8
