#include "p8/backends/libtorch/pretraining/initialisation.h"

#include <cmath>
#include <string>
#include <vector>

#include <ATen/Functions.h>
#include <torch/utils.h>

namespace p8::training {

namespace {

using torch::Tensor;

template <typename Draw>
void fill(Tensor& tensor, Draw draw) {
  std::vector<float> values(static_cast<std::size_t>(tensor.numel()));
  for (float& value : values) value = static_cast<float>(draw());
  tensor.copy_(at::tensor(at::ArrayRef<float>(values)).view(tensor.sizes()));
}

void fill_uniform(Tensor& tensor, double bound, Random& random) {
  fill(tensor, [&] { return (2.0 * random.uniform() - 1.0) * bound; });
}

/// Box and Muller 1958; of a pair, the first.
void fill_normal(Tensor& tensor, double deviation, Random& random) {
  const double circle = 2.0 * std::acos(-1.0);
  fill(tensor, [&] {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - random.uniform()));
    return deviation * radius * std::cos(circle * random.uniform());
  });
}

double inverse_root(std::int64_t size) { return 1.0 / std::sqrt(static_cast<double>(size)); }

/// As torch.nn's layers begin: weights and biases uniform in ±1/√in (He et al. 2015 with a = √5).
void fill_layers(torch::nn::Module& module, Random& random) {
  for (const auto& part : module.modules(/*include_self=*/false)) {
    if (auto* const linear = part->as<network::LinearImpl>()) {
      const double bound = inverse_root(linear->weight.size(1));
      fill_uniform(linear->weight, bound, random);
      fill_uniform(linear->bias, bound, random);
    } else if (auto* const convolution = part->as<network::ConvolutionImpl>()) {
      const double bound = inverse_root(convolution->weight[0].numel());
      fill_uniform(convolution->weight, bound, random);
      if (convolution->bias.defined()) fill_uniform(convolution->bias, bound, random);
    } else if (auto* const layer_norm = part->as<network::LayerNormImpl>()) {
      layer_norm->weight.fill_(1.0);
      layer_norm->bias.zero_();
    } else if (auto* const batch_norm = part->as<network::BatchNormImpl>()) {
      batch_norm->weight.fill_(1.0);
      batch_norm->bias.zero_();
      batch_norm->running_mean.zero_();
      batch_norm->running_var.fill_(1.0);
    }
  }
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}
bool begins_with(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

}  // namespace

void initialise(network::ClipVision& vision, Random& random) {
  const torch::NoGradGuard no_grad;
  fill_layers(vision, random);
  for (auto& parameter : vision.named_parameters()) {
    const std::string& name = parameter.key();
    Tensor& tensor = parameter.value();
    if (name == "class_embedding" || name == "positional_embedding") {
      fill_normal(tensor, inverse_root(tensor.size(-1)), random);
    } else if (name == "proj") {
      fill_normal(tensor, inverse_root(tensor.size(0)), random);
    } else if (ends_with(name, "attn.in_proj_weight")) {  // Glorot and Bengio 2010
      fill_uniform(tensor, std::sqrt(6.0) * inverse_root(tensor.size(0) + tensor.size(1)), random);
    } else if (ends_with(name, "attn.in_proj_bias") || ends_with(name, "attn.out_proj.bias")) {
      tensor.zero_();
    } else if (begins_with(name, "attnpool.") && tensor.dim() == 2) {
      fill_normal(tensor, inverse_root(tensor.size(1)), random);
    } else if (begins_with(name, "layer") && ends_with(name, "bn3.weight")) {
      tensor.zero_();  // a bottleneck begins as its shortcut
    }
  }
}

void initialise(network::ClipText& text, Random& random) {
  const torch::NoGradGuard no_grad;
  fill_layers(text, random);
  const auto layers = static_cast<std::int64_t>(text.layers());
  for (auto& parameter : text.named_parameters()) {
    const std::string& name = parameter.key();
    Tensor& tensor = parameter.value();
    if (name == "token_embedding.weight") {
      fill_normal(tensor, 0.02, random);
    } else if (name == "positional_embedding") {
      fill_normal(tensor, 0.01, random);
    } else if (name == "text_projection") {
      fill_normal(tensor, inverse_root(tensor.size(0)), random);
    } else if (ends_with(name, "attn.in_proj_weight")) {
      fill_normal(tensor, inverse_root(tensor.size(1)), random);
    } else if (ends_with(name, "attn.out_proj.weight")) {
      fill_normal(tensor, inverse_root(2 * layers * tensor.size(0)), random);
    } else if (ends_with(name, "mlp.c_fc.weight")) {
      fill_normal(tensor, inverse_root(2 * tensor.size(1)), random);
    } else if (ends_with(name, "mlp.c_proj.weight")) {
      fill_normal(tensor, inverse_root(2 * layers * tensor.size(0)), random);
    } else if (ends_with(name, "attn.in_proj_bias") || ends_with(name, "attn.out_proj.bias")) {
      tensor.zero_();
    }
  }
}

void initialise(network::Vgg16& vgg16, Random& random) {
  const torch::NoGradGuard no_grad;
  for (const auto& part : vgg16.modules(/*include_self=*/false)) {
    if (auto* const linear = part->as<network::LinearImpl>()) {
      fill_normal(linear->weight, 0.01, random);
      linear->bias.zero_();
    } else if (auto* const convolution = part->as<network::ConvolutionImpl>()) {
      const std::int64_t fan_out = convolution->weight.numel() / convolution->weight.size(1);
      fill_normal(convolution->weight, std::sqrt(2.0) * inverse_root(fan_out), random);
      convolution->bias.zero_();
    }
  }
}

}  // namespace p8::training
