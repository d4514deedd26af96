#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "p8/vision/classifier/finetune_backend.h"
#include "p8/vision/classifier/finetune_result.h"
#include "p8/vision/classifier/head.h"
#include "p8/vision/classifier/training.h"
#include "p8/vision/dataset/image_embeddings.h"
#include "p8/vision/dataset/image_set.h"
#include "p8/vision/dataset/split.h"
#include "p8/vision/embedding/backbone.h"

namespace p8 {

/// What is trained and how.
struct FinetuneOptions {
  HeadKind head = HeadKind::Mlp;
  std::size_t hidden = 256;
  std::optional<double> wise_ft;
  std::size_t unfreeze = 0;  ///< last layers of the backbone that are trained with the head
  bool contrastive = false;  ///< no head: CLIP's towers are trained so that photos and texts meet
  TrainingOptions training;

  bool trains_backbone() const { return contrastive || unfreeze > 0; }
};

/// What photos and classes are called, as CLIP's text encoder takes it. Needed by the contrastive objective.
struct ImageTexts {
  std::vector<std::int64_t> texts;            ///< (M, T) token ids of the different texts
  std::vector<std::int64_t> text_of;          ///< (items) which of them is the photo's; -1: none
  std::vector<std::int64_t> class_sentences;  ///< (sum of counts, T), a class's one after another
  std::vector<std::size_t> sentences;         ///< (C) how many of each class
  CutTexts cut;                               ///< of the different texts and the classes' sentences
};

/// Photos whose features are known: the encoder's, or those of its frozen layers where its last layers are trained.
struct FinetuneData {
  const ImageSet& set;
  const Backbone& backbone;
  const EmbeddedImages& photos;          ///< its `items` are those of `set`
  std::vector<EmbeddedImages> variants;  ///< changed copies; those of training photos are trained on too
  std::vector<float> class_texts;        ///< (C, E) of length 1; empty without CLIP's texts
  ImageTexts texts;
};

/// A head trained on one split, and what it says of the split's test part.
struct FinetunedHead {
  TrainedHead trained;
  std::vector<NamedTensor> weights;  ///< of the backbone's trained layers
  Classification test;
};

/// Trains on the training part, keeps the epoch that is best on the validation part, classifies the test part. Photos
/// of the split that have no features are left out. Throws what FinetuneBackend::train_head throws.
FinetunedHead finetune(const FinetuneData& data, const Split& split, const FinetuneOptions& options,
                       const FinetuneBackend& backend, const TrainingObserver& observer);

/// The share of a test part's photos that are classified right.
double test_accuracy(const Classification& test);

/// Accuracies with their mean and Student's interval.   @param kind  "folds" or "repeats".
RepeatedAccuracy repeated_accuracy(const std::string& kind, const std::vector<double>& accuracies);

/// history.csv: epoch,train_loss,val_loss,train_accuracy,val_accuracy,seconds.
std::string history_csv(const std::vector<EpochMetrics>& history);

/// What history and clock tell of the cost.
void fill_training_cost(const TrainedHead& trained, TrainingCost& cost);

/// metrics.json of `p8 finetune`.   @param unlabelled  photos that were left out for lack of a label.
/// @param left_out  see leave_out_small_classes().
std::string finetune_metrics_json(const FinetuneResult& result, const ClassifierMetrics& figures,
                                  std::size_t unlabelled, const std::string& precision,
                                  const std::vector<SmallClass>& left_out);

}  // namespace p8
