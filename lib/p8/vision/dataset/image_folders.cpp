#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/base/log.h"
#include "p8/csv/csv_reader.h"
#include "p8/files/system_text.h"
#include "p8/vision/dataset/image_file.h"
#include "p8/vision/dataset/image_set.h"
#include "p8/vision/image/file_format.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

// What photos are called, also those that p8 does not read.
constexpr std::string_view kImageExtensions[] = {
    ".jpg",  ".jpeg", ".jpe",  ".jfif", ".jif", ".pjpeg", ".png", ".apng", ".webp", ".bmp", ".dib", ".gif", ".tif",
    ".tiff", ".heic", ".heif", ".avif", ".jxl", ".jp2",   ".j2k", ".psd",  ".ico",  ".svg", ".raw", ".dng", ".nef",
    ".cr2",  ".cr3",  ".arw",  ".orf",  ".rw2", ".raf",   ".tga", ".ppm",  ".pgm",  ".pbm", ".pnm"};
// What is not a photo, even where the content is no readable text.
constexpr std::string_view kOtherExtensions[] = {".txt", ".csv",  ".tsv", ".json", ".xml", ".md",  ".html", ".htm",
                                                 ".ini", ".db",   ".url", ".lnk",  ".log", ".yml", ".yaml", ".toml",
                                                 ".doc", ".docx", ".xls", ".xlsx", ".ods", ".odt"};

template <std::size_t N>
bool ends_in(const fs::path& path, const std::string_view (&extensions)[N]) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return std::find(std::begin(extensions), std::end(extensions), extension) != std::end(extensions);
}

/// What becomes of a file between photos.
enum class Role {
  Image,    ///< one, or meant to be one: read, or listed among the errors
  Unknown,  ///< no image at all, but nothing that belongs beside images either
  Other,    ///< left out
};

Role role_of(const fs::directory_entry& entry) {
  const fs::path& path = entry.path();
  std::error_code unknown;
  if (ends_in(path, kImageExtensions)) return Role::Image;
  if (!entry.is_regular_file(unknown)) return entry.is_symlink(unknown) ? Role::Unknown : Role::Other;
  // Without permission it is of no known kind, and that is said when it is to be decoded.
  const FileKind kind = file_format(read_file_head(path.string(), kFormatBytes).value_or("")).kind;
  if (kind == FileKind::Image || kind == FileKind::OtherImage) return Role::Image;
  return kind == FileKind::Text || ends_in(path, kOtherExtensions) ? Role::Other : Role::Unknown;
}

/// File names need not be UTF-8, results must be: each byte that is not becomes U+FFFD.
std::string as_utf8(std::string name) {
  for (std::size_t i = 0; (i = find_invalid_utf8(name)) != std::string::npos;) name.replace(i, 1, "\xEF\xBF\xBD");
  return name;
}

struct Folder {
  std::vector<fs::path> images;   // and what is listed as one that cannot be read, sorted
  std::vector<fs::path> unknown;  // those of them that are not images at all, sorted
  std::vector<fs::path> others;   // left out, sorted
  std::vector<fs::path> folders;  // sorted
  std::vector<fs::path> links;    // to folders, sorted
};

Error cannot_list(const fs::path& folder, const std::error_code& error) {
  const Text reason = system_text(error.value());
  return data_error("cannot read the folder {0}: {1}", "lecture impossible du dossier {0} : {1}",
                    printable(folder.string()), reason);
}

/// Calls `use` for each entry that is not hidden.
template <typename Use>
void for_each_entry(const fs::path& folder, Use use) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().filename().string()[0] != '.') use(*entry);
  }
  if (error) throw cannot_list(folder, error);
}

bool has_nothing(const fs::path& folder) {
  bool has_entry = false;
  for_each_entry(folder, [&](const fs::directory_entry&) { has_entry = true; });
  return !has_entry;
}

