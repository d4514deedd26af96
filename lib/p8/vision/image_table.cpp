#include <filesystem>
#include <map>
#include <unordered_map>

#include "p8/core/log.h"
#include "p8/table/record_texts.h"
#include "p8/vision/image_set.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

constexpr std::size_t kMostRowsNamed = 10;

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

/// Rows whose image is not named, or named before.
struct Misfits {
  std::vector<std::size_t> unnamed;
  std::vector<std::string> repeated;  // "'a.jpg' (rows 2 and 5)", each language for itself
  std::vector<std::string> repeated_fr;
};

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (std::size_t i = 0; i < std::min(kMostRowsNamed, parts.size()); ++i) all += (i == 0 ? "" : ", ") + parts[i];
  return parts.size() > kMostRowsNamed ? all + "…" : all;
}

void refuse_misfits(const Misfits& misfits, const std::string& file, const std::string& column) {
  if (!misfits.unnamed.empty()) {
    std::vector<std::string> rows;
    for (const std::size_t row : misfits.unnamed) rows.push_back(std::to_string(row));
    throw data_error("{0}: {1} row(s) name no image in column '{2}': row {3}",
                     "{0} : {1} ligne(s) sans image dans la colonne « {2} » : ligne {3}", printable(file), rows.size(),
                     printable(column), joined(rows));
  }
  if (!misfits.repeated.empty()) {
    throw data_error("{0}: {1} image(s) listed again, expected each image once: {2}",
                     "{0} : {1} image(s) citée(s) à nouveau, chaque image est attendue une fois : {3}", printable(file),
                     misfits.repeated.size(), joined(misfits.repeated), joined(misfits.repeated_fr));
  }
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
  Misfits misfits;
  std::vector<std::string> labels;
  std::unordered_map<std::string, std::size_t> row_of;
  read_records(file, [&](std::size_t row, const std::vector<std::string_view>& cells) {
    ImageItem item;
    item.image = cells[*columns.image];
    item.row = row;
    if (item.image.empty()) {
      misfits.unnamed.push_back(row);
    } else if (const auto [first, is_new] = row_of.emplace(item.image, row); !is_new) {
      const std::string shown = printable(item.image, 60);
      misfits.repeated.push_back(fmt::format("'{}' (rows {} and {})", shown, first->second, row));
      misfits.repeated_fr.push_back(fmt::format("« {} » (lignes {} et {})", shown, first->second, row));
    }
    item.path = path_inside(options.images, item.image);
    if (columns.text) item.text = cells[*columns.text];
    set.has_texts = set.has_texts || !item.text.empty();
    for (const Column& column : columns.more) item.cells.emplace_back(cells[*column]);
    labels.emplace_back(columns.label ? cells[*columns.label] : std::string_view());
    set.items.push_back(std::move(item));
  });
  refuse_misfits(misfits, file.name(), options.image_col);
  if (set.items.empty()) {
    throw data_error("{}: a header and no rows; expected at least one image",
                     "{} : un en-tête et aucune ligne ; il faut au moins une image", printable(file.name()));
  }
  number_labels(set, labels);
  set.data = RunRecord::Input{"data", options.data, file.digest()};
  return set;
}

}  // namespace p8
