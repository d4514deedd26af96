#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/vision/classifier/classification.h"
#include "p8/vision/classifier/finetune_result.h"
#include "p8/vision/pretraining/pretraining.h"

namespace p8 {

/// Photos that have one value of a column, or one beginning of their labels.
struct ImageCount {
  std::string value;  ///< empty: they have none
  std::size_t train = 0;
  std::size_t validation = 0;
};

/// What training from scratch found, and how it was made.
struct PretrainingResult {
  std::vector<EpochMetrics> history;
  std::size_t best_epoch = 0;      ///< by kBestEpochBy; whose weights are kept
  TrainingCost cost;               ///< feature_seconds: for reading the photos
  std::string objective;           ///< "contrastive", "ce"
  std::string backbone;            ///< "clip:configs/mini.json"
  std::string model;               ///< "ResNet, width 24, 6 bottlenecks", "VGG16"
  std::string device;              ///< "cpu", "cuda"
  std::size_t image_size = 0;      ///< pixels
  std::size_t train = 0;           ///< photos
  std::size_t validation = 0;      ///< photos
  std::vector<ImageCount> counts;  ///< most photos first
  std::string counted_by;          ///< the column; empty: the labels' beginnings
  std::vector<FailedImage> failed;
  std::size_t unused = 0;      ///< photos without a text, or without a label
  std::size_t duplicates = 0;  ///< pairs that look the same in different parts
  std::size_t texts = 0;       ///< different ones
  std::size_t cut_texts = 0;   ///< longer than the model can read
  std::size_t vocabulary = 0;  ///< tokens
  bool learnt_vocabulary = false;
  std::size_t classes = 0;
  std::size_t kept_side = 0;    ///< of the shorter side of the photos in memory, at most, pixels
  double kept_megabytes = 0.0;  ///< that they take
  std::string balanced_by;      ///< a column; empty: all photos are drawn alike, or as weight_column says
  double balance_power = 0.0;   ///< a photo is drawn in proportion to 1 / count^power of its value
  std::string weight_column;    ///< empty: none
  std::string optimizer;        ///< "adamw"
  std::string schedule;         ///< "cosine"
  std::string saved;            ///< "fp16", "fp32"
  PretrainingOptions options;   ///< what the training was asked for
  RandomResizedCrop variation;
};

/// metrics.json: the keys of `p8 finetune`, null where training from scratch has no such figure, since no photo was
/// kept apart for a test; and the validation part's under "validation".
std::string pretraining_metrics_json(const PretrainingResult& result);

}  // namespace p8
