#pragma once

#include <cstddef>
#include <string>

#include "p8/files/run_record.h"
#include "p8/report/page.h"
#include "p8/vision/attribution/lime_run.h"

namespace p8::views {

/// What the page of `p8 lime` is made from; all borrowed.
struct LimePage {
  const LimeResult& result;
  const LimeRunOptions& options;
  std::string model;         ///< path of the model
  std::string model_name;    ///< "mlp · ViT-B/32"
  std::string data_name;     ///< path of the CSV file, of the folder of images or of the one image
  std::size_t readable = 0;  ///< images among which representative ones were chosen
  std::string device;        ///< "CPU"
  std::string precision;     ///< "fp32"
  const RunRecord& record;
};

/// The report of `p8 lime`: what the model looks at, photo by photo and class by class, and whether to believe it.
report::Page lime_page(const LimePage& view);

}  // namespace p8::views
