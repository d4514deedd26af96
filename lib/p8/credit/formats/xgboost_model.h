#pragma once

#include <string>

#include "p8/credit/trees/forest.h"

namespace p8 {

/// An XGBoost model saved as JSON or UBJSON (Booster.save_model, XGBoost 1.0 to 3); which of the two is seen from the
/// bytes. Boosters gbtree and dart; objectives binary:logistic, reg:logistic and binary:logitraw; numerical and
/// categorical splits, with the categories' values where the file keeps them (since 3.1).
/// @param bytes  the whole file.  @param name  the file, for messages.
/// @param iterations  Best: up to the attribute best_iteration, as scikit-learn's wrapper predicts; All: as
/// Booster.predict does.
///
/// XGBoost's rules are brought into the form of TreeNode: `x < t` on values rounded to float32 becomes `x <= T` in
/// double, with T the largest double that rounds below t; a category of the set goes right; dart's weight_drop is
/// multiplied into the leaves; base_score p becomes the margin -log(1/p - 1) (src/objective/regression_loss.h, in
/// float32), and is a margin already for binary:logitraw (as XGBoost reads files of any version; before 1.4 it trained
/// that objective from -log(1/p - 1)). Covers are sum_hessian.
/// A file without feature names gets f0, f1, …, the names XGBoost itself uses.
///
/// Throws Error(Model) naming the file, the tree and the field: cut off, contradictory counts, not a tree, numbers that
/// are not finite, a best_iteration that is none; or a kind that p8 does not compute (gblinear, several classes, other
/// objectives).
Forest read_xgboost(const std::string& bytes, const std::string& name, Iterations iterations = Iterations::Best);

}  // namespace p8
