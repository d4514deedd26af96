#include "p8/credit/shap/tree_shap.h"

#include <algorithm>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/credit/shap/shap_kernel.h"

namespace p8 {

namespace {

constexpr std::size_t kLanes = ShapKernel::kLanes;
constexpr std::uint32_t kMaxFeatures = 256;
constexpr std::size_t kMaxLevelPoints = std::size_t{1} << 16;    // levels * points; 25 MB of workspace
constexpr std::size_t kAccumulatorBytes = std::size_t{1} << 19;  // half of a usual L2 cache
constexpr std::size_t kMaxTiles = 8;
constexpr std::uint32_t kUnused = UINT32_MAX;

/// Numbers the features that some split uses, in their order; kUnused for the others.
std::vector<std::uint32_t> number_features(const Forest& forest, std::vector<std::size_t>& used) {
  std::vector<std::uint32_t> numbers(forest.features.size(), kUnused);
  for (const Tree& tree : forest.trees) {
    for (const TreeNode& node : tree.nodes) {
      if (!node.is_leaf()) numbers[static_cast<std::size_t>(node.feature)] = 0;
    }
  }
  for (std::size_t f = 0; f < numbers.size(); ++f) {
    if (numbers[f] == kUnused) continue;
    numbers[f] = static_cast<std::uint32_t>(used.size());
    used.push_back(f);
  }
  return numbers;
}

}  // namespace

TreeShap::TreeShap(const Forest& forest, const SplitCoder& coder, const std::string& name)
    : name_(printable(name)), columns_(coder.columns()), base_value_(forest.base_margin) {
  const std::vector<std::uint32_t> feature_numbers = number_features(forest, used_features_);
  for (std::size_t t = 0; t < forest.trees.size(); ++t) {
    base_value_ += expected_leaf(forest.trees[t]);
    plans_.push_back(plan_tree_shap(forest.trees[t], coder.tests(t), feature_numbers));
    const TreeShapPlan& plan = plans_.back();
    if (plan.most_features > kMaxFeatures || plan.steps.empty()) continue;
    if (quadratures_.size() <= plan.points()) quadratures_.resize(plan.points() + 1);
    Quadrature& quadrature = quadratures_[plan.points()];
    if (quadrature.points.empty()) quadrature = gauss_legendre(static_cast<int>(plan.points()));
  }
}

std::size_t TreeShap::tiles_at_once() const {
  const std::size_t tile_bytes = std::max<std::size_t>(used_features_.size(), 1) * SplitCoder::kRows * sizeof(double);
  return std::clamp<std::size_t>(kAccumulatorBytes / tile_bytes, 1, kMaxTiles);
}

void TreeShap::check_depth(std::size_t tree) const {
  const TreeShapPlan& plan = plans_[tree];
  if (plan.most_features <= kMaxFeatures && plan.depth * plan.points() <= kMaxLevelPoints) return;
  throw model_error(
      "{}: tree {}: too deep to explain: its longest path has {} splits and up to {} different features; at most {} "
      "features, and splits times features below {}, are supported",
      "{} : arbre {} : trop profond pour être expliqué : son plus long chemin compte {} séparations et jusqu'à {} "
      "variables différentes ; au plus {} variables, et séparations fois variables sous {}, sont pris en charge",
      name_, tree, plan.depth, plan.most_features, kMaxFeatures, 2 * kMaxLevelPoints);
}

void TreeShap::contributions(const std::uint8_t* codes, std::size_t rows, double* out, std::size_t stride) const {
  thread_local ShapKernel kernel;
  thread_local AlignedBuffer buffer;
  const std::size_t groups = (rows + kLanes - 1) / kLanes;
  const std::size_t group_size = used_features_.size() * kLanes;
  buffer.grow(groups * group_size * sizeof(double));
  double* accumulators = buffer.as<double>();
  std::fill_n(accumulators, groups * group_size, 0.0);
  for (std::size_t t = 0; t < plans_.size(); ++t) {
    if (plans_[t].steps.empty()) continue;
    check_depth(t);
    kernel.prepare(plans_[t], quadratures_[plans_[t].points()]);
    for (std::size_t g = 0; g < groups; ++g) {
      const std::size_t row = g * kLanes;
      const std::size_t tile = row / SplitCoder::kRows;
      const std::uint8_t* group_codes = codes + tile * columns_ * SplitCoder::kRows + row % SplitCoder::kRows;
      kernel.add(group_codes, accumulators + g * group_size);
    }
  }
  for (std::size_t u = 0; u < used_features_.size(); ++u) {
    double* feature_out = out + used_features_[u] * stride;
    for (std::size_t row = 0; row < rows; ++row) {
      feature_out[row] = accumulators[row / kLanes * group_size + u * kLanes + row % kLanes];
    }
  }
}

}  // namespace p8
