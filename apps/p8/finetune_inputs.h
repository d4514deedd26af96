#pragma once

#include <optional>
#include <string>
#include <vector>

#include "p8/class_options.h"
#include "p8/image_options.h"
#include "p8/pretrain_options.h"
#include "p8/run.h"
#include "p8/split_options.h"
#include "p8/training_options.h"

namespace p8::app {

/// The options of `p8 finetune`.
struct FinetuneCommand {
  CommonOptions common;
  ImageOptions images;
  SplitArguments split;
  TrainingArguments training;
  PretrainArguments pretrain;
  std::string backbone;
  std::string bpe;
  ClassOptions classes;
  bool dry_run = false;
};

/// How photos become pixels for the backbone, in its own order.
DecodeOptions decoding_for(const FinetuneCommand& options, const Backbone& backbone);

/// The photos; unless a split is given, at least two classes of three labelled photos each.
ImageSet read_photos(const FinetuneCommand& options, Log& log);

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
PhotoTexts read_texts(const ImageSet& set, Backbone& backbone, const FinetuneCommand& options);

}  // namespace p8::app
