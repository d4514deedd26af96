#pragma once

#include <string>

#include "p8/scoring/forest.h"

namespace p8 {

/// An XGBoost model saved as JSON or UBJSON (Booster.save_model, XGBoost 1.0 to 3); which of the two is seen from the
/// bytes. Boosters gbtree and dart; objectives binary:logistic, reg:logistic and binary:logitraw; numerical and
/// categorical splits. @param bytes  the whole file.  @param name  the file, for messages.
///
/// XGBoost's rules are brought into the form of TreeNode: `x < t` on values rounded to float32 becomes `x <= T` in
/// double, with T the largest double that rounds below t; a category of the set goes right; dart's weight_drop is
/// multiplied into the leaves; base_score p becomes the margin -log(1/p - 1) (src/objective/regression_loss.h, in
/// float32). Covers are sum_hessian. All trees count: a "best_iteration" is not applied, as in Booster.predict.
/// A file without feature names gets f0, f1, …, the names XGBoost itself uses.
///
/// Throws Error(Model) naming the file, the tree and the field: cut off, contradictory counts, not a tree, numbers that
/// are not finite; or a kind that p8 does not compute (gblinear, several classes, other objectives).
Forest read_xgboost(const std::string& bytes, const std::string& name);

}  // namespace p8
