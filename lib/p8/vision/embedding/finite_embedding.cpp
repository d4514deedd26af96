#include "p8/vision/embedding/finite_embedding.h"

#include <algorithm>
#include <cmath>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8 {

void require_finite(const float* embedding, std::size_t width, const std::string& name) {
  if (std::all_of(embedding, embedding + width, [](float value) { return std::isfinite(value); })) return;
  throw model_error(
      "'{}': the model answers with numbers that are not finite; are its weights damaged? Otherwise try --precision "
      "fp32",
      "« {} » : le modèle répond par des nombres non finis ; ses poids sont-ils endommagés ? Sinon essayez --precision "
      "fp32",
      printable(name));
}

}  // namespace p8
