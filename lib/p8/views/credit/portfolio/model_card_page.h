#pragma once

#include <string>

#include "p8/credit/training/training_run.h"
#include "p8/files/run_record.h"
#include "p8/report/page.h"

namespace p8::views {

/// What a model card is made from; all borrowed.
struct ModelCardView {
  const TrainingRun& run;
  std::string data_name;
  const RunRecord& record;
};

/// The report of `p8 train`: what the model is for, how good it is, what it looks at, how it was trained, its limits.
report::Page model_card_page(const ModelCardView& view);

}  // namespace p8::views
