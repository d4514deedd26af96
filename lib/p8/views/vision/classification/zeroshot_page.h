#pragma once

#include <optional>
#include <string>

#include "p8/files/run_record.h"
#include "p8/report/page.h"
#include "p8/views/vision/classification/shown_images.h"
#include "p8/vision/classifier/seen_images.h"
#include "p8/vision/embedding/text_embeddings.h"
#include "p8/vision/zeroshot/zeroshot.h"

namespace p8::views {

/// What the page of `p8 zeroshot` is made from; all borrowed.
struct ZeroshotPage {
  const ZeroshotResult& result;
  const ClassifierMetrics& figures;  ///< classifier_metrics() of result.classification
  const Thumbnails& thumbnails;      ///< of pictured_paths(result.classification)
  std::string model;                 ///< path
  std::string data_name;             ///< path of the CSV file or of the folder of images
  ZeroshotStrategy strategy = ZeroshotStrategy::Prompts;
  LongText long_text = LongText::Cut;
  std::optional<double> abstain_below;      ///< no answer under this probability, in [0, 1]
  double seconds = 0.0;                     ///< for reading and encoding all images
  std::optional<double> images_per_second;  ///< of those that were encoded; empty: none was
  std::string device;                       ///< "CPU"
  std::string precision;                    ///< "fp32"
  const RunRecord& record;
  SeenImages seen = {};  ///< those that the classifier was made with
};

/// The report of `p8 zeroshot`: how good the classes are that the images got, where it errs, how sure it is, what the
/// prompts were, and retrieval where photos have texts. Without labels: what went where. Without a readable image: why.
report::Page zeroshot_page(const ZeroshotPage& view);

}  // namespace p8::views
