#include "p8/vision/dataset/image_set.h"

#include <filesystem>
#include <unordered_map>

#include "p8/base/closest.h"
#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/csv/csv_reader.h"
#include "p8/vision/tokenizer/spelling.h"

namespace p8 {

namespace {

using Index = std::unordered_map<std::string, std::size_t>;

Index index_of(const std::vector<std::string>& names) {
  Index index;
  for (const std::string& name : names) {
    if (name.empty()) {
      throw usage_error("a class has an empty name; expected --class NAME",
                        "une classe porte un nom vide ; il faut --class NOM");
    }
    if (!index.emplace(name, index.size()).second) {
      throw usage_error("the class '{0}' is given twice with --class",
                        "la classe « {0} » est donnée deux fois avec --class", printable(name, 60));
    }
  }
  return index;
}

/// The classes by what their spellings have in common; names that are two classes in two spellings are left out.
Index index_by_key(const std::vector<std::string>& names) {
  Index index, times;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string key = spelling_key(names[i]);
    index.emplace(key, i);
    ++times[key];
  }
  for (const auto& [key, count] : times) {
    if (count > 1) index.erase(key);
  }
  return index;
}

Text hint_for(const std::string& label, const std::vector<std::string>& names) {
  const std::string key = spelling_key(label);
  for (const std::string& name : names) {
    if (spelling_key(name) != key) continue;
    return text("; did you mean '{0}'? --merge-labels takes both spellings for one class",
                " ; vouliez-vous dire « {0} » ? --merge-labels réunit les deux graphies en une classe",
                printable(name, 60));
  }
  return did_you_mean(closest_names(label, names));
}

/// A label that is not a class: the first item that has it.
Error unknown_label(const ImageSet& set, const ImageItem& first, std::size_t unknown,
                    const std::vector<std::string>& names, const Text& remedy) {
  const std::string& label = set.classes[*first.label];
  const Text where = first.row > 0 ? at_row(set.name, first.row)
                                   : same(printable((std::filesystem::path(set.name) / first.image).string()));
  const Text list = list_of(names);
  Text end = unknown < 2
                 ? Text()
                 : text("; {} labels in all are none of them", " ; en tout, {} étiquettes n'y sont pas", unknown);
  for (const Text& part : {hint_for(label, names), remedy}) {
    end.en += part.en;
    end.fr += part.fr;
  }
  return data_error("{0}: the label '{1}' is none of the classes {2}{3}",
                    "{0} : l'étiquette « {1} » n'est pas parmi les classes {2}{3}", where, printable(label, 60), list,
                    end);
}

}  // namespace

void use_classes(ImageSet& set, const std::vector<std::string>& names, const ClassMatching& matching) {
  const Index index = index_of(names);
  const Index by_key = matching.merge_spellings ? index_by_key(names) : Index();
  std::vector<std::optional<std::size_t>> new_label;
  std::size_t unknown = 0;
  for (const std::string& label : set.classes) {
    std::optional<std::size_t> number;
    if (const auto found = index.find(label); found != index.end()) {
      number = found->second;
    } else if (const auto merged = by_key.find(spelling_key(label)); merged != by_key.end()) {
      number = merged->second;
    }
    unknown += number ? 0 : 1;
    new_label.push_back(number);
  }
  for (const ImageItem& item : set.items) {
    if (item.label && !new_label[*item.label]) {
      throw unknown_label(set, item, unknown, names, matching.remedy);
    }
  }
  for (ImageItem& item : set.items) {
    if (item.label) item.label = new_label[*item.label];
  }
  set.classes = names;
}

void drop_labels(ImageSet& set) {
  for (ImageItem& item : set.items) item.label.reset();
  set.classes.clear();
  set.has_labels = false;
}

}  // namespace p8
