#include "p8/backends/libtorch/training/gradient_cache.h"

#include <utility>

#include <ATen/Functions.h>
#include <torch/utils.h>

namespace p8::training {

CachedPass::CachedPass(Tensor rows, std::int64_t micro_batch, Forward forward)
    : parts_(even_parts(rows, micro_batch)), forward_(std::move(forward)) {
  if (!is_cached()) {
    outputs_ = forward_(rows, false);
    return;
  }
  std::vector<Tensor> outputs;
  {
    const torch::NoGradGuard no_grad;
    for (const Tensor& part : parts_) outputs.push_back(forward_(part, true));
    outputs_ = at::cat(outputs, 0);
  }
  outputs_.set_requires_grad(true);
}

void CachedPass::backward() const {
  if (!is_cached()) return;
  std::int64_t begin = 0;
  for (const Tensor& part : parts_) {
    forward_(part, false).backward(outputs_.grad().narrow(0, begin, part.size(0)));
    begin += part.size(0);
  }
}

std::vector<Tensor> even_parts(const Tensor& rows, std::int64_t most) {
  const std::int64_t count = rows.size(0), parts = (count + most - 1) / most;
  std::vector<Tensor> result;
  for (std::int64_t i = 0; i < parts; ++i) {
    const std::int64_t begin = count * i / parts, end = count * (i + 1) / parts;
    result.push_back(rows.narrow(0, begin, end - begin));
  }
  return result;
}

}  // namespace p8::training
