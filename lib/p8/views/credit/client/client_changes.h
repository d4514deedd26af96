#pragma once

#include "p8/views/credit/common/dashboard.h"

namespace p8::views {

/// What would change the decision: the settings of --set re-scored, and the smallest changes that were found. Nothing
/// where neither was asked for. See client_reasons_section for `anchor` and `group`.
std::optional<report::Section> client_changes_section(const DashboardView& view, const ClientCase& client,
                                                      const std::string& anchor, const std::string& group);

/// "Loan amount: 5,000 instead of 9,000", one sentence a change, for the letter.
std::vector<Text> changes_in_words(const DashboardView& view, const Counterfactual& counterfactual);

}  // namespace p8::views
