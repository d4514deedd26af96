#pragma once

#include "p8/views/credit/common/dashboard.h"

namespace p8::views {

/// How the model decides over all clients: mean weight of each feature, beeswarm, and what values of the weightiest
/// features do to the score. @param client  marked in the figures; null: none.
report::Section overall_section(const DashboardView& view, const ClientCase* client);

}  // namespace p8::views
