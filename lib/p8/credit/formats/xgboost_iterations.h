#pragma once

#include <cstddef>

#include "p8/credit/formats/xgboost_fields.h"
#include "p8/credit/trees/forest.h"

namespace p8::xgboost {

/// The iterations that count, and how many trees they are.
struct IterationRange {
  IterationCount count;
  std::size_t trees = 0;
};

/// Early stopping leaves the iterations it went too far in the file, and the number of the best one (from 0) in the
/// attribute "best_iteration". An iteration is num_parallel_tree trees, or what "iteration_indptr" says (since 2.0).
/// @param model  the object that holds "trees".   @param trees  in the file.
/// Throws for a best_iteration that is not a number or beyond the last one, unless all count, and for trees that do not
/// make whole iterations.
IterationRange read_iterations(const DocumentValue& learner, const DocumentValue& model, std::size_t trees,
                               Iterations wanted, const Place& place);

}  // namespace p8::xgboost
