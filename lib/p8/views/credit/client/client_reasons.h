#pragma once

#include "p8/views/credit/common/dashboard.h"

namespace p8::views {

/// Why the decision: waterfalls of the strongest contributions on the log-odds scale and in probability, a table of all
/// contributions, and the sum that proves them.
/// @param anchor  prefix of the section's anchor, and `group` its group of the picker; both may be empty.
report::Section client_reasons_section(const DashboardView& view, const ClientCase& client, const std::string& anchor,
                                       const std::string& group);

}  // namespace p8::views
