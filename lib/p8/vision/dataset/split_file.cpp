#include <algorithm>
#include <unordered_map>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/csv/csv_rows.h"
#include "p8/vision/dataset/split.h"

namespace p8 {

namespace {

constexpr std::size_t kMaxNamed = 5;

/// "'a.jpg', 'b.jpg' and 3 more", each language for itself.
Text quoted_list(const std::vector<std::string>& names) {
  Text list;
  for (std::size_t i = 0; i < std::min(kMaxNamed, names.size()); ++i) {
    list.en += fmt::format("{}'{}'", i == 0 ? "" : ", ", printable(names[i], 60));
    list.fr += fmt::format("{}« {} »", i == 0 ? "" : ", ", printable(names[i], 60));
  }
  if (names.size() > kMaxNamed) {
    list.en += fmt::format(" and {} more", names.size() - kMaxNamed);
    list.fr += fmt::format(" et {} autres", names.size() - kMaxNamed);
  }
  return list;
}

std::optional<Part> part_named(std::string_view word) {
  static const std::unordered_map<std::string_view, Part> kParts = {{"train", Part::Train},
                                                                    {"validation", Part::Validation},
                                                                    {"valid", Part::Validation},
                                                                    {"val", Part::Validation},
                                                                    {"test", Part::Test}};
  const auto found = kParts.find(word);
  return found == kParts.end() ? std::nullopt : std::optional(found->second);
}

std::size_t column_of(const CsvReader& file, const std::string& name, std::vector<std::string>& missing) {
  const auto found = std::find(file.header().begin(), file.header().end(), name);
  if (found == file.header().end()) missing.push_back(name);
  return static_cast<std::size_t>(found - file.header().begin());
}

/// What a file says of the photos of a set.
class SplitReading {
 public:
  SplitReading(const ImageSet& set, const std::string& file) : set_(set), file_(file) {
    parts_.resize(set.items.size());
    listed_.resize(set.items.size(), false);
    for (std::size_t item = 0; item < set.items.size(); ++item) {
      if (!set.items[item].image.empty()) items_of_[set.items[item].image].push_back(item);
    }
  }

  void take(std::size_t row, std::string_view image, std::string_view word) {
    if (image.empty()) return;
    const std::vector<std::size_t>* const items = find(image);
    if (items == nullptr) {
      unknown_.emplace_back(image);
      return;
    }
    const std::optional<Part> part = word.empty() ? std::nullopt : part_named(word);
    if (!word.empty() && !part) {
      const Text where = at_row(file_, row);
      throw data_error("{0}: '{1}' is not a part of a split; expected train, validation or test",
                       "{0} : « {1} » n'est pas une partie ; train, validation ou test attendu", where,
                       printable(std::string(word)));
    }
    for (const std::size_t item : *items) take(row, item, part);
  }

  Split finish(const std::vector<std::size_t>& items) {
    refuse(unknown_, "{0}: photos that the data do not have ({1}): {2}",
           "{0} : photos absentes des données ({1}) : {2}");
    std::vector<std::string> missing;
    for (const std::size_t item : items) {
      if (!listed_[item] && set_.items[item].label) missing.push_back(set_.items[item].image);
    }
    refuse(missing, "{0}: labelled photos of the data that are not in it ({1}): {2}",
           "{0} : photos étiquetées des données qui n'y sont pas ({1}) : {2}");
    Split split;
    split.parts.resize(set_.items.size());
    for (const std::size_t item : items) {
      if (set_.items[item].label) split.parts[item] = parts_[item];
      split.unlabelled += !set_.items[item].label;
    }
    require_parts(split);
    return split;
  }

 private:
  void take(std::size_t row, std::size_t item, const std::optional<Part>& part) {
    if (listed_[item] && parts_[item] != part) {
      const Text where = at_row(file_, row);
      const auto name = [](const std::optional<Part>& one) { return one ? name_of(*one) : ""; };
      throw data_error("{0}: '{1}' stands in two parts, '{2}' and '{3}'; a photo that is trained on cannot test",
                       "{0} : « {1} » est dans deux parties, « {2} » et « {3} » ; une photo d'entraînement ne peut pas "
                       "servir de test",
                       where, printable(set_.items[item].image, 60), name(parts_[item]), name(part));
    }
    listed_[item] = true;
    parts_[item] = part;
  }

  /// CSV files of ours have an apostrophe before what a spreadsheet would run.
  const std::vector<std::size_t>* find(std::string_view image) const {
    auto found = items_of_.find(image);
    if (found == items_of_.end() && image.substr(0, 1) == "'") found = items_of_.find(image.substr(1));
    return found == items_of_.end() ? nullptr : &found->second;
  }

  void refuse(const std::vector<std::string>& names, const char* en, const char* fr) const {
    if (names.empty()) return;
    throw data_error(en, fr, printable(file_), names.size(), quoted_list(names));
  }

  void require_parts(const Split& split) const {
    for (const Part part : {Part::Train, Part::Validation, Part::Test}) {
      if (!split.items_of(part).empty()) continue;
      throw data_error("{}: no labelled photo that can be read is in the part '{}'",
                       "{} : aucune photo étiquetée et lisible dans la partie « {} »", printable(file_), name_of(part));
    }
    std::vector<std::string> untrained;
    const auto counts = images_by_part(set_, split);
    for (std::size_t c = 0; c < counts.size(); ++c) {
      if (counts[c][0] == 0) untrained.push_back(set_.classes[c]);
    }
    refuse(untrained, "{0}: classes without a photo to train on ({1}): {2}",
           "{0} : classes sans photo d'entraînement ({1}) : {2}");
  }

  const ImageSet& set_;
  const std::string file_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> items_of_;
  std::vector<std::optional<Part>> parts_;
  std::vector<bool> listed_;
  std::vector<std::string> unknown_;
};

}  // namespace

Split read_split(const ImageSet& set, const std::vector<std::size_t>& items, const std::string& file,
                 const std::string& image_column, const std::string& part_column) {
  CsvReader reader(file);
  std::vector<std::string> missing;
  const std::size_t image = column_of(reader, image_column, missing);
  const std::size_t part = column_of(reader, part_column, missing);
  if (!missing.empty()) throw missing_columns(reader, missing);
  SplitReading reading(set, reader.name());
  read_records(reader, [&](std::size_t row, const std::vector<std::string_view>& cells) {
    reading.take(row, cells[image], cells[part]);
  });
  return reading.finish(items);
}

}  // namespace p8
