#include "p8/vision/dataset/pair_texts.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "support/error.h"

namespace p8 {

namespace {

using Words = std::vector<std::string>;

ImageSet set_of(const std::vector<std::pair<std::string, std::string>>& texts_and_labels) {
  ImageSet set;
  for (const auto& [text, label] : texts_and_labels) {
    ImageItem item;
    item.text = text;
    if (!label.empty()) {
      const auto known = std::find(set.classes.begin(), set.classes.end(), label);
      item.label = static_cast<std::size_t>(known - set.classes.begin());
      if (known == set.classes.end()) set.classes.push_back(label);
    }
    set.items.push_back(item);
  }
  return set;
}

Words texts_of(const PairTexts& texts, std::size_t item) {
  Words words;
  for (const std::int64_t text : texts.texts_of[item]) words.push_back(texts.texts[static_cast<std::size_t>(text)]);
  return words;
}

}  // namespace

TEST_CASE("the first sentence ends at its mark, but not behind an abbreviation or inside a number") {
  CHECK(first_sentence("Joust Duffle Bag. The sporty bag can't be beat.") == "Joust Duffle Bag");
  CHECK(first_sentence("Dr. Martens boots. Black.") == "Dr. Martens boots");
  CHECK(first_sentence("A 1.5 l bottle") == "A 1.5 l bottle");
  CHECK(first_sentence("What a bag! Blue") == "What a bag");
  CHECK(first_sentence("Only one.") == "Only one.");
  CHECK(first_sentence("").empty());
}

TEST_CASE("a label's words are the last part of its path and the one above it, each once") {
  CHECK(label_words("Accessories/Bags/Handbags") == Words{"handbags", "bags"});
  CHECK(label_words("Accessories/Watches/Watches") == Words{"watches"});
  CHECK(label_words("hats_and_caps") == Words{"hats and caps"});
  CHECK(label_words("a//b/") == Words{"b", "a"});
  CHECK(label_words(" / ").empty());
}

TEST_CASE("a photo's own text stands first, then its first sentence, then the label's sentences") {
  PairTextOptions options;
  options.templates = {"a photo of {}.", "{} for sale"};
  const PairTexts texts = pair_texts(set_of({{"Tote. Made of cotton.", "Bags/Totes"}, {"", "Bags/Totes"}}), options);
  // Four sentences of the label against two of its own: each of the latter twice makes half of the draws.
  CHECK(texts_of(texts, 0) == Words{"Tote. Made of cotton.", "Tote", "Tote. Made of cotton.", "Tote",
                                    "a photo of totes.", "totes for sale", "a photo of bags.", "bags for sale"});
  CHECK(texts_of(texts, 1) == Words{"a photo of totes.", "totes for sale", "a photo of bags.", "bags for sale"});
  CHECK(texts.texts.size() == 6);
}

TEST_CASE("without a share for labels they serve photos that have no text of their own, and only these") {
  PairTextOptions options;
  options.templates = {"a {}"};
  options.label_share = 0.0;
  const PairTexts texts = pair_texts(set_of({{"Tote", "bags"}, {"", "bags"}, {"  ", ""}, {"Tote", ""}}), options);
  CHECK(texts_of(texts, 0) == Words{"Tote"});
  CHECK(texts_of(texts, 1) == Words{"a bags"});
  CHECK(texts.texts_of[2].empty());
  CHECK(texts.texts_of[3] == texts.texts_of[0]);
}

TEST_CASE("a template without a place for the label is refused") {
  PairTextOptions options;
  options.templates = {"a photo"};
  CHECK(test::kind_of([&] { pair_texts(set_of({{"x", "y"}}), options); }) == 2);
}

}  // namespace p8
