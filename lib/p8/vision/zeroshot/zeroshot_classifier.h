#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "p8/vision/classifier/seen_images.h"
#include "p8/vision/dataset/image_embeddings.h"
#include "p8/vision/dataset/image_set.h"
#include "p8/vision/embedding/clip_model.h"
#include "p8/vision/embedding/embedding_cache.h"
#include "p8/vision/embedding/prompts.h"
#include "p8/vision/embedding/text_embeddings.h"
#include "p8/vision/zeroshot/zeroshot.h"

namespace p8 {

struct ZeroshotOptions {
  ZeroshotStrategy strategy = ZeroshotStrategy::Prompts;
  ClassWording wording;  ///< of the prompts; a class's are averaged
  LongText long_text = LongText::Cut;
  std::optional<double> temperature;  ///< empty: the model's own
  bool calibrate = false;             ///< fit it to the labels, five-fold cross-fitted
  double abstain_below = 0.0;         ///< no class where the largest probability is smaller
  std::size_t batch = 32;             ///< texts that are encoded at once
  int threads = 1;
  std::uint64_t seed = 42;  ///< of the parts of the calibration
  EmbeddingCache* cache = nullptr;
};

/// Sorts photos into the set's classes by what texts they resemble (Radford et al. 2021, section 3.1).
/// Strategy "prompts": the class whose templates' mean direction has the largest cosine with the photo. Strategy
/// "descriptions": the class of the description, among those of all other products, with the largest cosine; a class's
/// score is that of its best description. Probabilities are the softmax of scores / temperature. Where the set has
/// texts, photos and texts look for each other too.
/// Throws Error(Data) for "descriptions" where fewer than two products have both label and text, and for "calibrate"
/// where fewer than ten photos are labelled; what class_sentences() throws.
/// @param images  of `set`, by `model`.   @param progress  texts encoded, of how many.
ZeroshotResult classify_zeroshot(const ImageSet& set, const EmbeddedImages& images, ClipModel& model,
                                 const ZeroshotOptions& options, const EmbedProgress& progress = {});

/// metrics.json of `p8 zeroshot`.   @param seen  the images that the model was made with.
std::string zeroshot_metrics_json(const ZeroshotResult& result, const ClassifierMetrics& figures,
                                  std::optional<double> images_per_second, Precision precision,
                                  const SeenImages& seen = {});

}  // namespace p8
