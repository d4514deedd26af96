#include <filesystem>
#include <map>

#include "p8/base/log.h"
#include "p8/base/utf8.h"
#include "p8/csv/csv_rows.h"
#include "p8/vision/dataset/image_set.h"
#include "p8/vision/tokenizer/white_space.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

/// A label appears in many places of a report; no name of a class is that long.
constexpr std::size_t kMostLabelBytes = 10'000;

/// A column that may not be asked for.
using Column = std::optional<std::size_t>;

struct Columns {
  Column image;
  Column label;
  Column text;
  std::vector<Column> more;
};

Columns find_columns(const CsvReader& file, const ImageTableOptions& options) {
  std::vector<std::string> missing;
  const auto find = [&](const std::string& name) -> Column {
    for (std::size_t c = 0; c < file.header().size(); ++c) {
      if (file.header()[c] == name) return c;
    }
    missing.push_back(name);
    return std::nullopt;
  };
  Columns columns;
  columns.image = find(options.image_col);
  if (!options.label_col.empty()) columns.label = find(options.label_col);
  if (!options.text_col.empty()) columns.text = find(options.text_col);
  for (const std::string& column : options.more_cols) columns.more.push_back(find(column));
  if (!missing.empty()) throw missing_columns(file, missing);
  return columns;
}

/// The file that a name stands for, or nothing when the name leads out of the folder. Only the plain path counts: the
/// folder's own links may lead anywhere.
std::string path_inside(const std::string& folder, const std::string& name) {
  if (name.find('\0') != std::string::npos) return {};  // would end the name for the system
  const fs::path path = fs::path(name).lexically_normal();
  if (path.is_absolute() || path.begin() == path.end() || *path.begin() == "..") return {};
  return (fs::path(folder) / path).string();
}

bool is_blank(std::string_view cell) {
  for (std::size_t position = 0; position < cell.size();) {
    if (!is_strippable(next_code_point(cell, position))) return false;
  }
  return true;
}

/// Labels get their numbers once all of them are known.
void number_labels(ImageSet& set, const std::vector<std::string>& labels) {
  std::map<std::string, std::size_t> classes;
  for (const std::string& label : labels) {
    if (!label.empty()) classes.emplace(label, 0);
  }
  for (auto& [name, index] : classes) {
    index = set.classes.size();
    set.classes.push_back(name);
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!labels[i].empty()) set.items[i].label = classes.at(labels[i]);
  }
  set.has_labels = !classes.empty();
}

}  // namespace

ImageSet read_image_table(const ImageTableOptions& options) {
  CsvReader file(options.data);
  const Columns columns = find_columns(file, options);
  std::error_code ignored;
  if (!fs::is_directory(options.images, ignored)) {
    throw data_error("{}: no such folder; expected the folder of the images that {} lists",
                     "{} : ce dossier n'existe pas ; il faut le dossier des images que {} cite",
                     printable(options.images), printable(file.name()));
  }
  ImageSet set;
  set.name = file.name();
  std::vector<std::string> labels;
  read_records(file, [&](std::size_t row, const std::vector<std::string_view>& cells) {
    ImageItem item;
    if (!is_blank(cells[*columns.image])) item.image = cells[*columns.image];
    item.row = row;
    item.path = path_inside(options.images, item.image);
    if (columns.text) item.text = cells[*columns.text];
    set.has_texts = set.has_texts || !item.text.empty();
    for (const Column& column : columns.more) item.cells.emplace_back(cells[*column]);
    const bool has_label = columns.label && !is_blank(cells[*columns.label]);
    if (has_label && cells[*columns.label].size() > kMostLabelBytes) {
      const Text where = at_row(file.name(), row);
      const std::string column = printable(options.label_col);
      throw data_error("{0}: a label of {1} bytes, at most {2}; is '{3}' the column of the classes?",
                       "{0} : une étiquette de {1} octets, au plus {2} ; « {3} » est-elle la colonne des classes ?",
                       where, cells[*columns.label].size(), kMostLabelBytes, column);
    }
    labels.emplace_back(has_label ? cells[*columns.label] : std::string_view());
    set.items.push_back(std::move(item));
  });
  if (set.items.empty()) {
    throw file_error(file.name(), "{}: a header and no rows; expected at least one image",
                     "{} : un en-tête et aucune ligne ; il faut au moins une image");
  }
  number_labels(set, labels);
  set.data = RunRecord::Input{"data", options.data, file.digest()};
  return set;
}

}  // namespace p8
