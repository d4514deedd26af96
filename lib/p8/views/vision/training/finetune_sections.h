#pragma once

#include "p8/report/page.h"
#include "p8/views/vision/training/finetune_page.h"

/// The parts of finetune_page() that no other page has.
namespace p8::views {

/// What an epoch's accuracy counts.
enum class Learner {
  Classifier,  ///< photos whose class is found
  Pairs,       ///< photos whose own text is found among those of a batch
};

/// Loss and accuracy by epoch, on training and validation photos, and a table of all epochs.
report::Section learning_section(const std::vector<EpochMetrics>& history, std::size_t best_epoch, Learner learner);

/// How many photos of each class each part has, classes that were left out, and photos that look the same in different
/// parts.
report::Section split_section(const FinetuneResult& result, const std::vector<SmallClass>& left_out);

/// Accuracies of folds or repeats, with the interval of their mean.
report::Section repeats_section(const RepeatedAccuracy& repeated);

/// Time, parameters and memory.
report::Section cost_section(const FinetunePage& view);

/// Backbone, head, objective and optimiser, for the page's last section.
report::Definitions finetune_settings(const FinetunePage& view);

/// "two-layer head" of "mlp".
Text head_name(const std::string& head);

/// The epoch whose weights are kept; null where nothing was trained in epochs.
const EpochMetrics* best_of(const std::vector<EpochMetrics>& history, std::size_t best_epoch);

}  // namespace p8::views
