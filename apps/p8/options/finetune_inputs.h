#pragma once

#include <optional>
#include <string>
#include <vector>

#include "p8/command_line/run.h"
#include "p8/options/class_options.h"
#include "p8/options/image_options.h"
#include "p8/options/pretrain_options.h"
#include "p8/options/split_options.h"
#include "p8/options/training_options.h"

namespace p8::app {

/// The options of `p8 finetune`.
struct FinetuneCommand {
  CommonOptions common;
  ImageOptions images;
  SplitOptions split;
  TrainingArguments training;
  PretrainOptions pretrain;
  std::string backbone;
  std::string bpe;
  ClassOptions classes;
  bool dry_run = false;
};

/// How photos become pixels for the backbone, in its own order.
DecodeOptions decoding_for(const FinetuneCommand& options, const Backbone& backbone);

/// What is trained on.
struct LabelledImages {
  ImageSet set;
  std::size_t unlabelled = 0;        ///< photos without a label
  std::vector<SmallClass> left_out;  ///< with --min-per-class; their photos have no label in the set
};

/// The photos; unless a split is given, at least two classes of three labelled photos each.
LabelledImages read_photos(const FinetuneCommand& options, Run& run);

/// Leaves classes out that have too few photos among `items`, once it is known which can be read, and says so.
void leave_out_small_classes(const FinetuneCommand& options, const std::vector<std::size_t>& items,
                             LabelledImages& photos, Log& log);

/// The numbers of the labelled photos.
std::vector<std::size_t> labelled_items(const ImageSet& set);

/// Features of some photos, `items` being those of the whole set.
/// @param variant  0: as they are; else the number of a changed copy of each.
EmbeddedImages embed_items(const ImageSet& set, const std::vector<std::size_t>& items, const Backbone& backbone,
                           const FinetuneCommand& options, std::size_t variant, EmbeddingCache* cache, Run& run);

/// (C, E) of length 1: the mean direction of each class's sentences.   @param cut  is told how many were cut.
std::vector<float> embed_classes(const ImageSet& set, Backbone& backbone, const FinetuneCommand& options,
                                 EmbeddingCache* cache, CutTexts& cut);

/// The descriptions of the photos, or a sentence of their class for those without one.
ImageTexts read_texts(const ImageSet& set, Backbone& backbone, const FinetuneCommand& options);

}  // namespace p8::app
