#pragma once

#include <vector>

#include "p8/views/credit/common/dashboard.h"

namespace p8::views {

/// The pairs asked for, or the two features that weigh most for the client: a random sample of clients, coloured by the
/// decision or the column asked for, with this client marked. In the first one scripts let the reader choose among the
/// columns of all pairs and the features that weigh most.
std::vector<report::Scatter> client_scatters(const DashboardView& view, const ClientCase& client);

}  // namespace p8::views
