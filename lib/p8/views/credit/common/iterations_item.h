#pragma once

#include "p8/credit/trees/iteration_count.h"
#include "p8/report/page.h"

namespace p8::views {

/// Adds how many boosting iterations count to the section "How this was made", where the model's file names its best.
void add_iterations(const IterationCount& iterations, report::Section& how);

}  // namespace p8::views
