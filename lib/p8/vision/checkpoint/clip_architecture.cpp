#include "p8/vision/checkpoint/clip_architecture.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8 {

namespace {

constexpr std::size_t kHeadWidth = 64;

/// The size of one dimension. Throws Error(Model) where the tensor has not as many as that.
std::size_t dimension(const Checkpoint& checkpoint, const std::string& name, std::size_t index,
                      std::size_t dimensions) {
  const std::vector<std::int64_t> shape = checkpoint.at(name).shape();
  if (shape.size() != dimensions || shape[index] <= 0) {
    throw model_error("{}: tensor \"{}\" has {} dimensions, expected {} that are not empty",
                      "{} : le tenseur « {} » a {} dimensions, attendu {} non vides", checkpoint.name(), name,
                      shape.size(), dimensions);
  }
  return static_cast<std::size_t>(shape[index]);
}

std::size_t heads_of(std::size_t width) { return std::max<std::size_t>(1, width / kHeadWidth); }

/// The side of the grid of positions that has one more for the class (or the mean).
std::size_t grid_side(const Checkpoint& checkpoint, const std::string& positions) {
  const std::size_t count = dimension(checkpoint, positions, 0, 2);
  const auto side = static_cast<std::size_t>(std::lround(std::sqrt(static_cast<double>(count - 1))));
  if (count < 2 || side * side + 1 != count) {
    throw model_error("{}: tensor \"{}\" has {} positions, expected a square number and one",
                      "{} : le tenseur « {} » a {} positions, attendu un nombre carré plus un", checkpoint.name(),
                      positions, count);
  }
  return side;
}

std::size_t hidden_width(const Checkpoint& checkpoint, const std::string& transformer) {
  return dimension(checkpoint, transformer + ".resblocks.0.mlp.c_fc.weight", 0, 2);
}

class ShapeList {
 public:
  explicit ShapeList(TensorShapes& shapes) : shapes_(shapes) {}

  template <typename... Sizes>
  void add(const std::string& name, Sizes... sizes) {
    shapes_[name] = {static_cast<std::int64_t>(sizes)...};
  }
  void add_linear(const std::string& name, std::size_t out, std::size_t in) {
    add(name + ".weight", out, in);
    add(name + ".bias", out);
  }
  void add_norm(const std::string& name, std::size_t width) {
    add(name + ".weight", width);
    add(name + ".bias", width);
  }
  void add_batch_norm(const std::string& name, std::size_t width) {
    add_norm(name, width);
    add(name + ".running_mean", width);
    add(name + ".running_var", width);
  }
  void add_transformer(const std::string& name, std::size_t width, std::size_t hidden, std::size_t layers) {
    for (std::size_t i = 0; i < layers; ++i) {
      const std::string block = fmt::format("{}.resblocks.{}.", name, i);
      add(block + "attn.in_proj_weight", 3 * width, width);
      add(block + "attn.in_proj_bias", 3 * width);
      add_linear(block + "attn.out_proj", width, width);
      add_norm(block + "ln_1", width);
      add_linear(block + "mlp.c_fc", hidden, width);
      add_linear(block + "mlp.c_proj", width, hidden);
      add_norm(block + "ln_2", width);
    }
  }

 private:
  TensorShapes& shapes_;
};

void add_vision(ShapeList& list, const VisionTransformerShape& vision, const ClipArchitecture& clip) {
  const std::size_t grid = clip.image_size / vision.patch;
  list.add("visual.conv1.weight", vision.width, 3, vision.patch, vision.patch);
  list.add("visual.class_embedding", vision.width);
  list.add("visual.positional_embedding", grid * grid + 1, vision.width);
  list.add_norm("visual.ln_pre", vision.width);
  list.add_transformer("visual.transformer", vision.width, vision.hidden, vision.layers);
  list.add_norm("visual.ln_post", vision.width);
  list.add("visual.proj", vision.width, clip.embedding);
}

void add_vision(ShapeList& list, const ModifiedResNetShape& vision, const ClipArchitecture& clip) {
  const auto add_convolution = [&](const std::string& name, std::size_t number, std::size_t out, std::size_t in,
                                   std::size_t kernel) {
    list.add(fmt::format("{}conv{}.weight", name, number), out, in, kernel, kernel);
    list.add_batch_norm(fmt::format("{}bn{}", name, number), out);
  };
  const std::size_t width = vision.width;
  add_convolution("visual.", 1, width / 2, 3, 3);
  add_convolution("visual.", 2, width / 2, width / 2, 3);
  add_convolution("visual.", 3, width, width / 2, 3);
  std::size_t in = width;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const std::size_t planes = width << stage;
    for (std::size_t i = 0; i < vision.layers[stage]; ++i) {
      const std::string block = fmt::format("visual.layer{}.{}.", stage + 1, i);
      add_convolution(block, 1, planes, in, 1);
      add_convolution(block, 2, planes, planes, 3);
      add_convolution(block, 3, 4 * planes, planes, 1);
      if (i == 0) {
        list.add(block + "downsample.0.weight", 4 * planes, in, 1, 1);
        list.add_batch_norm(block + "downsample.1", 4 * planes);
      }
      in = 4 * planes;
    }
  }
  const std::size_t grid = clip.image_size / 32;
  list.add("visual.attnpool.positional_embedding", grid * grid + 1, in);
  for (const char* const name : {"k_proj", "q_proj", "v_proj"}) {
    list.add_linear(std::string("visual.attnpool.") + name, in, in);
  }
  list.add_linear("visual.attnpool.c_proj", clip.embedding, in);
}

