#pragma once

#include <optional>
#include <string>

#include "p8/base/text.h"

namespace p8 {

/// What a file is that p8 cannot score with, and what to do instead, as far as its first bytes or its keys tell: dumps
/// of XGBoost and LightGBM, CatBoost, pickles, archives. Nothing for a file that may be a model.
std::optional<Text> other_model(const std::string& bytes);

}  // namespace p8
