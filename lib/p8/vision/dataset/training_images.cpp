#include "p8/vision/dataset/training_images.h"

#include <filesystem>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/csv/csv_reader.h"
#include "p8/csv/csv_rows.h"
#include "p8/csv/csv_writer.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

constexpr Part kParts[] = {Part::Train, Part::Validation, Part::Test};

Part part_named(const std::string& file, std::size_t row, std::string_view word) {
  for (const Part part : kParts) {
    if (word == name_of(part)) return part;
  }
  throw model_error("{0}, row {1}: '{2}' is not a part; expected train, validation or test",
                    "{0}, ligne {1} : « {2} » n'est pas une partie ; train, validation ou test attendu",
                    printable(file), row, printable(std::string(word), 60));
}

/// Without the apostrophe that keeps a spreadsheet from running the text as a formula.
std::string without_guard(std::string_view cell) {
  return std::string(cell.size() > 1 && cell[0] == '\'' ? cell.substr(1) : cell);
}

}  // namespace

std::string training_images_csv(const ImageSet& set, const Split& split, const std::vector<std::size_t>& items,
                                const std::vector<std::string>& sha256) {
  std::string csv;
  CsvLine line(csv);
  line.text("image").text("part").text("sha256").end();
  for (std::size_t row = 0; row < items.size(); ++row) {
    const std::size_t item = items[row];
    const auto& part = split.parts[item];
    if (part) line.text(set.items[item].image).text(name_of(*part)).text(sha256[row]).end();
  }
  return csv;
}

std::optional<TrainingImages> read_training_images(const std::string& directory) {
  std::error_code ignored;
  TrainingImages training;
  fs::path path = fs::path(directory) / kTrainingImagesFile;
  training.by_content = fs::exists(path, ignored);
  if (!training.by_content) path = fs::path(directory) / "split.csv";
  if (!fs::exists(path, ignored)) return std::nullopt;
  CsvReader file(path.string());
  std::vector<std::string> columns = {"image", "part"};
  if (training.by_content) columns.emplace_back("sha256");
  if (file.header() != columns) {
    throw model_error("{0}, row 1: expected the columns {1}", "{0}, ligne 1 : il faut les colonnes {1}",
                      printable(file.name()), training.by_content ? "image,part,sha256" : "image,part");
  }
  read_records(file, [&](std::size_t row, const std::vector<std::string_view>& cells) {
    const Part part = part_named(file.name(), row, cells[1]);
    const std::string key = training.by_content ? std::string(cells[2]) : without_guard(cells[0]);
    const auto [known, is_new] = training.part_of.emplace(key, part);
    if (!is_new) known->second = std::min(known->second, part);
  });
  return training;
}

std::optional<TrainingImages> images_of_model(const std::string& model) {
  const fs::path path = fs::path(model).has_filename() ? fs::path(model) : fs::path(model).parent_path();
  std::error_code ignored;
  for (const fs::path& directory : {path, path.parent_path()}) {
    // Without run.json it is a table of somebody's that happens to have that name.
    const bool is_run = fs::exists(directory / "run.json", ignored);
    if (is_run && fs::exists(directory / kTrainingImagesFile, ignored)) return read_training_images(directory.string());
  }
  return std::nullopt;
}

std::vector<std::optional<Part>> parts_in_training(const TrainingImages& training, const ImageSet& set,
                                                   const EmbeddedImages& images) {
  std::vector<std::optional<Part>> parts;
  for (std::size_t row = 0; row < images.items.size(); ++row) {
    const std::string& name = set.items[images.items[row]].image;
    const auto found = training.part_of.find(training.by_content ? images.sha256[row] : without_guard(name));
    parts.push_back(found == training.part_of.end() ? std::nullopt : std::optional(found->second));
  }
  return parts;
}

}  // namespace p8
