#pragma once

#include <string>
#include <vector>

#include "p8/serve/pages.h"

namespace p8::serve {

/// The values that a request asks to try: fields "v.NAME", and "other" with "other_value". Only what differs from the
/// client's own values counts. What makes no sense is added to `problems`.
std::vector<Setting> settings_of(const Dashboard& dashboard, const std::vector<double>& values,
                                 const PageRequest& request, std::vector<Text>& problems);

/// A field for each of the characteristics that weigh most, and one for any other.
report::Form what_if_form(const views::DashboardView& view, const Dashboard& dashboard, const views::ClientCase& client,
                          const PageRequest& request);

/// Adds, hidden, the fields of the request whose name begins so.
void keep_fields(const PageRequest& request, const std::vector<std::string>& beginnings, report::Form& form);

}  // namespace p8::serve
