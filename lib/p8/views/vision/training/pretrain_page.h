#pragma once

#include <string>

#include "p8/files/run_record.h"
#include "p8/report/page.h"
#include "p8/vision/pretraining/pretraining_result.h"

namespace p8::views {

/// What the page on training from scratch is made from; all borrowed.
struct PretrainPage {
  const PretrainingResult& result;
  std::string data_name;  ///< path of the CSV file or of the folder of images
  const RunRecord& record;
};

/// The report of `p8 finetune` with a configuration: what was trained, on which photos, how it learned, with which
/// options, what it took, and what its figures do not say.
report::Page pretrain_page(const PretrainPage& view);

}  // namespace p8::views
