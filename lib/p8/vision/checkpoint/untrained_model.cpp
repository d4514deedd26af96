#include "p8/vision/checkpoint/untrained_model.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "p8/vision/checkpoint/clip_configs.h"
#include "p8/vision/checkpoint/model_config.h"

namespace p8 {

namespace {

namespace fs = std::filesystem;

// What a file may ask for before memory is taken: a good deal more than the largest published CLIP.
constexpr std::size_t kWidest = 8192;
constexpr std::size_t kDeepest = 100;
constexpr std::size_t kLargestImage = 1024;
constexpr std::size_t kMaxParameters = 1'000'000'000;

constexpr std::size_t kMinTokens = 514;    // 256 bytes, the same at a word's end, two marks
constexpr std::size_t kVgg16Shrinks = 32;  // five poolings halve the image

/// Sizes that do not do, collected so that one message names them all.
class Misfits {
 public:
  void within(const std::string& what, std::size_t value, std::size_t least, std::size_t most) {
    if (value >= least && value <= most) return;
    add(text("{} is {}, expected {} to {}", "{} vaut {}, attendu de {} à {}", what, value, least, most));
  }
  /// @param why  what the divisor is.
  void multiple(const std::string& what, std::size_t value, std::size_t divisor, const char* why) {
    if (value % divisor == 0) return;
    add(text("{} is {}, expected a multiple of {} ({})", "{} vaut {}, attendu un multiple de {} ({})", what, value,
             divisor, why));
  }
  void throw_any(const std::string& name) const {
    if (misfits_.en.empty()) return;
    throw model_error("{0}: {1}", "{0} : {1}", name, misfits_);
  }

 private:
  void add(const Text& misfit) { append(misfits_, misfit, {"; ", " ; "}); }

  Text misfits_;
};

void check(const VisionTransformerShape& vision, std::size_t image_size, Misfits& misfits) {
  misfits.within("vision: width", vision.width, 1, kWidest);
  misfits.within("vision: layers", vision.layers, 1, kDeepest);
  misfits.within("vision: perceptron", vision.hidden, 1, 4 * kWidest);
  misfits.multiple("vision: width", vision.width, vision.heads, "heads");
  misfits.within("patch_size", vision.patch, 1, std::max<std::size_t>(1, image_size));
  misfits.multiple("image_size", image_size, vision.patch, "patch_size");
}

void check(const ModifiedResNetShape& vision, std::size_t image_size, Misfits& misfits) {
  misfits.within("vision: width", vision.width, 2, kWidest / 32);
  misfits.multiple("vision: width", vision.width, 2, "stem");
  for (const std::size_t layers : vision.layers) misfits.within("vision: layers", layers, 1, kDeepest);
  misfits.multiple("vision: 32 × width", 32 * vision.width, vision.heads, "heads");
  misfits.multiple("image_size", image_size, 32, "stride");
}

void check(const TextTransformerShape& text, Misfits& misfits) {
  misfits.within("text: context", text.context, 3, 1024);
  misfits.within("vocab_size", text.vocabulary, kMinTokens, std::size_t{1} << 20);
  misfits.within("text: width", text.width, 1, kWidest);
  misfits.within("text: layers", text.layers, 1, kDeepest);
  misfits.within("text: perceptron", text.hidden, 1, 4 * kWidest);
  misfits.multiple("text: width", text.width, text.heads, "heads");
}

void check_parameters(const TensorShapes& shapes, const std::string& name) {
  std::size_t parameters = 0;
  for (const auto& [tensor, shape] : shapes) parameters += *checked_count(shape);
  if (parameters <= kMaxParameters) return;
  throw model_error("{}: the model would have {} million parameters, more than {} million",
                    "{} : le modèle aurait {} millions de paramètres, plus que {} millions", name,
                    parameters / 1'000'000, kMaxParameters / 1'000'000);
}

bool learns_vocabulary(const ModelConfig& config) {
  const std::string vocabulary = config.word(config.root(), "vocabulary", "");
  if (vocabulary.empty() || vocabulary == "learn") return !vocabulary.empty();
  throw config.unsupported("\"vocabulary\": \"" + vocabulary + "\"");
}

Preprocessing hugging_face_preprocessing(const std::string& path, std::size_t image_size, UntrainedClip& model) {
  const std::string beside = (fs::path(path).parent_path() / "preprocessor_config.json").string();
  std::error_code ignored;
  if (!fs::exists(beside, ignored)) return clip_preprocessing(image_size);
  model.files.push_back(beside);
  return read_hugging_face_preprocessing(beside, image_size);
}

}  // namespace

bool is_configuration(const std::string& path) { return fs::path(path).extension() == ".json"; }

UntrainedClip read_untrained_clip(const std::string& path) {
  const ModelConfig config(path);
  const bool is_open_clip = config.root().contains("model_cfg") || config.root().contains("vision_cfg");
  if (!is_open_clip && !config.root().contains("text_config") && !config.root().contains("vision_config")) {
    throw model_error(
        "{}: expected a configuration of CLIP: Hugging Face's, with vision_config and text_config, or open_clip's, "
        "with model_cfg",
        "{} : une configuration de CLIP est attendue : celle de Hugging Face, avec vision_config et text_config, ou "
        "celle d'open_clip, avec model_cfg",
        config.name());
  }
  UntrainedClip model;
  model.files = {path};
  model.learns_vocabulary = learns_vocabulary(config);
  ClipArchitecture& clip = model.architecture;
  clip = is_open_clip ? read_open_clip_architecture(config)
                      : read_hugging_face_architecture(config, hugging_face_defaults());
  Misfits misfits;
  misfits.within(is_open_clip ? "embed_dim" : "projection_dim", clip.embedding, 1, kWidest);
  misfits.within("image_size", clip.image_size, 1, kLargestImage);
  std::visit([&](const auto& vision) { check(vision, clip.image_size, misfits); }, clip.vision);
  check(clip.text, misfits);
  misfits.throw_any(config.name());
  check_parameters(clip_tensor_shapes(clip), config.name());
  model.preprocessing = is_open_clip ? read_open_clip_preprocessing(path, clip.image_size)
                                     : hugging_face_preprocessing(path, clip.image_size, model);
  return model;
}

UntrainedVgg16 read_untrained_vgg16(const std::string& path) {
  const ModelConfig config(path);
  UntrainedVgg16 model;
  model.architecture.widths = config.counts(config.root(), "widths", std::size(kVgg16Convolutions));
  model.architecture.hidden = config.count(config.root(), "hidden", 4096);
  const std::size_t image_size = config.count(config.root(), "image_size", kVgg16ImageSize);
  Misfits misfits;
  for (const std::size_t width : model.architecture.widths) misfits.within("widths", width, 1, kWidest);
  misfits.within("hidden", model.architecture.hidden, 1, kWidest);
  misfits.within("image_size", image_size, kVgg16Shrinks, kLargestImage);
  misfits.throw_any(config.name());
  Vgg16Architecture with_class = model.architecture;
  with_class.classes = 1;
  check_parameters(vgg16_tensor_shapes(with_class), config.name());
  model.preprocessing = vgg16_preprocessing_at(image_size);
  return model;
}

}  // namespace p8
