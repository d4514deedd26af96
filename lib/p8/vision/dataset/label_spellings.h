#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "p8/base/text.h"
#include "p8/vision/dataset/image_set.h"

namespace p8 {

/// One name in several spellings (see spelling_key()) with how often the images have each, the most frequent one first;
/// among equally frequent ones the shortest, then by bytes.
using Spellings = std::vector<std::pair<std::string, std::size_t>>;

/// The labels of a set that are one name in at least two spellings, in the classes' order.
std::vector<Spellings> spelling_variants(const ImageSet& set);

/// The same of a list of classes, which all count as often.
std::vector<Spellings> spelling_variants(const std::vector<std::string>& names);

/// Makes the spellings of one name one class, named by the most frequent spelling. Returns what was merged.
std::vector<Spellings> merge_spellings(ImageSet& set);

/// "'Watches' (150) and 'watches' (3); 'Pens' (90) and 'PENS' (1)"; the first ten names. Counts of 0 are left out.
Text spellings_in_words(const std::vector<Spellings>& variants);

}  // namespace p8
