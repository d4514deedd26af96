#include "p8/backends/libtorch/training/mixture_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include <ATen/Functions.h>

#include "p8/backends/libtorch/training/head_module.h"

namespace p8::training {

namespace {

constexpr int kPerOctave = 4;            // steps of 19 %
constexpr int kGrowth = 2 * kPerOctave;  // steps by which the grid grows
constexpr int kLimit = 20 * kPerOctave;
constexpr double kMinGain = 1e-5;  // of the loss: less is rounding, and no reason to go on

/// One factor: 0, and 2^(k / kPerOctave) for k from first to last.
struct Axis {
  int first, last;
  int step;  // between neighbours
};

constexpr int kZero = std::numeric_limits<int>::min();

double factor(int k) { return k == kZero ? 0.0 : std::exp2(static_cast<double>(k) / kPerOctave); }

class MixtureSearch {
 public:
  MixtureSearch(const Tensor& texts, const Tensor& affinities, const Tensor& values, const Tensor& labels)
      : texts_(texts), affinities_(affinities), values_(values), labels_(labels) {}

  Mixture run() {
    consider(kZero, kZero, metrics_of(texts_, labels_));
    for (const int beta : betas()) try_alphas(beta, alphas_);
    while (grow_alphas() || grow_betas()) {
    }
    const auto is_at_limit = [](int k) { return k == kLimit || k == -kLimit; };
    return {factor(alpha_), factor(beta_), is_at_limit(alpha_), is_at_limit(beta_)};
  }

 private:
  std::vector<int> betas() const {
    std::vector<int> all = {kZero};
    for (int k = betas_.first; k <= betas_.last; k += betas_.step) all.push_back(k);
    return all;
  }

  void try_alphas(int beta, const Axis& alphas) {
    auto cached = caches_.find(beta);
    if (cached == caches_.end()) {
      const Tensor cache = at::matmul(((affinities_ - 1.0) * factor(beta)).exp(), values_);  // (N, C)
      cached = caches_.emplace(beta, cache).first;
    }
    for (int alpha = alphas.first; alpha <= alphas.last; alpha += alphas.step) {
      consider(alpha, beta, metrics_of(texts_ + factor(alpha) * cached->second, labels_));
    }
  }

  void consider(int alpha, int beta, const Task::Metrics& tried) {
    const bool is_better =
        tried.accuracy > best_.accuracy || (tried.accuracy == best_.accuracy && tried.loss < best_.loss - kMinGain);
    if (!is_better) return;
    best_ = tried;
    alpha_ = alpha;
    beta_ = beta;
  }

  /// The steps to add where the best lies on the axis' edge; none within it.
  static std::optional<Axis> growth(Axis& axis, int best) {
    if (best == axis.last && best < kLimit) {
      const Axis added = {best + axis.step, std::min(best + kGrowth, kLimit), axis.step};
      axis.last = added.last;
      return added;
    }
    if (best == axis.first && best > -kLimit) {
      const Axis added = {std::max(best - kGrowth, -kLimit), best - axis.step, axis.step};
      axis.first = added.first;
      return added;
    }
    return std::nullopt;
  }

  bool grow_alphas() {
    const std::optional<Axis> added = growth(alphas_, alpha_);
    if (!added) return false;
    for (const int beta : betas()) try_alphas(beta, *added);
    return true;
  }

  bool grow_betas() {
    const std::optional<Axis> added = growth(betas_, beta_);
    if (!added) return false;
    for (int beta = added->first; beta <= added->last; beta += added->step) try_alphas(beta, alphas_);
    return true;
  }

  const Tensor& texts_;
  const Tensor& affinities_;
  const Tensor& values_;
  const Tensor& labels_;
  Axis alphas_ = {-3 * kPerOctave, 2 * kPerOctave, 1};  // 1/8 to 4
  Axis betas_ = {-3 * kPerOctave, 3 * kPerOctave, 2};   // 1/8 to 8
  std::map<int, Tensor> caches_;                        // of the betas, (N, C)
  Task::Metrics best_{INFINITY, -1.0};
  int alpha_ = kZero, beta_ = kZero;
};

}  // namespace

Mixture best_mixture(const Tensor& texts, const Tensor& affinities, const Tensor& values, const Tensor& labels) {
  return MixtureSearch(texts, affinities, values, labels).run();
}

}  // namespace p8::training
