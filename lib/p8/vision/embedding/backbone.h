#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "p8/files/run_record.h"
#include "p8/vision/embedding/clip_model.h"
#include "p8/vision/embedding/torch_backend.h"

namespace p8 {

enum class BackboneKind { Clip, Vgg16 };

/// "clip", "vgg16".
const char* name_of(BackboneKind kind);

/// An encoder's kind and where it lies: "clip:models/ViT-B-32.pt".
struct BackboneName {
  BackboneKind kind = BackboneKind::Clip;
  std::string path;
};

/// Throws Error(Usage) unless the text is clip:PATH or vgg16:PATH.
BackboneName parse_backbone(const std::string& text);

/// An image encoder on whose features heads are trained.
struct Backbone {
  BackboneName name;
  std::string model;  ///< "ViT-B/32", "VGG16"
  Preprocessing preprocessing;
  std::unique_ptr<ImageEncoder> image;  ///< VGG16: the classifier up to its second hidden layer; or the frozen layers
  std::size_t width = 0;                ///< E, of the whole encoder's features
  std::string identity;                 ///< for the cache: hash of the weights, precision, device
  std::string device;                   ///< "cpu" or "cuda"
  std::size_t parameters = 0;           ///< of the image encoder
  std::vector<RunRecord::Input> files;  ///< weights and configurations; CLIP's vocabulary last, where there is one
  std::string sha256;                   ///< of the weights and configurations: the file's own where there is one file
  // What trainings of the backbone's own layers read:
  std::optional<ClipCheckpoint> clip;
  std::optional<Vgg16Checkpoint> vgg16;
  // CLIP that can read texts:
  std::optional<Tokenizer> tokenizer;
  std::unique_ptr<TextEncoder> text;
  double temperature = 0.01;
};

struct BackboneOptions {
  std::string bpe;           ///< OpenAI's vocabulary file; empty: what lies in or beside the model
  bool needs_texts = false;  ///< whether CLIP's vocabulary must be there; otherwise it is used where it is
  std::optional<std::size_t>
      frozen_features;  ///< encode with all but so many last layers, see TorchBackend::frozen_features
  std::string trained;  ///< a file of trained tensors that replace the model's; empty: none
  EncoderOptions encoder;
};

/// Throws Error(Model); Error(Usage) for a precision, device or number of layers that is not there.
Backbone load_backbone(const BackboneName& name, const BackboneOptions& options);

}  // namespace p8
