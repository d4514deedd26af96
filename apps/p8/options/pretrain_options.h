#pragma once

#include <cstddef>
#include <string>

#include <CLI/CLI.hpp>

#include "p8/vision/pretraining/model_folder.h"
#include "p8/vision/pretraining/pretraining.h"

namespace p8::app {

/// The options of `p8 finetune` that a configuration without weights alone has: training from scratch.
struct PretrainOptions {
  std::size_t micro_batch = PretrainingOptions().micro_batch;
  double weight_average = 0.0;
  RandomResizedCrop variation;
  bool no_mirror = false;
  std::size_t keep = 0;  ///< shorter side of the photos in memory, pixels; 0: 1.5 times the model's
  std::string balance;   ///< a column
  double balance_power = 0.5;
  std::string weight_col;
  double label_texts = 0.5;
  std::string save_precision = "fp16";

  RandomResizedCrop random_resized_crop() const;
  SavedPrecision saved_precision() const {
    return save_precision == "fp16" ? SavedPrecision::Fp16 : SavedPrecision::Fp32;
  }
};

void add_pretrain_options(CLI::App& command, PretrainOptions& arguments);

/// Throws Error(Usage) naming all options that were given and make no sense with, or without, a configuration.
void refuse_foreign_options(const CLI::App& command, bool is_configuration);

}  // namespace p8::app
