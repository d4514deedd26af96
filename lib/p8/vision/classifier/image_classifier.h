#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/files/run_record.h"
#include "p8/vision/classifier/classifier_file.h"
#include "p8/vision/embedding/backbone.h"
#include "p8/vision/embedding/embedding_cache.h"
#include "p8/vision/embedding/encoder.h"
#include "p8/vision/embedding/prompts.h"

namespace p8 {

/// Probabilities (N, C), row-major, of embeddings (N, E).
using EmbeddingClassifier = std::function<std::vector<double>(const std::vector<float>& embeddings)>;

/// A classifier of photos, however it was made: an encoder, and what becomes of its embeddings.
struct ImageClassifier {
  std::string name;                  ///< "mlp · ViT-B/32"
  std::vector<std::string> classes;  ///< C names
  Preprocessing preprocessing;
  std::optional<TrainedDecoding> decoding;  ///< how its photos must be decoded; empty: not trained, as one likes
  bool resizes_first = false;               ///< without training: the model's own order, see DecodeOptions
  std::unique_ptr<ImageEncoder> image;
  EmbeddingClassifier probabilities;
  std::string encoder_identity;         ///< for the cache of embeddings: hash of the weights, precision, device
  std::string identity;                 ///< of all that its probabilities depend on but the photo
  std::string device;                   ///< "cpu" or "cuda"
  std::string precision;                ///< of the features that it was trained on; empty: not trained
  std::vector<RunRecord::Input> files;  ///< all that it was read from
  std::vector<Text> warnings = {};      ///< what whoever uses it should know, said once
};

/// Whether it is a directory that `p8 finetune` wrote.
bool is_trained_classifier(const std::string& path);

/// A classifier that `p8 finetune` trained.   @param backbone  where it has moved to.
/// Throws Error(Model) as read_classifier(), load_backbone() and require_same_backbone() do.
ImageClassifier open_trained_classifier(const std::string& directory, const std::optional<BackboneName>& backbone,
                                        const EncoderOptions& options);

/// How CLIP classifies without training: by sentences of the classes.
struct ZeroshotClasses {
  std::vector<std::string> classes;  ///< at least two
  ClassWording wording;
  std::optional<double> temperature;  ///< above 0; empty: the model's own
  std::string bpe;                    ///< OpenAI's vocabulary; empty: what lies in or beside the model
  EmbeddingCache* cache = nullptr;
};
/// Throws Error(Model) as load_clip_model() does; what class_sentences() throws.
ImageClassifier open_zeroshot_classifier(const std::string& path, const ZeroshotClasses& classes,
                                         const EncoderOptions& options);

}  // namespace p8
