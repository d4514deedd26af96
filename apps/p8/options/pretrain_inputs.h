#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "p8/command_line/run.h"
#include "p8/options/finetune_inputs.h"
#include "p8/vision/dataset/decoded_images.h"
#include "p8/vision/dataset/pair_texts.h"
#include "p8/vision/dataset/split.h"
#include "p8/vision/pretraining/pretraining_result.h"

namespace p8::app {

/// The photos that a model is to be trained on from scratch. Items without use are left out of `set`.
struct PretrainData {
  ImageSet set;
  std::size_t unused = 0;  ///< photos without a text (CLIP), or without a label (VGG16)
  PairTexts texts;         ///< of CLIP
  DecodedImages photos;
  Split split;
  std::size_t duplicates = 0;  ///< pairs that look the same in different parts
};

/// Reads the data and keeps the photos. Throws Error(Usage) where CLIP has neither texts nor labels, or VGG16 no
/// labels; Error(Data). A dry run gets no photos.   @param image_size  the model's.
/// @param resizes_first  the order in which the model that will be written is shown photos, see DecodeOptions.
PretrainData read_pretraining(const FinetuneCommand& command, BackboneKind kind, std::size_t image_size,
                              bool resizes_first, Run& run);

/// Moves the photos out of `data`, with their weights and parts.
PretrainingImages images_to_train_on(const FinetuneCommand& command, PretrainData& data);

/// Of the photos that could be read: by --balance's column, or by the beginnings of the labels.
std::vector<ImageCount> count_images(const FinetuneCommand& command, const PretrainData& data);

/// The different texts that may stand for photos to train on.
std::vector<std::string> training_texts(const PretrainData& data);

/// Shorter side of the photos in memory.
std::size_t kept_side(const FinetuneCommand& command, std::size_t image_size);

}  // namespace p8::app
