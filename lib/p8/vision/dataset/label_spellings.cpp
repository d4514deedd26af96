#include "p8/vision/dataset/label_spellings.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "p8/base/log.h"
#include "p8/vision/tokenizer/spelling.h"

namespace p8 {

namespace {

constexpr std::size_t kNamed = 10;

std::vector<std::size_t> images_by_class(const ImageSet& set) {
  std::vector<std::size_t> counts(set.classes.size(), 0);
  for (const ImageItem& item : set.items) {
    if (item.label) ++counts[*item.label];
  }
  return counts;
}

bool comes_before(const Spellings::value_type& a, const Spellings::value_type& b) {
  return std::make_tuple(b.second, a.first.size(), a.first) < std::make_tuple(a.second, b.first.size(), b.first);
}

/// All names by their key, in the order in which keys first occur.
std::vector<Spellings> by_key(const std::vector<std::string>& names, const std::vector<std::size_t>& counts) {
  std::vector<Spellings> groups;
  std::unordered_map<std::string, std::size_t> group_of;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto [group, is_new] = group_of.emplace(spelling_key(names[i]), groups.size());
    if (is_new) groups.emplace_back();
    groups[group->second].emplace_back(names[i], counts[i]);
  }
  for (Spellings& group : groups) std::sort(group.begin(), group.end(), comes_before);
  return groups;
}

std::vector<Spellings> only_variants(std::vector<Spellings> groups) {
  groups.erase(std::remove_if(groups.begin(), groups.end(), [](const Spellings& group) { return group.size() < 2; }),
               groups.end());
  return groups;
}

}  // namespace

std::vector<Spellings> spelling_variants(const ImageSet& set) {
  return only_variants(by_key(set.classes, images_by_class(set)));
}

std::vector<Spellings> spelling_variants(const std::vector<std::string>& names) {
  return only_variants(by_key(names, std::vector<std::size_t>(names.size(), 0)));
}

std::vector<Spellings> merge_spellings(ImageSet& set) {
  const std::vector<Spellings> groups = by_key(set.classes, images_by_class(set));
  std::map<std::string, std::size_t> classes;  // sorted by bytes, as before
  for (const Spellings& group : groups) classes.emplace(group.front().first, 0);
  std::vector<std::string> names;
  for (auto& [name, index] : classes) {
    index = names.size();
    names.push_back(name);
  }
  std::unordered_map<std::string, std::size_t> class_of;
  for (const Spellings& group : groups) {
    for (const auto& [name, count] : group) class_of[name] = classes.at(group.front().first);
  }
  for (ImageItem& item : set.items) {
    if (item.label) item.label = class_of.at(set.classes[*item.label]);
  }
  set.classes = std::move(names);
  return only_variants(groups);
}

Text spellings_in_words(const std::vector<Spellings>& variants) {
  Text words;
  for (std::size_t i = 0; i < std::min(kNamed, variants.size()); ++i) {
    const Spellings& spellings = variants[i];
    for (std::size_t k = 0; k < spellings.size(); ++k) {
      const auto& [name, count] = spellings[k];
      const std::string shown = printable(name, 60), number = count > 0 ? fmt::format(" ({})", count) : "";
      const bool is_last = k + 1 == spellings.size();
      words.en += fmt::format("{}'{}'{}", k == 0 ? "" : is_last ? " and " : ", ", shown, number);
      words.fr += fmt::format("{}« {} »{}", k == 0 ? "" : is_last ? " et " : ", ", shown, number);
    }
    if (i + 1 < std::min(kNamed, variants.size())) {
      words.en += "; ";
      words.fr += " ; ";
    }
  }
  if (variants.size() > kNamed) {
    words.en += fmt::format("; and {} more names", variants.size() - kNamed);
    words.fr += fmt::format(" ; et {} autres noms", variants.size() - kNamed);
  }
  return words;
}

}  // namespace p8
