#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "p8/vision/dataset/image_set.h"

// What may stand for a photo that a CLIP model learns from.
namespace p8 {

struct PairTextOptions {
  std::vector<std::string> templates;  ///< sentences with "{}", filled with words of the label; empty: none
  double label_share = 0.5;            ///< of the times that a photo with a text of its own is seen, in [0, 1)
};

/// Different texts, and which of them may stand for each item of a set.
struct PairTexts {
  std::vector<std::string> texts;                   ///< (M)
  std::vector<std::vector<std::int64_t>> texts_of;  ///< (items) the item's own first, if it has one; empty: none at all
};

/// A photo's own text; the first sentence of it, where more follow (titles are followed by descriptions); the templates
/// filled with the label's words. A text that is to be drawn more often stands there more than once.
/// Throws Error(Usage) for a template without "{}".
PairTexts pair_texts(const ImageSet& set, const PairTextOptions& options);

/// "Joust Duffle Bag" of "Joust Duffle Bag. The sporty bag can't be beat.": what stands before the first ".", "!" or
/// "?" with white space behind it, but for abbreviations of up to two letters ("Dr. Martens"). All of it where there
/// is none.
std::string first_sentence(const std::string& text);

/// The last component of a label's path and the one above it, as words: "handbags" and "bags" of
/// "Accessories/Bags/Handbags". Each once; none for a label without letters.
std::vector<std::string> label_words(const std::string& label);

}  // namespace p8
