#pragma once

#include <vector>

#include "p8/report/page.h"
#include "p8/vision/comparison/comparison.h"

namespace p8::views {

/// One heading of the note with what stands below it.
struct NotePart {
  Text heading;
  std::vector<Text> paragraphs;
};

/// How the study was made, in prose, from the runs' own records: question, data, models, training, results, limits.
/// What a record does not say is left out.
std::vector<NotePart> methodology(const Comparison& comparison);

/// The note as a section of the page.
report::Section methodology_section(const Comparison& comparison);

/// The note as a file of its own, in Markdown (CommonMark): methodology.en.md and methodology.fr.md. What comes from
/// the runs cannot become markup.
Text methodology_note(const Comparison& comparison);

}  // namespace p8::views
