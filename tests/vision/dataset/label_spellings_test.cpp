#include "p8/vision/dataset/label_spellings.h"

#include <doctest/doctest.h>

namespace p8 {

namespace {

ImageSet labelled(const std::vector<std::pair<std::string, std::size_t>>& labels) {
  ImageSet set;
  for (const auto& [name, count] : labels) {
    for (std::size_t i = 0; i < count; ++i) {
      ImageItem item;
      item.label = set.classes.size();
      set.items.push_back(item);
    }
    set.classes.push_back(name);
  }
  set.items.emplace_back();  // one without a label
  set.has_labels = true;
  return set;
}

std::vector<std::size_t> counts_of(const ImageSet& set) {
  std::vector<std::size_t> counts(set.classes.size(), 0);
  for (const ImageItem& item : set.items) {
    if (item.label) ++counts[*item.label];
  }
  return counts;
}

}  // namespace

TEST_CASE("spellings of one name are found with their counts, the most frequent first") {
  const ImageSet set = labelled({{"Pens", 2}, {"WATCHES", 1}, {"Watches", 5}, {"pens ", 2}, {"Ink", 3}});
  CHECK(spellings_in_words(spelling_variants(set)).en == "'Pens' (2) and 'pens ' (2); 'Watches' (5) and 'WATCHES' (1)");
  CHECK(spellings_in_words(spelling_variants(set)).fr ==
        "« Pens » (2) et « pens  » (2) ; « Watches » (5) et « WATCHES » (1)");
  CHECK(spelling_variants(labelled({{"a", 1}, {"b", 1}})).empty());
}

TEST_CASE("merged, they are one class in the most frequent spelling") {
  ImageSet set = labelled({{" watches", 1}, {"Ink", 3}, {"WATCHES", 1}, {"Watches", 5}, {"watches", 2}});
  const auto merged = merge_spellings(set);
  CHECK(merged.size() == 1);
  CHECK(set.classes == std::vector<std::string>{"Ink", "Watches"});
  CHECK(counts_of(set) == std::vector<std::size_t>{3, 9});
  CHECK(merge_spellings(set).empty());
}

TEST_CASE("28 spellings of 14 names are told in a sentence of ten") {
  std::vector<std::string> names;
  for (char c = 'a'; c < 'a' + 14; ++c) names.insert(names.end(), {std::string(2, c), std::string(1, c) + " " + c});
  const std::string words = spellings_in_words(spelling_variants(names)).en;
  CHECK(words.find("'aa' and 'a a'; 'bb' and 'b b'") == 0);
  CHECK(words.find("'jj' and 'j j'; and 4 more names") != std::string::npos);
}

}  // namespace p8
