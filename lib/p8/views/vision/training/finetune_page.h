#pragma once

#include <string>
#include <vector>

#include "p8/files/run_record.h"
#include "p8/report/page.h"
#include "p8/views/vision/classification/shown_images.h"
#include "p8/vision/classifier/finetune_result.h"

namespace p8::views {

/// What the page of `p8 finetune` is made from; all borrowed.
struct FinetunePage {
  const FinetuneResult& result;
  const ClassifierMetrics& figures;  ///< classifier_metrics() of result.test
  const Thumbnails& thumbnails;      ///< of pictured_paths(result.test)
  std::string data_name;             ///< path of the CSV file or of the folder of images
  std::string device;                ///< "CPU"
  std::string precision;             ///< "fp32"
  const RunRecord& record;
  std::vector<SmallClass> left_out = {};  ///< classes with fewer photos than were asked for
};

/// The report of `p8 finetune`: how good the classifier is on photos it never saw, how it learned, where it errs, how
/// sure it is, how the photos were split, how much luck is in it, and what it took.
report::Page finetune_page(const FinetunePage& view);

}  // namespace p8::views
