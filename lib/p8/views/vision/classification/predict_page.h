#pragma once

#include <optional>
#include <string>

#include "p8/files/run_record.h"
#include "p8/report/page.h"
#include "p8/views/vision/classification/shown_images.h"
#include "p8/vision/classifier/seen_images.h"

namespace p8::views {

/// What the page of `p8 predict` is made from; all borrowed.
struct PredictPage {
  const Classification& classification;
  const ClassifierMetrics& figures;         ///< classifier_metrics() of it
  const Thumbnails& thumbnails;             ///< of pictured_paths(classification)
  std::string model;                        ///< directory of the `p8 finetune` that trained it
  std::string model_name;                   ///< "mlp head on ViT-B/32"
  std::string data_name;                    ///< path of the CSV file, of the folder of images or of the one image
  std::optional<double> abstain_below;      ///< no answer under this probability, in [0, 1]
  std::optional<double> images_per_second;  ///< of those that were encoded; empty: none was
  std::string device;                       ///< "CPU"
  std::string precision;                    ///< "fp32"
  const RunRecord& record;
  SeenImages seen = {};  ///< those that the classifier was made with
};

/// The report of `p8 predict`: with labels how good the answers are, without them what went where.
report::Page predict_page(const PredictPage& view);

}  // namespace p8::views
