#include "p8/vision/classifier/run_tables.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <unordered_map>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/csv/csv_rows.h"
#include "p8/csv/number.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

using Cells = std::vector<std::string_view>;

constexpr double kSumTolerance = 1e-3;  // single precision over many classes

/// A cell of a file, for messages.
struct Place {
  const CsvReader& file;
  std::size_t row;
  std::size_t column;
};

Error misfit(const Place& at, std::string_view cell, const Text& expected) {
  return file_error(at.file.name(), "{0}, row {1}, column '{2}': '{3}'; expected {4}",
                    "{0}, ligne {1}, colonne « {2} » : « {3} » ; il faut {4}", at.row,
                    printable(at.file.header()[at.column], 60), printable(std::string(cell), 60), expected);
}

double number_at(const Place& at, std::string_view cell, double low, double high, const Text& expected) {
  const ParsedNumber number = parse_number(cell);
  if (number.fault != NumberFault::None || number.value < low || number.value > high) throw misfit(at, cell, expected);
  return number.value;
}

std::size_t count_at(const Place& at, std::string_view cell) {
  const Text expected = {"a whole number from 1 on", "un nombre entier à partir de 1"};
  const double value = number_at(at, cell, 1.0, 1e9, expected);
  if (value != std::floor(value)) throw misfit(at, cell, expected);
  return static_cast<std::size_t>(value);
}

/// The file, whose columns begin with these names.
void expect_columns(const CsvReader& file, const std::vector<std::string>& names, bool more) {
  const std::vector<std::string>& header = file.header();
  const bool begins = header.size() >= names.size() && std::equal(names.begin(), names.end(), header.begin());
  if (begins && (more ? header.size() > names.size() : header.size() == names.size())) return;
  std::string expected;
  for (const std::string& name : names) expected += (expected.empty() ? "" : ",") + name;
  throw file_error(file.name(), "{0}, row 1: expected the columns {1}", "{0}, ligne 1 : il faut les colonnes {1}",
                   expected + (more ? ",p_<class>…" : ""));
}

/// The photo's file, or nothing when its name leads out of the folder.
std::string path_inside(const std::string& folder, const std::string& name) {
  if (folder.empty() || name.find('\0') != std::string::npos) return {};
  const fs::path path = fs::path(name).lexically_normal();
  if (path.is_absolute() || path.begin() == path.end() || *path.begin() == "..") return {};
  return (fs::path(folder) / path).string();
}

/// Without the apostrophe that keeps a spreadsheet from running the text as a formula.
std::string_view without_guard(std::string_view cell) {
  return cell.size() > 1 && cell[0] == '\'' ? cell.substr(1) : cell;
}

/// Reads predictions.csv record by record.
class PredictionReader {
 public:
  PredictionReader(RunDirectory& run, const CsvReader& file) : run_(run), file_(file) {
    expect_columns(file, {"image", "label", "predicted", "correct"}, true);
    for (std::size_t c = kFirstClass; c < file.header().size(); ++c) {
      const std::string& name = file.header()[c];
      if (name.rfind("p_", 0) != 0 || name.size() == 2) throw misfit({file, 1, c}, name, {"p_<class>", "p_<classe>"});
      run.test.classes.push_back(name.substr(2));
      index_of_.emplace(name.substr(2), run.test.classes.size() - 1);
    }
  }

  void read(std::size_t row, const Cells& cells) {
    ImagePrediction image;
    image.image = cells[0];
    if (image.image.empty()) throw misfit({file_, row, 0}, cells[0], {"the name of a photo", "le nom d'une photo"});
    image.path = path_inside(run_.option("images"), std::string(without_guard(cells[0])));
    image.label = class_at({file_, row, 1}, cells[1]);
    image.predicted = class_at({file_, row, 2}, cells[2]);
    read_probabilities(row, cells, image);
    check_correct({file_, row, 3}, cells[3], image);
    if (!image.label) {
      ++run_.unlabelled;
      return;
    }
    run_.rows.push_back(row);
    run_.test.images.push_back(std::move(image));
  }

 private:
  static constexpr std::size_t kFirstClass = 4;  // column

  std::optional<std::size_t> class_at(const Place& at, std::string_view cell) const {
    if (cell.empty()) return std::nullopt;
    // The header's names are without the blanks around a class.
    for (const std::string_view name : {cell, without_blanks(cell), without_blanks(without_guard(cell))}) {
      if (const auto found = index_of_.find(std::string(name)); found != index_of_.end()) return found->second;
    }
    throw misfit(at, cell, {"a class that has a column p_<class>", "une classe qui a une colonne p_<classe>"});
  }

