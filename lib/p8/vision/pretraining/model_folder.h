#pragma once

#include <string>
#include <vector>

#include "p8/vision/checkpoint/clip_architecture.h"
#include "p8/vision/classifier/training.h"
#include "p8/vision/image/preprocessing.h"
#include "p8/vision/tokenizer/byte_pairs.h"

// Whole models written as folders that open at once, here and in other programs.
namespace p8 {

/// In which numbers weights are stored. In halves, a tensor stays in floats where a number would become infinite, and
/// so do the statistics of batch normalisation: they are few, and variances need the range.
enum class SavedPrecision { Fp16, Fp32 };

/// The layout in which write_clip_folder() writes such a model: "Hugging Face", "open_clip".
const char* written_layout(const ClipArchitecture& clip);

/// A vision transformer as Hugging Face's CLIPModel (config.json, model.safetensors, preprocessor_config.json), a
/// modified ResNet as open_clip's (open_clip_config.json, open_clip_model.safetensors); vocab.json and merges.txt with
/// either. Returns the files' names. Throws Error(Output).
/// @param folder  is made where it is not there.   @param weights  all of clip_tensor_shapes(clip), OpenAI's names.
std::vector<std::string> write_clip_folder(const std::string& folder, const ClipArchitecture& clip,
                                           const Preprocessing& preprocessing, const std::vector<NamedTensor>& weights,
                                           const TokenVocabulary& vocabulary, SavedPrecision precision);

/// model.safetensors in torchvision's names, whose metadata say the image's size. Returns the file's name. Throws
/// Error(Output).
std::vector<std::string> write_vgg16_folder(const std::string& folder, const Preprocessing& preprocessing,
                                            const std::vector<NamedTensor>& weights, SavedPrecision precision);

}  // namespace p8
