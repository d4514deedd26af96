#include "p8/vision/dataset/split.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/base/random.h"
#include "p8/csv/csv_writer.h"

namespace p8 {

namespace {

constexpr std::size_t kParts = 3;
constexpr std::size_t kMin = 3;  // photos of a class: one a part

std::vector<std::vector<std::size_t>> items_by_class(const ImageSet& set, const std::vector<std::size_t>& items) {
  std::vector<std::vector<std::size_t>> by_class(set.classes.size());
  for (const std::size_t item : items) {
    if (const auto& label = set.items[item].label) by_class[*label].push_back(item);
  }
  return by_class;
}

/// How many of `count` photos each part gets: the largest remainders get what rounding down leaves (Hamilton), and no
/// part stays empty while there are enough photos.
std::vector<std::size_t> shares(std::size_t count, const std::vector<double>& fractions) {
  std::vector<std::size_t> result;
  std::vector<double> remainders;
  for (const double fraction : fractions) {
    // A product that is a whole number but for rounding counts as one.
    const double exact = fraction * static_cast<double>(count);
    result.push_back(static_cast<std::size_t>(std::floor(exact + 1e-9)));
    remainders.push_back(exact - static_cast<double>(result.back()));
  }
  for (std::size_t left = count - std::accumulate(result.begin(), result.end(), std::size_t{0}); left > 0; --left) {
    const auto largest = std::max_element(remainders.begin(), remainders.end());
    *largest = -1.0;
    ++result[static_cast<std::size_t>(largest - remainders.begin())];
  }
  for (std::size_t& share : result) {
    const auto most = std::max_element(result.begin(), result.end());
    if (share > 0 || *most < 2) continue;
    --*most;
    ++share;
  }
  return result;
}

/// The labelled items in groups, larger groups first, in random order among equally large ones.
std::vector<std::vector<std::size_t>> shuffled_groups(const ImageSet& set, const std::vector<std::size_t>& items,
                                                      const Groups& groups, Random& random) {
  std::map<std::size_t, std::vector<std::size_t>> members;
  for (const std::size_t item : items) {
    if (set.items[item].label) members[groups[item]].push_back(item);
  }
  std::vector<std::vector<std::size_t>> result;
  for (auto& [group, list] : members) result.push_back(std::move(list));
  random.shuffle(result);
  std::stable_sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return result;
}

/// The part of each item: each group goes where most of its photos are still wanted.
std::map<std::size_t, std::size_t> deal(const ImageSet& set, const std::vector<std::size_t>& items,
                                        const std::vector<double>& fractions, std::uint64_t seed,
                                        const Groups& groups) {
  std::vector<std::vector<long long>> wanted;  // (C, parts)
  for (const auto& photos : items_by_class(set, items)) {
    const std::vector<std::size_t> counts = shares(photos.size(), fractions);
    wanted.emplace_back(counts.begin(), counts.end());
  }
  Random random(seed);
  std::map<std::size_t, std::size_t> part_of;
  for (const std::vector<std::size_t>& group : shuffled_groups(set, items, groups, random)) {
    std::vector<long long> need(fractions.size(), 0);
    for (const std::size_t item : group) {
      for (std::size_t part = 0; part < need.size(); ++part) need[part] += wanted[*set.items[item].label][part];
    }
    const auto best = std::max_element(need.begin(), need.end());
    const auto part = static_cast<std::size_t>(best - need.begin());
    for (const std::size_t item : group) {
      part_of[item] = part;
      --wanted[*set.items[item].label][part];
    }
  }
  return part_of;
}

std::size_t count_unlabelled(const ImageSet& set, const std::vector<std::size_t>& items) {
  return static_cast<std::size_t>(
      std::count_if(items.begin(), items.end(), [&](std::size_t item) { return !set.items[item].label; }));
}

Split split_of(const ImageSet& set, const std::vector<std::size_t>& items,
               const std::map<std::size_t, std::size_t>& part_of) {
  Split split;
  split.parts.resize(set.items.size());
  split.unlabelled = count_unlabelled(set, items);
  for (const auto& [item, part] : part_of) split.parts[item] = static_cast<Part>(part);
  return split;
}

/// (C) different photos of each class: one that stands in several rows counts once.
std::vector<std::size_t> photos_by_class(const ImageSet& set, const std::vector<std::size_t>& items) {
  std::vector<std::set<std::string>> paths(set.classes.size());
  for (const std::size_t item : items) {
    const ImageItem& photo = set.items[item];
    if (photo.label) paths[*photo.label].insert(photo.path.empty() ? photo.image : photo.path);
  }
  std::vector<std::size_t> counts;
  for (const auto& one : paths) counts.push_back(one.size());
  return counts;
}

/// Throws where a class has fewer than `fewest` photos; `why` in both languages.
void require_images(const ImageSet& set, const std::vector<std::size_t>& items, std::size_t fewest, const Text& why) {
  const std::vector<std::size_t> counts = photos_by_class(set, items);
  Text misfits;
  std::size_t found = 0;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] >= fewest) continue;
    if (++found > 5) continue;
    const std::string name = printable(set.classes[c]);
    misfits.en += fmt::format("{}'{}' has {}", found > 1 ? ", " : "", name, counts[c]);
    misfits.fr += fmt::format("{}« {} » en a {}", found > 1 ? ", " : "", name, counts[c]);
  }
  if (found > 5) {
    misfits.en += fmt::format(" and {} more", found - 5);
    misfits.fr += fmt::format(" et {} autres", found - 5);
  }
  if (found > 0) {
    throw data_error(
        "{0}: each class needs at least {1} photos that can be read {2}; class {3}; --min-per-class {1} "
        "leaves such classes out",
        "{0} : chaque classe demande au moins {1} photos lisibles {2} ; la classe {3} ; "
        "--min-per-class {1} exclut ces classes",
        printable(set.name), fewest, why, misfits);
  }
}

