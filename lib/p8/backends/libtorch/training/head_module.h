#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/backends/libtorch/training/trainer.h"
#include "p8/base/error.h"
#include "p8/vision/classifier/head.h"

namespace p8::training {

/// A (N, columns) tensor with a copy of the values.
Tensor floats(const std::vector<float>& values, std::size_t columns);
Tensor integers(const std::vector<std::int64_t>& values);
/// The numbers in the order of the dimensions, wherever and however the tensor lies.
std::vector<float> values_of(const Tensor& tensor);

/// Rows divided by their length; a row of zeros stays zeros.
Tensor directions(const Tensor& x);

/// Log loss and accuracy of (N, C) logits.
Task::Metrics metrics_of(const Tensor& logits, const Tensor& labels);
/// How many rows are classified right, where the logits are.
Tensor count_correct(const Tensor& logits, const Tensor& labels);

/// The features give no finite loss.
Error not_finite_features();

/// A head whose weights are tensors.
class HeadModule {
 public:
  explicit HeadModule(Head start);

  /// What training changes; nothing for tip.
  std::vector<Parameter> parameters() const;
  /// (B, E) → (B, C).   @param x  as the head takes it: directions where it works on these.
  Tensor logits(const Tensor& x) const;
  const Head& description() const { return head_; }  ///< kind, sizes, factors; its weights are those of the start
  /// The head with the weights as they are.
  Head head() const;

  /// Sets α and β to the best mixture for these rows; what stopped at its limit. See best_mixture().
  std::vector<std::string> search_mixture(const Tensor& x, const Tensor& labels);

 private:
  Tensor text_logits(const Tensor& x) const;

  Head head_;
  Tensor hidden_weight_, hidden_bias_, output_weight_, output_bias_, keys_, values_;
};

}  // namespace p8::training
