#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "p8/vision/weights/weight_file.h"

namespace p8 {

/// How a kind of model is found in a file: tensors that it has and nothing else has. Training programs save models
/// inside of dictionaries and wrappers ("state_dict.module.visual.proj"), with the state of the optimizer beside them.
struct ModelAnchors {
  const char* kind;                                         ///< "CLIP"
  std::vector<std::vector<std::string_view>> alternatives;  ///< of a whole model: one name of each list
};

/// The tensors of the one model of that kind in a file, by the names that its network has: without what stands before
/// them, and without the parts that wrappers put between ("module", "_orig_mod", …). Where no model is whole, those of
/// the one that has any of the anchors, so that what it lacks can be named.
/// Throws Error(Model) that names the dictionaries of the file where it holds several models of that kind, or none.
std::vector<std::pair<std::string, StoredTensor>> model_tensors(const WeightFile& file, const ModelAnchors& anchors);

/// What a file's tensors stand under, for a message: "optimizer.state (12), state_dict.module.visual (60), …".
std::string named_groups(const WeightFile& file);

}  // namespace p8
