#include "p8/vision/embedding/backbone.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/core.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/files/finished_run.h"
#include "p8/vision/embedding/encoders.h"
#include "p8/vision/tokenizer/vocabulary_files.h"

namespace p8 {

namespace {

bool has_vocabulary(const std::string& path, const std::string& bpe) {
  const std::vector<std::string> files = vocabulary_files(path, bpe);
  std::error_code ignored;
  return std::all_of(files.begin(), files.end(),
                     [&](const std::string& file) { return std::filesystem::exists(file, ignored); });
}

/// The hash of one file, or of the lines "SHA-256" of several.
std::string digest_of_files(const std::vector<RunRecord::Input>& files) {
  std::string lines;
  std::size_t count = 0;
  for (const RunRecord::Input& file : files) {
    if (file.role != "model") continue;
    lines += file.digest.sha256 + "\n";
    ++count;
  }
  return count == 1 ? lines.substr(0, lines.size() - 1) : digest_of(lines).sha256;
}

std::size_t parameter_count(const Checkpoint& weights, const std::string& prefix) {
  std::size_t count = 0;
  for (const auto& [name, tensor] : weights.tensors()) {
    if (name.compare(0, prefix.size(), prefix) == 0) count += tensor.count();
  }
  return count;
}

/// The texts of a CLIP model, and its image encoder with them.
void load_reading_clip(const BackboneName& name, const BackboneOptions& options, Backbone& backbone) {
  ClipModel model = load_clip_model(name.path, options.bpe, options.encoder);
  backbone.image = std::move(model.encoders.image);
  backbone.identity = model.identity;
  backbone.device = model.encoders.device;
  backbone.files = model.files;
  backbone.tokenizer = std::move(model.tokenizer);
  backbone.text = std::move(model.encoders.text);
  backbone.temperature = model.encoders.temperature;
}

/// A CLIP model that sees, but cannot read: for lack of a vocabulary, or because its layers were trained.
void load_seeing_clip(const ClipCheckpoint& checkpoint, const BackboneOptions& options, Backbone& backbone) {
  ClipEncoders encoders = make_clip_encoders(checkpoint, options.encoder);
  backbone.image = std::move(encoders.image);
  backbone.device = encoders.device;
  backbone.identity = fmt::format("clip {} {} {}", name_of(options.encoder.precision), backbone.device,
                                  backbone.image->engine().library);
  for (const std::string& file : checkpoint.files) {
    backbone.files.push_back(model_input("model", file));
    backbone.identity += " " + backbone.files.back().digest.sha256;
  }
}

void load_clip(const BackboneName& name, const BackboneOptions& options, Backbone& backbone) {
  ClipCheckpoint checkpoint = open_clip_checkpoint(name.path);
  if (!options.trained.empty()) checkpoint.weights.replace(open_weights(options.trained));
  if (options.trained.empty() && (options.needs_texts || has_vocabulary(name.path, options.bpe))) {
    load_reading_clip(name, options, backbone);
  } else {
    load_seeing_clip(checkpoint, options, backbone);
  }
  if (options.frozen_features)
    backbone.image = torch_backend().frozen_features(checkpoint, *options.frozen_features, options.encoder);
  backbone.model = architecture_name(checkpoint.architecture);
  backbone.width = checkpoint.architecture.embedding;
  backbone.preprocessing = checkpoint.preprocessing;
  backbone.parameters = parameter_count(checkpoint.weights, "visual.");
  backbone.clip = std::move(checkpoint);
}

void load_vgg16(const BackboneName& name, const BackboneOptions& options, Backbone& backbone) {
  Vgg16Checkpoint checkpoint = open_vgg16_checkpoint(name.path);
  if (!options.trained.empty()) checkpoint.weights.replace(open_weights(options.trained));
  backbone.model = "VGG16";
  backbone.width = checkpoint.architecture.hidden;
  backbone.preprocessing = checkpoint.preprocessing;
  backbone.image = options.frozen_features
                       ? torch_backend().frozen_features(checkpoint, *options.frozen_features, options.encoder)
                       : make_vgg16_encoder(checkpoint, Vgg16Part::Penultimate, options.encoder);
  backbone.device = backbone.image->engine().device;
  backbone.files = {model_input("model", checkpoint.file)};
  backbone.identity = fmt::format("vgg16 penultimate {} {} {} {}", name_of(options.encoder.precision), backbone.device,
                                  backbone.image->engine().library, backbone.files.front().digest.sha256);
  backbone.parameters = parameter_count(checkpoint.weights, "") - parameter_count(checkpoint.weights, "classifier.6.");
  backbone.vgg16 = std::move(checkpoint);
}

}  // namespace

const char* name_of(BackboneKind kind) { return kind == BackboneKind::Clip ? "clip" : "vgg16"; }

BackboneName parse_backbone(const std::string& text) {
  for (const BackboneKind kind : {BackboneKind::Clip, BackboneKind::Vgg16}) {
    const std::string prefix = std::string(name_of(kind)) + ":";
    if (text.compare(0, prefix.size(), prefix) == 0 && text.size() > prefix.size()) {
      return {kind, text.substr(prefix.size())};
    }
  }
  throw usage_error("--backbone {}: expected clip:PATH or vgg16:PATH",
                    "--backbone {} : clip:CHEMIN ou vgg16:CHEMIN attendu", printable(text));
}

Backbone load_backbone(const BackboneName& name, const BackboneOptions& options) {
  Backbone backbone;
  backbone.name = name;
  if (name.kind == BackboneKind::Clip) {
    load_clip(name, options, backbone);
  } else {
    load_vgg16(name, options, backbone);
  }
  backbone.sha256 = digest_of_files(backbone.files);
  if (options.frozen_features) backbone.identity += fmt::format(" frozen_features {}", *options.frozen_features);
  if (!options.trained.empty()) backbone.identity += " trained " + digest_of_file(options.trained).sha256;
  return backbone;
}

}  // namespace p8
