#include "p8/backends/libtorch/networks/load.h"

#include <cassert>

#include <c10/core/InferenceMode.h>
#include <torch/utils.h>

namespace p8::network {

namespace {

void copy(Tensor& target, const CheckpointTensor& tensor) {
  assert(target.sizes() == torch::IntArrayRef(tensor.shape()) && target.is_contiguous());
  tensor.to_float(target.data_ptr<float>());
}

}  // namespace

void copy_weights(torch::nn::Module& module, const Checkpoint& checkpoint, const std::string& prefix) {
  const torch::NoGradGuard no_grad;
  for (auto& parameter : module.named_parameters()) {
    copy(parameter.value(), checkpoint.at(prefix + parameter.key()));
    checkpoint.release_memory();
  }
  for (auto& buffer : module.named_buffers()) copy(buffer.value(), checkpoint.at(prefix + buffer.key()));
}

Clip load_clip(const ClipCheckpoint& checkpoint) {
  Clip clip;
  clip.vision = make_clip_vision(checkpoint.architecture);
  clip.text = std::make_shared<ClipText>(checkpoint.architecture);
  copy_weights(*clip.vision, checkpoint.weights, "visual.");
  copy_weights(*clip.text, checkpoint.weights, "");
  float logit_scale = 0.0F;
  checkpoint.weights.at("logit_scale").to_float(&logit_scale);
  clip.logit_scale = static_cast<double>(logit_scale);
  clip.vision->eval();
  clip.text->eval();
  return clip;
}

std::shared_ptr<Vgg16> load_vgg16(const Vgg16Checkpoint& checkpoint) {
  auto vgg16 = std::make_shared<Vgg16>(checkpoint.architecture);
  copy_weights(*vgg16, checkpoint.weights, "");
  vgg16->eval();
  return vgg16;
}

}  // namespace p8::network
