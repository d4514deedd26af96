#pragma once

#include <string>
#include <vector>

#include "p8/files/run_record.h"
#include "p8/report/page.h"
#include "p8/views/vision/classification/shown_images.h"
#include "p8/vision/comparison/comparison.h"

namespace p8::views {

/// What the page of `p8 compare` is made from; all borrowed.
struct ComparePage {
  const Comparison& comparison;
  const Thumbnails& thumbnails;  ///< of disputed_paths(comparison)
  const RunRecord& record;
};

/// The report of `p8 compare`: which classifier is best and with what certainty, the runs side by side, where they
/// differ, and the note on how the study was made.
report::Page compare_page(const ComparePage& view);

/// The files of the photos that the page shows, each once: those that need a thumbnail.
std::vector<std::string> disputed_paths(const Comparison& comparison);

/// "clip-head is better than vgg16 beyond chance: …" or "… are not distinguishable …", in one sentence.
Text pair_in_words(const Comparison& comparison, const ComparedPair& pair);

/// The pairs that are worth a sentence: all of up to six, else those of the best run.
std::vector<const ComparedPair*> told_pairs(const Comparison& comparison);

/// The answer in words: the best run and what it is better than.
Text comparison_lead(const Comparison& comparison);

}  // namespace p8::views