/// Large groups may leave a class without a photo to train on, or a part without any.
void require_every_part(const ImageSet& set, const Split& split) {
  const auto fault = [&](const Text& what) {
    return data_error("{0}: with copies of a photo kept together {1}; add photos, or leave out --group-duplicates",
                      "{0} : avec les copies d'une photo gardées ensemble, {1} ; ajoutez des photos, ou enlevez "
                      "--group-duplicates",
                      printable(set.name), what);
  };
  const auto counts = images_by_part(set, split);
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c][0] > 0) continue;
    throw fault(text("class '{}' has no photo to train on", "la classe « {} » n'a pas de photo d'entraînement",
                     printable(set.classes[c])));
  }
  for (const Part part : {Part::Validation, Part::Test}) {
    if (!split.items_of(part).empty()) continue;
    throw fault(
        text("no photo is left for the part '{}'", "aucune photo ne reste pour la partie « {} »", name_of(part)));
  }
}

}  // namespace

const char* name_of(Part part) {
  switch (part) {
    case Part::Train:
      return "train";
    case Part::Validation:
      return "validation";
    case Part::Test:
      return "test";
  }
  return "";
}

SplitFractions parse_split(const std::string& text) {
  std::vector<double> numbers;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    const std::string word = text.substr(start, comma - start);
    try {
      std::size_t used = 0;
      numbers.push_back(std::stod(word, &used));
      if (used != word.size()) numbers.push_back(NAN);
    } catch (const std::logic_error&) {
      numbers.push_back(NAN);
    }
    start = comma + 1;
  }
  const bool positive = std::all_of(numbers.begin(), numbers.end(), [](double number) { return number > 0.0; });
  if (numbers.size() != kParts || !positive) {
    throw usage_error("--split {}: expected three shares above 0, for training, validation and test, as in 0.6,0.2,0.2",
                      "--split {} : trois parts supérieures à 0 sont attendues, pour l'entraînement, la validation et "
                      "le test, par exemple 0.6,0.2,0.2",
                      printable(text));
  }
  const double sum = std::accumulate(numbers.begin(), numbers.end(), 0.0);
  if (std::abs(sum - 1.0) > 1e-6) {
    throw usage_error("--split {}: the shares add up to {:.6g}, expected 1",
                      "--split {} : la somme des parts est {:.6g}, 1 est attendu", printable(text), sum);
  }
  return {numbers[0], numbers[1], numbers[2]};
}

std::vector<std::size_t> Split::items_of(Part part) const {
  std::vector<std::size_t> items;
  for (std::size_t item = 0; item < parts.size(); ++item) {
    if (parts[item] == part) items.push_back(item);
  }
  return items;
}

Groups single_groups(std::size_t items) {
  Groups groups(items);
  std::iota(groups.begin(), groups.end(), std::size_t{0});
  return groups;
}

