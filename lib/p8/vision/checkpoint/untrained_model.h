#pragma once

#include <string>
#include <vector>

#include "p8/vision/checkpoint/clip_architecture.h"
#include "p8/vision/checkpoint/vgg16_checkpoint.h"
#include "p8/vision/image/preprocessing.h"

// Models that are described and not yet there: configurations without weights.
namespace p8 {

/// A CLIP model to be trained from scratch.
struct UntrainedClip {
  ClipArchitecture architecture;
  Preprocessing preprocessing;
  bool learns_vocabulary = false;  ///< of at most architecture.text.vocabulary tokens, from the training texts
  std::vector<std::string> files;  ///< what was read
};

/// A VGG16 model to be trained from scratch; the labels tell its classes.
struct UntrainedVgg16 {
  Vgg16Architecture architecture;
  Preprocessing preprocessing;  ///< torchvision's, at the model's size
};

/// Whether a backbone's path names a configuration rather than weights: it ends in ".json".
bool is_configuration(const std::string& path);

/// Reads Hugging Face's config.json of a CLIPModel (with preprocessor_config.json beside it, where there is one), or
/// open_clip_config.json, told apart by "model_cfg". What they leave out is as in transformers and open_clip. A key of
/// p8's own, "vocabulary": "learn", asks for a vocabulary from the training texts; without it, it is read.
/// Throws Error(Model) naming the file and all sizes that are out of bounds or do not divide one another.
UntrainedClip read_untrained_clip(const std::string& path);

/// Reads {"widths": [13 numbers], "hidden": H, "image_size": S}. Throws Error(Model) likewise. No classes are set.
UntrainedVgg16 read_untrained_vgg16(const std::string& path);

}  // namespace p8
