#include "p8/vision/backbone.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include "p8/core/error.h"
#include "p8/core/file.h"
#include "p8/core/log.h"
#include "p8/vision/text/vocabulary_files.h"

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

/// A CLIP model whose vocabulary is not there: it sees, but cannot read.
Backbone load_blind_clip(const BackboneName& name, const EncoderOptions& options) {
  const ClipCheckpoint checkpoint = open_clip_checkpoint(name.path);
  ClipEncoders encoders = vision_module().clip(checkpoint, options);
  Backbone backbone;
  backbone.model = architecture_name(checkpoint.architecture);
  backbone.preprocessing = checkpoint.preprocessing;
  backbone.image = std::move(encoders.image);
  backbone.device = encoders.device;
  backbone.identity = fmt::format("clip {} {}", name_of(options.precision), backbone.device);
  for (const std::string& file : checkpoint.files) {
    backbone.files.push_back({"model", file, digest_of_file(file)});
    backbone.identity += " " + backbone.files.back().digest.sha256;
  }
  return backbone;
}

Backbone load_clip(const BackboneName& name, const std::string& bpe, bool needs_texts, const EncoderOptions& options) {
  if (!needs_texts && !has_vocabulary(name.path, bpe)) return load_blind_clip(name, options);
  ClipModel model = load_clip_model(name.path, bpe, options);
  Backbone backbone;
  backbone.model = model.name;
  backbone.preprocessing = model.preprocessing;
  backbone.image = std::move(model.encoders.image);
  backbone.identity = model.identity;
  backbone.device = model.encoders.device;
  backbone.files = model.files;
  backbone.tokenizer = std::move(model.tokenizer);
  backbone.text = std::move(model.encoders.text);
  backbone.temperature = model.encoders.temperature;
  return backbone;
}

Backbone load_vgg16(const BackboneName& name, const EncoderOptions& options) {
  const Vgg16Checkpoint checkpoint = open_vgg16_checkpoint(name.path);
  Backbone backbone;
  backbone.model = "VGG16";
  backbone.preprocessing = checkpoint.preprocessing;
  backbone.image = vision_module().vgg16(checkpoint, Vgg16Part::Penultimate, options);
  backbone.device = options.device == "cuda" ? "cuda" : "cpu";
  backbone.files = {{"model", name.path, digest_of_file(name.path)}};
  backbone.identity = fmt::format("vgg16 penultimate {} {} {}", name_of(options.precision), options.device,
                                  backbone.files.front().digest.sha256);
  backbone.parameters = parameter_count(checkpoint.weights, "") - parameter_count(checkpoint.weights, "classifier.6.");
  return backbone;
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

Backbone load_backbone(const BackboneName& name, const std::string& bpe, bool needs_texts,
                       const EncoderOptions& options) {
  Backbone backbone =
      name.kind == BackboneKind::Clip ? load_clip(name, bpe, needs_texts, options) : load_vgg16(name, options);
  backbone.name = name;
  backbone.sha256 = digest_of_files(backbone.files);
  if (name.kind == BackboneKind::Clip) {
    backbone.parameters = parameter_count(open_clip_checkpoint(name.path).weights, "visual.");
  }
  return backbone;
}

}  // namespace p8
