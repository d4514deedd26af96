#pragma once

#include "p8/views/credit/common/dashboard.h"

namespace p8::views {

/// The client against all clients, against the accepted and against the most similar ones, column by column; and two
/// columns against each other. See client_reasons_section for `anchor` and `group`.
report::Section client_comparison_section(const DashboardView& view, const ClientCase& client,
                                          const std::string& anchor, const std::string& group);

}  // namespace p8::views
