#include "support/golden_weights.h"

#include <doctest/doctest.h>

#include "support/run.h"
#include "support/shared.h"
#include "support/temporary.h"

namespace p8::test {

namespace {

std::string n(int number) { return std::to_string(number); }

void add_linear(Shapes& shapes, const std::string& name, std::int64_t out, std::int64_t in) {
  shapes[name + ".weight"] = {out, in};
  shapes[name + ".bias"] = {out};
}

void add_norm(Shapes& shapes, const std::string& name, std::int64_t width) {
  shapes[name + ".weight"] = shapes[name + ".bias"] = {width};
}

void add_batch_norm(Shapes& shapes, const std::string& name, std::int64_t width) {
  add_norm(shapes, name, width);
  shapes[name + ".running_mean"] = shapes[name + ".running_var"] = {width};
  shapes[name + ".num_batches_tracked"] = {};
}

void add_openai_blocks(Shapes& shapes, const std::string& tower, std::int64_t width) {
  for (int layer = 0; layer < 2; ++layer) {
    const std::string block = tower + ".resblocks." + n(layer);
    shapes[block + ".attn.in_proj_weight"] = {3 * width, width};
    shapes[block + ".attn.in_proj_bias"] = {3 * width};
    add_linear(shapes, block + ".attn.out_proj", width, width);
    add_norm(shapes, block + ".ln_1", width);
    add_norm(shapes, block + ".ln_2", width);
    add_linear(shapes, block + ".mlp.c_fc", 4 * width, width);
    add_linear(shapes, block + ".mlp.c_proj", width, 4 * width);
  }
}

void add_openai_text(Shapes& shapes, std::int64_t embedding) {
  shapes["positional_embedding"] = {77, 64};
  shapes["text_projection"] = {64, embedding};
  shapes["token_embedding.weight"] = {49408, 64};
  shapes["logit_scale"] = {};
  add_norm(shapes, "ln_final", 64);
  add_openai_blocks(shapes, "transformer", 64);
}

void add_hugging_face_blocks(Shapes& shapes, const std::string& tower, std::int64_t width) {
  for (int layer = 0; layer < 2; ++layer) {
    const std::string block = tower + ".encoder.layers." + n(layer);
    for (const char* projection : {"q_proj", "k_proj", "v_proj", "out_proj"}) {
      add_linear(shapes, block + ".self_attn." + projection, width, width);
    }
    add_norm(shapes, block + ".layer_norm1", width);
    add_norm(shapes, block + ".layer_norm2", width);
    add_linear(shapes, block + ".mlp.fc1", 4 * width, width);
    add_linear(shapes, block + ".mlp.fc2", width, 4 * width);
  }
}

/// A bottleneck block with a downsampling branch.
void add_bottleneck(Shapes& shapes, const std::string& name, std::int64_t in, std::int64_t width) {
  shapes[name + ".conv1.weight"] = {width, in, 1, 1};
  shapes[name + ".conv2.weight"] = {width, width, 3, 3};
  shapes[name + ".conv3.weight"] = {4 * width, width, 1, 1};
  shapes[name + ".downsample.0.weight"] = {4 * width, in, 1, 1};
  add_batch_norm(shapes, name + ".bn1", width);
  add_batch_norm(shapes, name + ".bn2", width);
  add_batch_norm(shapes, name + ".bn3", 4 * width);
  add_batch_norm(shapes, name + ".downsample.1", 4 * width);
}

}  // namespace

std::string golden_weights(const std::string& name) {
  const std::string archive = shared_file("golden/vision/weights.tar.xz");
  static const TemporaryDirectory directory;
  static const Outcome unpacked = run_shell("cd '" + directory.path() + "' && cmake -E tar xf '" + archive + "'");
  REQUIRE_MESSAGE(unpacked.exit_code == 0, unpacked.error);
  return directory.file("weights/" + name);
}

Shapes openai_shapes() {
  Shapes shapes;
  add_openai_text(shapes, 64);
  shapes["visual.conv1.weight"] = {128, 3, 16, 16};
  shapes["visual.class_embedding"] = {128};
  shapes["visual.positional_embedding"] = {17, 128};
  shapes["visual.proj"] = {128, 64};
  add_norm(shapes, "visual.ln_pre", 128);
  add_norm(shapes, "visual.ln_post", 128);
  add_openai_blocks(shapes, "visual.transformer", 128);
  return shapes;
}

Shapes hugging_face_shapes(bool with_position_ids) {
  Shapes shapes;
  shapes["logit_scale"] = {};
  shapes["text_projection.weight"] = {64, 64};
  shapes["visual_projection.weight"] = {64, 128};
  shapes["text_model.embeddings.token_embedding.weight"] = {49408, 64};
  shapes["text_model.embeddings.position_embedding.weight"] = {77, 64};
  shapes["vision_model.embeddings.class_embedding"] = {128};
  shapes["vision_model.embeddings.patch_embedding.weight"] = {128, 3, 16, 16};
  shapes["vision_model.embeddings.position_embedding.weight"] = {17, 128};
  if (with_position_ids) {
    shapes["text_model.embeddings.position_ids"] = {1, 77};
    shapes["vision_model.embeddings.position_ids"] = {1, 17};
  }
  add_norm(shapes, "text_model.final_layer_norm", 64);
  add_norm(shapes, "vision_model.pre_layrnorm", 128);
  add_norm(shapes, "vision_model.post_layernorm", 128);
  add_hugging_face_blocks(shapes, "text_model", 64);
  add_hugging_face_blocks(shapes, "vision_model", 128);
  return shapes;
}

Shapes vgg_shapes() {
  Shapes shapes;
  const std::vector<std::pair<int, std::int64_t>> convolutions{{0, 8},   {2, 8},   {5, 16},  {7, 16},  {10, 32},
                                                               {12, 32}, {14, 32}, {17, 64}, {19, 64}, {21, 64},
                                                               {24, 64}, {26, 64}, {28, 64}};
  std::int64_t in = 3;
  for (const auto& [place, out] : convolutions) {
    shapes["features." + n(place) + ".weight"] = {out, in, 3, 3};
    shapes["features." + n(place) + ".bias"] = {out};
    in = out;
  }
  add_linear(shapes, "classifier.0", 256, 64 * 7 * 7);
  add_linear(shapes, "classifier.3", 256, 256);
  add_linear(shapes, "classifier.6", 10, 256);
  return shapes;
}

Shapes resnet_shapes() {
  Shapes shapes;
  add_openai_text(shapes, 48);
  shapes["visual.conv1.weight"] = {8, 3, 3, 3};
  shapes["visual.conv2.weight"] = {8, 8, 3, 3};
  shapes["visual.conv3.weight"] = {16, 8, 3, 3};
  add_batch_norm(shapes, "visual.bn1", 8);
  add_batch_norm(shapes, "visual.bn2", 8);
  add_batch_norm(shapes, "visual.bn3", 16);
  add_bottleneck(shapes, "visual.layer1.0", 16, 16);
  add_bottleneck(shapes, "visual.layer2.0", 64, 32);
  add_bottleneck(shapes, "visual.layer3.0", 128, 64);
  add_bottleneck(shapes, "visual.layer4.0", 256, 128);
  shapes["visual.attnpool.positional_embedding"] = {5, 512};
  for (const char* projection : {"q_proj", "k_proj", "v_proj"}) {
    add_linear(shapes, std::string("visual.attnpool.") + projection, 512, 512);
  }
  add_linear(shapes, "visual.attnpool.c_proj", 48, 512);
  return shapes;
}

}  // namespace p8::test