std::vector<SmallClass> leave_out_small_classes(ImageSet& set, const std::vector<std::size_t>& items,
                                                std::size_t fewest) {
  const std::vector<std::size_t> counts = photos_by_class(set, items);
  std::vector<SmallClass> left_out;
  std::vector<std::string> kept;
  std::vector<std::optional<std::size_t>> new_label;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    if (counts[c] < fewest) {
      left_out.push_back({set.classes[c], counts[c]});
      new_label.emplace_back();
    } else {
      new_label.emplace_back(kept.size());
      kept.push_back(set.classes[c]);
    }
  }
  if (!left_out.empty() && kept.size() < 2) {
    const Text names = small_classes_in_words(left_out);
    throw data_error("{0}: classes with at least {2} photos: {1}, expected two; with fewer: {3}",
                     "{0} : classes d'au moins {2} photos : {1}, il en faut deux ; en ont moins {3}",
                     printable(set.name), kept.size(), fewest, names);
  }
  for (ImageItem& item : set.items) {
    if (item.label) item.label = new_label[*item.label];
  }
  set.classes = std::move(kept);
  return left_out;
}

Text small_classes_in_words(const std::vector<SmallClass>& classes) {
  constexpr std::size_t kNamed = 10;
  Text words;
  for (std::size_t i = 0; i < std::min(kNamed, classes.size()); ++i) {
    const std::string name = printable(classes[i].name, 60);
    words.en += fmt::format("{}'{}' ({})", i == 0 ? "" : ", ", name, classes[i].photos);
    words.fr += fmt::format("{}« {} » ({})", i == 0 ? "" : ", ", name, classes[i].photos);
  }
  return classes.size() > kNamed ? Text{words.en + "…", words.fr + "…"} : words;
}

void require_classes(const ImageSet& set, const std::vector<std::size_t>& items) {
  if (count_unlabelled(set, items) == items.size()) {
    throw data_error("{}: no photo has a label; give --label-col, or a folder per class",
                     "{} : aucune photo n'a d'étiquette ; indiquez --label-col, ou un dossier par classe",
                     printable(set.name));
  }
  if (set.classes.size() < 2) {
    throw data_error("{}: all labels are '{}'; there is nothing to tell apart with fewer than two classes",
                     "{} : toutes les étiquettes sont « {} » ; il faut au moins deux classes à distinguer",
                     printable(set.name), printable(set.classes.empty() ? "" : set.classes.front()));
  }
  require_images(set, items, kMin,
                 {"(one for training, one for validation, one for the test)",
                  "(une pour l'entraînement, une pour la validation, une pour le test)"});
}

Split stratified_split(const ImageSet& set, const std::vector<std::size_t>& items, const SplitFractions& fractions,
                       std::uint64_t seed, const Groups& groups) {
  require_classes(set, items);
  Split split =
      split_of(set, items, deal(set, items, {fractions.train, fractions.validation, fractions.test}, seed, groups));
  require_every_part(set, split);
  return split;
}

std::vector<Split> stratified_folds(const ImageSet& set, const std::vector<std::size_t>& items, std::size_t folds,
                                    const SplitFractions& fractions, std::uint64_t seed, const Groups& groups) {
  require_classes(set, items);
  require_images(set, items, folds, {"(one per fold)", "(une par pli)"});
  const std::vector<double> equal(folds, 1.0 / static_cast<double>(folds));
  const std::map<std::size_t, std::size_t> fold_of = deal(set, items, equal, seed, groups);
  const double learning = fractions.train + fractions.validation;
  std::vector<Split> splits;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<std::size_t> others;
    for (const auto& [item, its_fold] : fold_of) {
      if (its_fold != fold) others.push_back(item);
    }
    auto part_of =
        deal(set, others, {fractions.train / learning, fractions.validation / learning}, seed + fold + 1, groups);
    for (const auto& [item, its_fold] : fold_of) {
      if (its_fold == fold) part_of[item] = static_cast<std::size_t>(Part::Test);
    }
    splits.push_back(split_of(set, items, part_of));
    require_every_part(set, splits.back());
  }
  return splits;
}

std::string split_csv(const ImageSet& set, const Split& split) {
  std::string csv;
  CsvLine line(csv);
  line.text("image").text("part").end();
  for (std::size_t item = 0; item < split.parts.size(); ++item) {
    if (split.parts[item]) line.text(set.items[item].image).text(name_of(*split.parts[item])).end();
  }
  return csv;
}

std::vector<std::array<std::size_t, 3>> images_by_part(const ImageSet& set, const Split& split) {
  std::vector<std::array<std::size_t, 3>> counts(set.classes.size(), {0, 0, 0});
  for (std::size_t item = 0; item < split.parts.size(); ++item) {
    const auto& part = split.parts[item];
    if (part) ++counts[*set.items[item].label][static_cast<std::size_t>(*part)];
  }
  return counts;
}

}  // namespace p8
