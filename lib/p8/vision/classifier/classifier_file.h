#pragma once

#include <optional>
#include <string>
#include <vector>

#include "p8/vision/classifier/head.h"
#include "p8/vision/embedding/backbone.h"
#include "p8/vision/image/decode_image.h"

namespace p8 {

constexpr const char* kClassifierFile = "classifier.json";
constexpr const char* kHeadFile = "head.safetensors";
constexpr const char* kTrainedFile = "backbone.safetensors";
constexpr int kClassifierFormat = 1;

/// How photos were decoded that a classifier was trained on, and how those must be that it is asked about.
struct TrainedDecoding {
  bool upright = false;  ///< turned as their Exif data say
  bool fast = false;
  Background background = Background::White;
  bool resizes_first = false;
  /// The classifier is of a p8 that wrote down the first only: it dropped transparency and made images RGB first, and
  /// `fast` is not known.
  bool is_assumed = false;
};

/// A trained classifier of photos: a backbone, which stays where it is, and a head.
struct Classifier {
  BackboneName backbone;
  std::string backbone_model;  ///< "ViT-B/32"
  std::string backbone_sha256;
  std::string precision;             ///< of the features the head was trained on
  std::vector<std::string> classes;  ///< C names
  Preprocessing preprocessing;
  TrainedDecoding decoding;
  /// SHA-256 of backbone.safetensors, the backbone's layers that were trained, where there are any.
  std::optional<std::string> trained_sha256;
  Head head;
  bool is_changed = false;  ///< classifier.json is not as p8 wrote it: its own SHA-256 does not fit
};

/// classifier.json: format, p8, backbone {kind, path, name, sha256}, precision, classes, preprocessing, upright,
/// fast_decode, background, order ("RGB first", "resize first"), weights {file, sha256}, head, and
/// classifier_sha256 of all these.
/// @param head_sha256  of head.safetensors as it was written.
std::string classifier_json(const Classifier& classifier, const std::string& head_sha256);

/// Reads classifier.json and head.safetensors of a directory of `p8 finetune`, also of versions that did not yet write
/// down all of TrainedDecoding. Throws Error(Model) naming the file
/// and field: not there, damaged (head.safetensors is not the one whose SHA-256 is noted, if one is), of another
/// format.
Classifier read_classifier(const std::string& directory);

/// The path of backbone.safetensors, or nothing where no layer was trained. Throws Error(Model) where it is not the
/// file that was written with the classifier.
std::string trained_file(const Classifier& classifier, const std::string& directory);

/// Throws Error(Model) where the backbone is not the one that the head was trained on.
void require_same_backbone(const Classifier& classifier, const Backbone& backbone);

/// (N, C) probabilities of photos with such features.   @param features  (N, E), as the encoder gives them.
std::vector<std::vector<double>> class_probabilities(const Head& head, const std::vector<float>& features, int threads);

}  // namespace p8