VisionTransformerShape infer_transformer(const Checkpoint& checkpoint) {
  VisionTransformerShape shape;
  shape.width = dimension(checkpoint, "visual.conv1.weight", 0, 4);
  shape.patch = dimension(checkpoint, "visual.conv1.weight", 3, 4);
  shape.layers = count_layers(checkpoint, "visual.transformer.resblocks.");
  shape.heads = heads_of(shape.width);
  shape.hidden = hidden_width(checkpoint, "visual.transformer");
  return shape;
}

ModifiedResNetShape infer_resnet(const Checkpoint& checkpoint) {
  ModifiedResNetShape shape;
  shape.width = dimension(checkpoint, "visual.layer1.0.conv1.weight", 0, 4);
  for (std::size_t stage = 0; stage < 4; ++stage) {
    shape.layers[stage] = count_layers(checkpoint, fmt::format("visual.layer{}.", stage + 1));
  }
  shape.heads = heads_of(32 * shape.width);
  return shape;
}

/// The first tensor that begins so, for a message; of all where there is none.
std::string first_named(const Checkpoint& checkpoint, const std::string& prefix) {
  const auto& tensors = checkpoint.tensors();
  const auto found = tensors.lower_bound(prefix);
  const bool is_of_prefix = found != tensors.end() && found->first.compare(0, prefix.size(), prefix) == 0;
  return printable((is_of_prefix ? found : tensors.begin())->first);
}

std::string published_name(const VisionTransformerShape& vision, std::size_t image_size) {
  const char* size = vision.width == 768 && vision.layers == 12    ? "B"
                     : vision.width == 1024 && vision.layers == 24 ? "L"
                                                                   : nullptr;
  if (size == nullptr) {
    return fmt::format("ViT, width {}, {} layers, patches of {}", vision.width, vision.layers, vision.patch);
  }
  return fmt::format("ViT-{}/{}{}", size, vision.patch, image_size == 224 ? "" : fmt::format("@{}", image_size));
}

std::string published_name(const ModifiedResNetShape& vision, std::size_t) {
  struct Published {
    const char* name;
    std::size_t width;
    std::array<std::size_t, 4> layers;
  };
  constexpr Published kPublished[] = {{"RN50", 64, {3, 4, 6, 3}},
                                      {"RN101", 64, {3, 4, 23, 3}},
                                      {"RN50x4", 80, {4, 6, 10, 6}},
                                      {"RN50x16", 96, {6, 8, 18, 8}},
                                      {"RN50x64", 128, {3, 15, 36, 10}}};
  for (const Published& published : kPublished) {
    if (published.width == vision.width && published.layers == vision.layers) return published.name;
  }
  return fmt::format("ResNet, width {}, {} bottlenecks", vision.width,
                     vision.layers[0] + vision.layers[1] + vision.layers[2] + vision.layers[3]);
}

}  // namespace

ClipArchitecture infer_architecture(const Checkpoint& checkpoint) {
  ClipArchitecture clip;
  if (checkpoint.has("visual.proj")) {
    const VisionTransformerShape vision = infer_transformer(checkpoint);
    clip.image_size = vision.patch * grid_side(checkpoint, "visual.positional_embedding");
    clip.vision = vision;
  } else if (checkpoint.has("visual.layer1.0.conv1.weight")) {
    clip.vision = infer_resnet(checkpoint);
    clip.image_size = 32 * grid_side(checkpoint, "visual.attnpool.positional_embedding");
  } else {
    throw model_error(
        "{}: it has no image encoder that p8 knows: neither a vision transformer (visual.proj) nor OpenAI's ResNet "
        "(visual.layer1); it begins with {}",
        "{} : il n'a aucun encodeur d'images que p8 connaisse : ni vision transformer (visual.proj), ni ResNet "
        "d'OpenAI (visual.layer1) ; il commence par {}",
        checkpoint.name(), first_named(checkpoint, "visual."));
  }
  if (!checkpoint.has("token_embedding.weight")) {
    throw model_error(
        "{}: it has no text encoder that p8 knows: there is no token_embedding.weight; it begins with {}",
        "{} : il n'a aucun encodeur de textes que p8 connaisse : il n'y a pas de token_embedding.weight ; il commence "
        "par {}",
        checkpoint.name(), first_named(checkpoint, "transformer."));
  }
  clip.embedding = dimension(checkpoint, "text_projection", 1, 2);
  clip.text.context = dimension(checkpoint, "positional_embedding", 0, 2);
  clip.text.vocabulary = dimension(checkpoint, "token_embedding.weight", 0, 2);
  clip.text.width = dimension(checkpoint, "ln_final.weight", 0, 1);
  clip.text.layers = count_layers(checkpoint, "transformer.resblocks.");
  clip.text.heads = heads_of(clip.text.width);
  clip.text.hidden = hidden_width(checkpoint, "transformer");
  return clip;
}

TensorShapes clip_tensor_shapes(const ClipArchitecture& architecture) {
  TensorShapes shapes;
  ShapeList list(shapes);
  std::visit([&](const auto& vision) { add_vision(list, vision, architecture); }, architecture.vision);
  const TextTransformerShape& text = architecture.text;
  list.add("token_embedding.weight", text.vocabulary, text.width);
  list.add("positional_embedding", text.context, text.width);
  list.add_transformer("transformer", text.width, text.hidden, text.layers);
  list.add_norm("ln_final", text.width);
  list.add("text_projection", text.width, architecture.embedding);
  list.add("logit_scale");
  return shapes;
}

std::string architecture_name(const ClipArchitecture& architecture) {
  return std::visit([&](const auto& vision) { return published_name(vision, architecture.image_size); },
                    architecture.vision);
}

}  // namespace p8
