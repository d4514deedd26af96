#include "p8/vision/image_set.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <unordered_map>

#include "p8/core/closest.h"
#include "p8/core/error.h"
#include "p8/core/log.h"
#include "p8/table/client_reader.h"
#include "p8/table/csv_reader.h"

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

bool equal_in_any_case(const std::string& a, const std::string& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

Text hint_for(const std::string& label, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (!equal_in_any_case(label, name)) continue;
    return text("; did you mean '{0}'? Upper and lower case count",
                " ; vouliez-vous dire « {0} » ? Majuscules et minuscules comptent", printable(name, 60));
  }
  return did_you_mean(closest_names(label, names));
}

/// A label that is no class: the first item that has it.
Error unknown_label(const ImageSet& set, const ImageItem& first, std::size_t unknown,
                    const std::vector<std::string>& names) {
  const std::string& label = set.classes[*first.label];
  const Text where = first.row > 0 ? at_row(set.name, first.row)
                                   : same(printable((std::filesystem::path(set.name) / first.image).string()));
  const Text list = list_of(names);
  const Text hint = hint_for(label, names);
  const Text others =
      unknown < 2 ? Text()
                  : text("; {} labels in all are none of them", " ; en tout, {} étiquettes n'y sont pas", unknown);
  return data_error("{0}: the label '{2}' is none of the classes {3}{5}{7}",
                    "{1} : l'étiquette « {2} » n'est pas parmi les classes {4}{6}{8}", where.en, where.fr,
                    printable(label, 60), list.en, list.fr, others.en, others.fr, hint.en, hint.fr);
}

}  // namespace

void use_classes(ImageSet& set, const std::vector<std::string>& names) {
  const Index index = index_of(names);
  std::vector<std::optional<std::size_t>> new_label;
  std::size_t unknown = 0;
  for (const std::string& label : set.classes) {
    const auto found = index.find(label);
    new_label.push_back(found == index.end() ? std::nullopt : std::optional(found->second));
    unknown += found == index.end() ? 1 : 0;
  }
  for (const ImageItem& item : set.items) {
    if (item.label && !new_label[*item.label]) throw unknown_label(set, item, unknown, names);
  }
  for (ImageItem& item : set.items) {
    if (item.label) item.label = new_label[*item.label];
  }
  set.classes = names;
}

}  // namespace p8
