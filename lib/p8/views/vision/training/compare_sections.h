#pragma once

#include "p8/report/page.h"
#include "p8/views/vision/training/compare_page.h"

/// The parts of compare_page().
namespace p8::views {

/// Accuracies with their intervals, and a table of all runs.
report::Section runs_section(const Comparison& comparison);

/// Every two runs: a sentence and a row of figures each.
report::Section pairs_section(const Comparison& comparison);

/// Whether any run was trained in epochs.
bool has_curves(const Comparison& comparison);
/// Validation accuracy by epoch of those, on one axis.
report::Section curves_section(const Comparison& comparison);

/// The confusion matrices beside each other; where there are too many classes for that, recall of each class.
report::Section side_by_side_section(const Comparison& comparison);

/// Photos that some run gets right and another wrong, with every run's answer.
report::Section disputed_section(const ComparePage& view);

/// Trainings repeated with other seeds.
report::Section seeds_section(const Comparison& comparison);

}  // namespace p8::views
