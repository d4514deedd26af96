#pragma once

#include "p8/report/page.h"
#include "p8/vision/pretraining/pretraining_result.h"

/// The parts of pretrain_page() that no other page has.
namespace p8::views {

/// Architecture, size of images, vocabulary or labels, and how the model is stored.
report::Section trained_section(const PretrainingResult& result);

/// How many photos there are of each source or label, in each part.
report::Section images_section(const PretrainingResult& result);

/// What the figures of the page do not say, in this case.
report::Section limits_section(const PretrainingResult& result);

/// Time, parameters and memory.
report::Section pretraining_cost_section(const PretrainingResult& result);

/// Objective, optimiser, batches and how photos were changed, for the page's last section.
report::Definitions pretraining_settings(const PretrainingResult& result);

}  // namespace p8::views
