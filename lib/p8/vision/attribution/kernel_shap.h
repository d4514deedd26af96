#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/vision/attribution/masks.h"

namespace p8 {

struct KernelShapOptions {
  std::size_t samples = 1000;  ///< coalitions that are drawn; with up to kExactSegments segments all of them are used
  std::uint64_t seed = 42;
};

constexpr std::size_t kExactSegments = 12;

/// Shapley values of the segments for every class; nothing shown + all values = all shown, exactly.
struct ShapExplanation {
  std::size_t segments = 0;           ///< S
  std::size_t classes = 0;            ///< C
  std::vector<double> values;         ///< (C, S), changes of the probability
  std::vector<double> nothing_shown;  ///< (C) probabilities
  std::vector<double> all_shown;      ///< (C)
  bool exact = false;                 ///< whether every coalition was asked for
};

/// KernelSHAP (Lundberg and Lee 2017, NeurIPS, theorem 2): the weighted least squares whose solution are Shapley
/// values, under the condition that they add up. Coalitions are drawn by their weight and each stands beside its
/// opposite (Covert and Lee 2021, AISTATS, section 4.2, paired sampling). Up to 12 segments the definition itself is
/// computed.
/// @param segments  at least 1.
ShapExplanation kernel_shap(const PredictMasks& predict, std::size_t segments, const KernelShapOptions& options = {});

/// The coalitions that kernel_shap() asks for. Up to 12 segments all of them, in the order of their numbers of which
/// bit s says whether segment s is shown; else nothing, all, and the drawn ones, of which fewer samples are the
/// beginning of more.
Masks shap_masks(std::size_t segments, const KernelShapOptions& options);

/// kernel_shap() of coalitions that were asked for: those of shap_masks(), or with more than 12 segments several draws
/// of it behind each other, of which all but the first lack nothing and all.
/// @param probabilities  (N, C) of the masks' rows.
ShapExplanation shap_of_masks(const Masks& masks, const std::vector<double>& probabilities);

}  // namespace p8
