#include "p8/backends/libtorch/pretraining/initialisation.h"

#include <cmath>
#include <string>

#include <ATen/Functions.h>
#include <doctest/doctest.h>

namespace p8::training {

namespace {

using torch::Tensor;

Tensor find(const torch::nn::Module& module, const std::string& name) {
  const auto parameters = module.named_parameters();
  REQUIRE(parameters.contains(name));
  return parameters[name].detach();
}

double deviation(const Tensor& tensor) { return static_cast<double>(tensor.std().item<float>()); }
double largest(const Tensor& tensor) { return static_cast<double>(tensor.abs().max().item<float>()); }

ClipArchitecture small_clip() {
  ClipArchitecture clip;
  clip.embedding = 64;
  clip.image_size = 64;
  clip.vision = VisionTransformerShape{128, 2, 2, 512, 16};
  clip.text = {16, 500, 64, 2, 1, 256};
  return clip;
}

}  // namespace

TEST_CASE("CLIP begins with the deviations that OpenAI's training begins with") {
  ClipArchitecture clip = small_clip();
  Random random(1);
  const auto vision = network::make_clip_vision(clip);
  network::ClipText text(clip);
  initialise(*vision, random);
  initialise(text, random);
  const std::string block = "transformer.resblocks.1.";
  CHECK(deviation(find(text, "token_embedding.weight")) == doctest::Approx(0.02).epsilon(0.05));
  CHECK(deviation(find(text, "positional_embedding")) == doctest::Approx(0.01).epsilon(0.1));
  CHECK(deviation(find(text, "text_projection")) == doctest::Approx(0.125).epsilon(0.05));
  CHECK(deviation(find(text, block + "attn.in_proj_weight")) == doctest::Approx(0.125).epsilon(0.05));
  CHECK(deviation(find(text, block + "attn.out_proj.weight")) == doctest::Approx(0.0625).epsilon(0.05));
  CHECK(deviation(find(text, block + "mlp.c_fc.weight")) == doctest::Approx(std::sqrt(1.0 / 128)).epsilon(0.05));
  CHECK(deviation(find(text, block + "mlp.c_proj.weight")) == doctest::Approx(0.0625).epsilon(0.05));
  CHECK(largest(find(text, block + "attn.in_proj_bias")) == 0.0);
  CHECK(largest(find(text, "ln_final.weight") - 1.0) == 0.0);
  CHECK(deviation(find(*vision, "proj")) == doctest::Approx(std::sqrt(1.0 / 128)).epsilon(0.05));
  CHECK(largest(find(*vision, "conv1.weight")) == doctest::Approx(std::sqrt(1.0 / 768)).epsilon(0.01));
  CHECK(largest(find(*vision, block + "attn.in_proj_weight")) == doctest::Approx(std::sqrt(6.0 / 512)).epsilon(0.01));

  clip.vision = ModifiedResNetShape{8, {1, 1, 1, 1}, 4};
  const auto resnet = network::make_clip_vision(clip);
  initialise(*resnet, random);
  CHECK(deviation(find(*resnet, "attnpool.c_proj.weight")) == doctest::Approx(1.0 / 16).epsilon(0.05));
  CHECK(largest(find(*resnet, "layer2.0.bn3.weight")) == 0.0);
  CHECK(largest(find(*resnet, "bn3.weight") - 1.0) == 0.0);
  CHECK(std::exp(kFirstLogitScale) == doctest::Approx(1.0 / 0.07));
  CHECK(std::exp(kMaxLogitScale) == doctest::Approx(100.0));
}

TEST_CASE("VGG16 begins as torchvision's does, and a seed gives the same weights each time") {
  const Vgg16Architecture shape = {std::vector<std::size_t>(13, 16), 64, 10};
  network::Vgg16 vgg16(shape), again(shape);
  Random random(2), same(2);
  initialise(vgg16, random);
  initialise(again, same);
  CHECK(deviation(find(vgg16, "features.28.weight")) == doctest::Approx(std::sqrt(2.0 / (16 * 9))).epsilon(0.05));
  CHECK(deviation(find(vgg16, "classifier.0.weight")) == doctest::Approx(0.01).epsilon(0.05));
  CHECK(largest(find(vgg16, "classifier.6.bias")) == 0.0);
  for (const auto& parameter : vgg16.named_parameters()) {
    CHECK(at::equal(parameter.value(), find(again, parameter.key())));
  }
}

}  // namespace p8::training
