#include "p8/vision/classifier/head.h"

#include <algorithm>
#include <cmath>

#include "p8/base/parallel.h"
#include "p8/vision/embedding/similarity.h"

namespace p8 {

namespace {

struct KindName {
  HeadKind kind;
  const char* name;
};
constexpr KindName kKinds[] = {{HeadKind::Mlp, "mlp"},   {HeadKind::Linear, "linear"},
                               {HeadKind::Text, "text"}, {HeadKind::Logistic, "logistic"},
                               {HeadKind::Tip, "tip"},   {HeadKind::TipTrained, "tip-f"}};

/// out[i] = row i of `weight` · x + bias[i].
void linear(const std::vector<float>& weight, const std::vector<float>& bias, const float* x, std::size_t in,
            double* out) {
  for (std::size_t i = 0; i < bias.size(); ++i) {
    out[i] = cosine(weight.data() + i * in, x, in) + static_cast<double>(bias[i]);
  }
}

void mlp(const Head& head, const float* x, double* logits) {
  std::vector<double> sums(head.hidden);
  linear(head.hidden_weight, head.hidden_bias, x, head.width, sums.data());
  std::vector<float> hidden;
  for (const double sum : sums) hidden.push_back(static_cast<float>(std::max(0.0, sum)));
  linear(head.output_weight, head.output_bias, hidden.data(), head.hidden, logits);
}

/// α exp(-β (1 - K x)) V (Zhang et al. 2022, equation 5).
void add_cache(const Head& head, const float* x, double* logits) {
  for (std::size_t m = 0; m < head.cached(); ++m) {
    const double affinity = cosine(head.keys.data() + m * head.width, x, head.width);
    const double weight = head.alpha * std::exp(-head.beta * (1.0 - affinity));
    for (std::size_t c = 0; c < head.classes; ++c) {
      logits[c] += weight * static_cast<double>(head.values[m * head.classes + c]);
    }
  }
}

void logits_of(const Head& head, const float* feature, double* logits) {
  std::vector<float> x(feature, feature + head.width);
  if (head.unit_features) x = unit_vectors(x, head.width).values;
  if (head.kind == HeadKind::Mlp) {
    mlp(head, x.data(), logits);
    return;
  }
  linear(head.output_weight, head.output_bias, x.data(), head.width, logits);
  for (std::size_t c = 0; c < head.classes; ++c) logits[c] *= head.scale;
  add_cache(head, x.data(), logits);
}

}  // namespace

const char* name_of(HeadKind kind) {
  const auto found = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& k) { return k.kind == kind; });
  return found->name;
}

std::optional<HeadKind> head_kind(const std::string& name) {
  for (const KindName& kind : kKinds) {
    if (name == kind.name) return kind.kind;
  }
  return std::nullopt;
}

std::vector<std::string> head_names() {
  std::vector<std::string> names;
  for (const KindName& kind : kKinds) names.emplace_back(kind.name);
  return names;
}

std::size_t Head::parameters() const {
  switch (kind) {
    case HeadKind::Tip:
      return 0;
    case HeadKind::TipTrained:
      return keys.size();
    default:
      return hidden_weight.size() + hidden_bias.size() + output_weight.size() + output_bias.size();
  }
}

std::vector<double> head_logits(const Head& head, const std::vector<float>& features, int threads) {
  const std::size_t rows = features.size() / head.width;
  std::vector<double> logits(rows * head.classes);
  parallel_for(rows, threads, [&](std::size_t row) {
    logits_of(head, features.data() + row * head.width, logits.data() + row * head.classes);
  });
  return logits;
}

std::vector<double> head_probabilities(const double* logits, std::size_t classes) {
  return softmax(logits, classes, 1.0);
}

}  // namespace p8
