#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/files/run_record.h"

namespace p8 {

/// One image that a run is to look at.
struct ImageItem {
  std::string image;                    ///< as the data name it, UTF-8; empty: the row names none
  std::string path;                     ///< the file; empty: none is named, or the name leads out of the folder
  std::optional<std::size_t> label;     ///< index of its class; empty: not known
  std::string text;                     ///< its description; empty without one
  std::size_t row = 0;                  ///< of the CSV file, the header is row 1; 0: the images come from folders
  std::vector<std::string> cells = {};  ///< of ImageTableOptions::more_cols
};

/// The images of a run, in the data's order. Nothing says yet whether they can be read.
struct ImageSet {
  std::string name;                         ///< the CSV file or the folder, for messages and reports
  std::vector<std::string> classes;         ///< C names; the distinct labels, sorted by bytes
  std::vector<ImageItem> items;             ///< at least one
  bool has_labels = false;                  ///< whether some item has one
  bool has_texts = false;                   ///< whether some item has one
  std::optional<RunRecord::Input> data;     ///< the CSV file as run.json names it; empty: the images come from folders
  std::vector<std::string> linked_folders;  ///< symbolic links to folders; they were not entered
  std::vector<std::string> empty_folders;   ///< folders without an image that would be classes; they are none
  std::vector<std::string> left_out;        ///< files between the images that are plainly something else, such as notes
};

/// Where the images of a CSV file are and which of its columns are what.
struct ImageTableOptions {
  std::string data;    ///< the CSV file; "-": standard input
  std::string images;  ///< the folder that the names in `image_col` are relative to
  std::string image_col;
  std::string label_col;                    ///< "": no labels. An empty cell: the class is not known
  std::string text_col;                     ///< "": no texts
  std::vector<std::string> more_cols = {};  ///< columns whose cells are kept as they are
};

/// The images that a CSV file lists, one item per row: a photo may be in several. A row that names no image, or one by
/// a path that is absolute or leads out of the folder by "..", is no reason to give up the others: its item has no
/// path. A label of nothing but blanks is none. Throws Error(Data) naming the file and all missing columns; for a file
/// without rows and one that is malformed; for a label of more than 10,000 bytes; when `images` is not a folder. Throws
/// Interrupted.
ImageSet read_image_table(const ImageTableOptions& options);

/// What the folders in a folder of images are.
enum class FolderMeaning {
  Classes,          ///< classes; images beside them are refused
  ClassesAndLoose,  ///< classes; images beside them have no label
  Nothing,          ///< only folders: all images below have no label
};

/// The images below a folder: those of one folder per class, with all folders inside it, or those that lie directly in
/// the folder, without classes. Their names are the paths from `images` on, with "/". Sorted by bytes, class by class.
/// The content decides, whatever a file is called: JPEG, PNG and WebP are images, and so that they are missed and
/// counted, images of other formats, files that cannot be opened, files that are called like an image (an empty folder
/// too), and anything else but texts and tables, and what systems leave behind (Thumbs.db, desktop.ini). The latter are
/// left out, and beside folders of classes all that is not an image. Hidden files and folders are left out without a
/// word. Symbolic links are followed to files, not to folders. Throws Error(Data) when there is no image, when images
/// lie both directly in the folder and in folders (unless `meaning` allows it), and when a folder cannot be read.
/// Throws Interrupted.
ImageSet read_image_folders(const std::string& images, FolderMeaning meaning = FolderMeaning::Classes);

/// How labels are found among classes.
struct ClassMatching {
  bool merge_spellings = false;  ///< a label that is none of them is the one class with its spelling_key()
  Text remedy;                   ///< how to do without labels, for the message about an unknown one; empty: nothing
};

/// Makes `names` the classes, in that order; labels are found by name, upper and lower case being different.
/// Throws Error(Usage) for an empty or a repeated name, Error(Data) naming the labels that are none of them and where
/// they first stand.   @param names  at least one.
void use_classes(ImageSet& set, const std::vector<std::string>& names, const ClassMatching& matching = {});

/// Takes the labels away: they were none.
void drop_labels(ImageSet& set);

}  // namespace p8
