#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "p8/vision/dataset/image_embeddings.h"
#include "p8/vision/dataset/image_set.h"
#include "p8/vision/dataset/split.h"

namespace p8 {

constexpr const char* kTrainingImagesFile = "photos.csv";

/// photos.csv of `p8 finetune`: image,part,sha256 of the file's bytes, in the set's order; photos that are not used are
/// left out.
/// @param items  (N) those of the set that could be read.   @param sha256  (N) of their files' bytes.
std::string training_images_csv(const ImageSet& set, const Split& split, const std::vector<std::size_t>& items,
                                const std::vector<std::string>& sha256);
inline std::string training_images_csv(const ImageSet& set, const Split& split, const EmbeddedImages& photos) {
  return training_images_csv(set, split, photos.items, photos.sha256);
}

/// The photos that a classifier was made with.
struct TrainingImages {
  /// By SHA-256, or by name; a photo that stands there several times has the earliest part.
  std::unordered_map<std::string, Part> part_of;
  bool by_content = true;  ///< false: only split.csv is there, which has names
};

/// Reads photos.csv, or split.csv where that is not there; nothing where neither is.
/// Throws Error(Model) naming file and row: other columns, a word that is no part.
std::optional<TrainingImages> read_training_images(const std::string& directory);

/// The same for a model that may lie in a directory of `p8 finetune`, or in a folder of one: nothing where neither it
/// nor the folder around it holds photos.csv and run.json.
std::optional<TrainingImages> images_of_model(const std::string& model);

/// (N) the part of each image that the classifier was made with; empty for those it does not know.
std::vector<std::optional<Part>> parts_in_training(const TrainingImages& training, const ImageSet& set,
                                                   const EmbeddedImages& images);

}  // namespace p8
