#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <torch/types.h>

namespace p8::training {

using torch::Tensor;

/// One network's part in a loss that is not a sum over rows: all rows' outputs are needed at once, but activations of
/// no more than `micro_batch` rows are ever held (Gao et al. 2021, section 3.2). The network runs without a graph
/// first; once the loss has left its gradient at the outputs, it runs again, a micro-batch at a time, with one. Few
/// rows pass once, as usual.
class CachedPass {
 public:
  /// (b, …) → (b, E).   @param first  the result is only looked at: nothing that training keeps may change.
  using Forward = std::function<Tensor(const Tensor& rows, bool first)>;

  CachedPass(Tensor rows, std::int64_t micro_batch, Forward forward);

  /// (B, E): what the loss is computed of.
  const Tensor& outputs() const { return outputs_; }
  bool is_cached() const { return parts_.size() > 1; }
  /// Where it is cached: adds to the parameters' gradients what the loss's backward left at the outputs.
  void backward() const;

 private:
  std::vector<Tensor> parts_;
  Forward forward_;
  Tensor outputs_;
};

/// The rows in parts of nearly equal size, none above `most`.
std::vector<Tensor> even_parts(const Tensor& rows, std::int64_t most);

}  // namespace p8::training