  void read_probabilities(std::size_t row, const Cells& cells, ImagePrediction& image) const {
    double sum = 0.0;
    for (std::size_t c = kFirstClass; c < cells.size(); ++c) {
      image.p.push_back(number_at({file_, row, c}, cells[c], 0.0, 1.0,
                                  {"a probability between 0 and 1", "une probabilité entre 0 et 1"}));
      sum += image.p.back();
    }
    if (std::abs(sum - 1.0) > kSumTolerance) {
      throw data_error("{0}, row {1}: the probabilities add up to {2}; expected 1",
                       "{0}, ligne {1} : la somme des probabilités est {2} ; il faut 1", printable(file_.name()), row,
                       sum);
    }
    if (image.predicted && image.p[*image.predicted] < *std::max_element(image.p.begin(), image.p.end())) {
      throw misfit({file_, row, 2}, cells[2], {"the most probable class", "la classe la plus probable"});
    }
  }

  static void check_correct(const Place& at, std::string_view cell, const ImagePrediction& image) {
    const std::string_view expected = !image.label || !image.predicted ? ""
                                      : image.label == image.predicted ? "1"
                                                                       : "0";
    if (cell != expected) {
      throw misfit(at, cell,
                   expected.empty() ? Text{"nothing", "rien"}
                                    : text("{}, as label and prediction say",
                                           "{}, comme le disent étiquette et prédiction", expected));
    }
  }

  RunDirectory& run_;
  const CsvReader& file_;
  std::unordered_map<std::string, std::size_t> index_of_;
};

std::string file_in(const RunDirectory& run, const char* name) { return (fs::path(run.path) / name).string(); }

}  // namespace

void read_predictions(RunDirectory& run) {
  const std::string path = file_in(run, "predictions.csv");
  CsvReader file(path);
  PredictionReader reader(run, file);
  read_records(file, [&](std::size_t row, const Cells& cells) { reader.read(row, cells); });
  if (run.test.images.empty()) {
    throw data_error("{}: no photo whose class is known; only with labels can runs be compared",
                     "{} : aucune photo de classe connue ; sans étiquettes, rien ne se compare", printable(path));
  }
  run.predictions = {"predictions", path, file.digest()};
}

void read_history(RunDirectory& run) {
  CsvReader file(file_in(run, "history.csv"));
  expect_columns(file, {"epoch", "train_loss", "val_loss", "train_accuracy", "val_accuracy", "seconds"}, false);
  constexpr double kAny = std::numeric_limits<double>::max();
  read_records(file, [&](std::size_t row, const Cells& cells) {
    const auto number = [&](std::size_t column, double low, double high, const Text& expected) {
      return cells[column].empty() ? std::nan("") : number_at({file, row, column}, cells[column], low, high, expected);
    };
    const Text any = {"a number, or nothing", "un nombre, ou rien"};
    const Text share = {"a share between 0 and 1, or nothing", "une part entre 0 et 1, ou rien"};
    EpochMetrics epoch;
    epoch.epoch = count_at({file, row, 0}, cells[0]);
    if (epoch.epoch != run.history.size() + 1) {
      throw misfit({file, row, 0}, cells[0],
                   text("{}, the next epoch", "{}, l'époque suivante", run.history.size() + 1));
    }
    epoch.train_loss = number(1, -kAny, kAny, any);
    epoch.val_loss = number(2, -kAny, kAny, any);
    epoch.train_accuracy = number(3, 0.0, 1.0, share);
    epoch.val_accuracy = number(4, 0.0, 1.0, share);
    epoch.seconds = number(5, 0.0, kAny, {"seconds of at least 0, or nothing", "des secondes, au moins 0, ou rien"});
    run.history.push_back(epoch);
  });
}

void read_split(RunDirectory& run) {
  CsvReader file(file_in(run, "split.csv"));
  expect_columns(file, {"image", "part"}, false);
  constexpr const char* kParts[] = {"train", "validation", "test"};
  run.images_by_part.emplace();
  run.images_by_part->fill(0);
  read_records(file, [&](std::size_t row, const Cells& cells) {
    const auto part = std::find(std::begin(kParts), std::end(kParts), cells[1]);
    if (part == std::end(kParts)) {
      throw misfit({file, row, 1}, cells[1], {"train, validation or test", "train, validation ou test"});
    }
    ++(*run.images_by_part)[static_cast<std::size_t>(part - std::begin(kParts))];
  });
}

}  // namespace p8
