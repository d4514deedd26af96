#include "p8/backends/libtorch/training/head_module.h"

#include <utility>

#include <ATen/Functions.h>

#include "p8/backends/libtorch/training/mixture_search.h"

namespace p8::training {

namespace {

bool is_tip(HeadKind kind) { return kind == HeadKind::Tip || kind == HeadKind::TipTrained; }

}  // namespace

Tensor floats(const std::vector<float>& values, std::size_t columns) {
  return at::tensor(at::ArrayRef<float>(values)).view({-1, static_cast<std::int64_t>(columns)});
}

Tensor integers(const std::vector<std::int64_t>& values) { return at::tensor(at::ArrayRef<std::int64_t>(values)); }

std::vector<float> values_of(const Tensor& tensor) {
  const Tensor whole = tensor.detach().to(torch::kCPU).contiguous();
  return {whole.data_ptr<float>(), whole.data_ptr<float>() + whole.numel()};
}

Tensor directions(const Tensor& x) { return x / (x * x).sum(-1, /*keepdim=*/true).clamp_min(1e-24).sqrt(); }

Task::Metrics metrics_of(const Tensor& logits, const Tensor& labels) {
  return {
      at::cross_entropy_loss(logits, labels).item<float>(),
      static_cast<double>(count_correct(logits, labels).item<std::int64_t>()) / static_cast<double>(labels.size(0))};
}

Tensor count_correct(const Tensor& logits, const Tensor& labels) { return logits.argmax(1).eq(labels).sum(); }

Error not_finite_features() {
  return data_error("the loss is not finite: the model gives numbers that are not finite for some photos",
                    "la perte n'est pas finie : le modèle donne des nombres non finis pour certaines photos");
}

HeadModule::HeadModule(Head start) : head_(std::move(start)) {
  const bool is_mlp = head_.kind == HeadKind::Mlp;
  output_weight_ = floats(head_.output_weight, is_mlp ? head_.hidden : head_.width);
  output_bias_ = at::tensor(at::ArrayRef<float>(head_.output_bias));
  if (is_mlp) {
    hidden_weight_ = floats(head_.hidden_weight, head_.width);
    hidden_bias_ = at::tensor(at::ArrayRef<float>(head_.hidden_bias));
  }
  if (is_tip(head_.kind)) {
    keys_ = floats(head_.keys, head_.width);
    values_ = floats(head_.values, head_.classes);
  }
  for (const Parameter& parameter : parameters()) parameter.tensor.set_requires_grad(true);
}

std::vector<Parameter> HeadModule::parameters() const {
  if (head_.kind == HeadKind::TipTrained) return {{"cache.keys", keys_}};
  if (head_.kind == HeadKind::Tip) return {};
  std::vector<Parameter> parameters = {{"output.weight", output_weight_}, {"output.bias", output_bias_}};
  if (head_.kind == HeadKind::Mlp) {
    parameters.push_back({"hidden.weight", hidden_weight_});
    parameters.push_back({"hidden.bias", hidden_bias_});
  }
  return parameters;
}

Tensor HeadModule::text_logits(const Tensor& x) const {
  return head_.scale * at::linear(x, output_weight_, output_bias_);
}

Tensor HeadModule::logits(const Tensor& x) const {
  if (head_.kind == HeadKind::Mlp) {
    return at::linear(at::relu(at::linear(x, hidden_weight_, hidden_bias_)), output_weight_, output_bias_);
  }
  if (!is_tip(head_.kind)) return text_logits(x);
  const Tensor affinities = at::linear(x, keys_);  // (B, M)
  return text_logits(x) + head_.alpha * at::matmul(((affinities - 1.0) * head_.beta).exp(), values_);
}

Head HeadModule::head() const {
  Head head = head_;
  head.output_weight = values_of(output_weight_);
  head.output_bias = values_of(output_bias_);
  if (hidden_weight_.defined()) head.hidden_weight = values_of(hidden_weight_);
  if (hidden_bias_.defined()) head.hidden_bias = values_of(hidden_bias_);
  if (keys_.defined()) head.keys = values_of(keys_);
  return head;
}

std::vector<std::string> HeadModule::search_mixture(const Tensor& x, const Tensor& labels) {
  const Mixture best = best_mixture(text_logits(x), at::linear(x, keys_), values_, labels);
  head_.alpha = best.alpha;
  head_.beta = best.beta;
  std::vector<std::string> at_limit;
  if (best.alpha_at_limit) at_limit.emplace_back("alpha");
  if (best.beta_at_limit) at_limit.emplace_back("beta");
  return at_limit;
}

}  // namespace p8::training
