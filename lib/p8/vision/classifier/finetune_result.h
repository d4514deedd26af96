#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "p8/vision/classifier/classification.h"
#include "p8/vision/dataset/near_duplicates.h"

namespace p8 {

/// One pass over the training images. NaN where there is no such figure.
struct EpochMetrics {
  std::size_t epoch = 0;    ///< from 1
  double train_loss = 0.0;  ///< mean of the objective
  double val_loss = 0.0;
  double train_accuracy = 0.0;  ///< in [0, 1]
  double val_accuracy = 0.0;
  double seconds = 0.0;
};

/// What decides which epoch is best, by its name in history.csv: the least, the first among equals.
constexpr const char* kBestEpochBy = "val_loss";

/// Texts that CLIP read, and how many of them were cut to what it can read.
struct CutTexts {
  std::size_t texts = 0;
  std::size_t cut = 0;
};

/// What a training took.
struct TrainingCost {
  std::size_t parameters_trained = 0;
  std::size_t parameters = 0;  ///< of backbone and head together
  double seconds_per_epoch = 0.0;
  double seconds_to_best = 0.0;    ///< up to the end of the best epoch
  double feature_seconds = 0.0;    ///< for the backbone's features, which are computed once
  double peak_megabytes = 0.0;     ///< of the process
  double images_per_second = 0.0;  ///< when classifying
};

/// Accuracies on the test part of repeated trainings (other seeds) or of folds.
struct RepeatedAccuracy {
  std::string kind;  ///< "folds" or "repeats"
  std::vector<double> accuracies;
  double mean = 0.0;
  Interval interval;  ///< 95 %, Student's t
};

/// What `p8 finetune` found.
struct FinetuneResult {
  Classification test;  ///< the test part
  std::vector<EpochMetrics> history;
  std::size_t best_epoch = 0;                              ///< by kBestEpochBy; whose weights are kept
  std::vector<std::array<std::size_t, 3>> images_by_part;  ///< of each class: train, validation, test
  std::vector<std::string> at_limit;                       ///< see TrainedHead
  std::vector<NearDuplicate> duplicates;                   ///< pairs in different parts
  TrainingCost cost;
  std::optional<RepeatedAccuracy> repeated;
  CutTexts texts;  ///< none without CLIP's texts
  // How it was made, as the command line names it.
  std::string backbone;       ///< "clip:models/ViT-B-32.pt"
  std::string backbone_name;  ///< "ViT-B/32", "VGG16"
  std::string head;           ///< "mlp", "linear", …
  std::string objective;      ///< "ce", "contrastive"
  std::string optimizer;      ///< "adam", …
  double learning_rate = 0.0;
  std::size_t batch = 0;
  std::size_t epochs = 0;     ///< that were asked for
  std::size_t unfrozen = 0;   ///< blocks of the backbone that were trained
  std::size_t augmented = 0;  ///< variants of each training image
};

}  // namespace p8