Folder list(const fs::path& path) {
  Folder folder;
  for_each_entry(path, [&](const fs::directory_entry& entry) {
    throw_if_interrupted();
    const fs::path& found = entry.path();
    std::error_code unknown;  // a broken link is neither file nor folder
    if (entry.is_directory(unknown)) {
      const bool is_link = entry.is_symlink(unknown);
      const bool is_called_image = !is_link && ends_in(found, kImageExtensions) && has_nothing(found);
      (is_called_image ? folder.images : is_link ? folder.links : folder.folders).push_back(found);
      return;
    }
    const Role role = role_of(entry);
    (role == Role::Other ? folder.others : folder.images).push_back(found);
    if (role == Role::Unknown) folder.unknown.push_back(found);
  });
  for (std::vector<fs::path>* paths :
       {&folder.images, &folder.unknown, &folder.others, &folder.folders, &folder.links}) {
    std::sort(paths->begin(), paths->end(),
              [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
  }
  return folder;
}

/// Beside folders of classes, what is not an image at all says nothing of what the images are.
void leave_out_unknown(Folder& top) {
  const auto is_unknown = [&](const fs::path& path) {
    return std::find(top.unknown.begin(), top.unknown.end(), path) != top.unknown.end();
  };
  top.images.erase(std::remove_if(top.images.begin(), top.images.end(), is_unknown), top.images.end());
  top.others.insert(top.others.end(), top.unknown.begin(), top.unknown.end());
}

class FolderReader {
 public:
  FolderReader(const fs::path& root, ImageSet& set) : root_(root), set_(set) {}

  /// The images of a folder, then those of the folders in it; how deep they lie is bounded by the system's paths.
  void read(const Folder& folder, std::optional<std::size_t> label) {
    throw_if_interrupted();
    are_images_ = are_images_ || folder.images.size() > folder.unknown.size();
    for (const fs::path& path : folder.images) {
      ImageItem item;
      item.image = name_of(path);
      item.path = path.string();
      item.label = label;
      set_.items.push_back(std::move(item));
    }
    for (const fs::path& link : folder.links) set_.linked_folders.push_back(name_of(link));
    for (const fs::path& path : folder.others) set_.left_out.push_back(name_of(path));
    for (const fs::path& inner : folder.folders) read(list(inner), label);
  }

  void read_classes(const std::vector<fs::path>& folders) {
    for (const fs::path& folder : folders) {
      const std::size_t before = set_.items.size();
      are_images_ = false;
      read(list(folder), set_.classes.size());
      if (!are_images_) leave_out_from(before);
      (are_images_ ? set_.classes : set_.empty_folders).push_back(as_utf8(folder.filename().string()));
    }
  }

 private:
  /// A folder of programs or documents is no class.
  void leave_out_from(std::size_t first) {
    for (std::size_t i = first; i < set_.items.size(); ++i) set_.left_out.push_back(set_.items[i].image);
    set_.items.resize(first);
  }

  std::string name_of(const fs::path& path) const { return as_utf8(path.lexically_relative(root_).generic_string()); }

  const fs::path root_;
  ImageSet& set_;
  bool are_images_ = false;  // whether something was read that is an image, or called like one
};

Error no_images(const ImageSet& set) {
  const std::string links = set.linked_folders.empty() ? "" : printable(set.linked_folders.front(), 60);
  if (!links.empty()) {
    return data_error("{}: no images; folders behind symbolic links are not entered ({})",
                      "{} : aucune image ; les dossiers derrière des liens symboliques ne sont pas parcourus ({})",
                      printable(set.name), links);
  }
  return data_error("{}: no images; expected JPEG, PNG or WebP files, in one folder per class or directly inside",
                    "{} : aucune image ; il faut des fichiers JPEG, PNG ou WebP, dans un dossier par classe ou "
                    "directement dans le dossier",
                    printable(set.name));
}

}  // namespace

ImageSet read_image_folders(const std::string& images, FolderMeaning meaning) {
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
  Folder top = list(root);
  const bool are_classes = meaning != FolderMeaning::Nothing;
  if (!top.folders.empty()) leave_out_unknown(top);
  reader.read({top.images, {}, top.others, are_classes ? std::vector<fs::path>() : top.folders, top.links},
              std::nullopt);
  const std::size_t direct = static_cast<std::size_t>(std::count_if(
      top.images.begin(), top.images.end(), [&](const fs::path& path) { return !fs::is_directory(path, ignored); }));
  if (are_classes) reader.read_classes(top.folders);
  if (set.items.empty()) throw no_images(set);
  if (meaning == FolderMeaning::Classes && direct > 0 && !set.classes.empty()) {
    throw data_error(
        "{}: images ({}) beside folders of images ({}); expected one folder per class, or images only",
        "{} : images ({}) à côté de dossiers d'images ({}) ; il faut un dossier par classe, ou seulement des images",
        printable(images), direct, printable(set.items.front().image, 60));
  }
  set.has_labels = !set.classes.empty();
  return set;
}

}  // namespace p8
