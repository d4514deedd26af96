#pragma once

#include <string>
#include <vector>

#include "p8/views/credit/common/dashboard.h"

/// The pages of `p8 explain`.
namespace p8::views {

/// One line of the index of many clients.
struct IndexEntry {
  std::string id;
  std::string href;  ///< of the client's page, from the index; empty: it could not be made
  bool refused = false;
  bool needs_a_person = false;
  double p_default = 0.0;
  int points = 0;
  Text main_reason;  ///< the feature that pushed most towards default, with its value; empty: none
};

IndexEntry index_entry(const DashboardView& view, const ClientCase& client, const std::string& href);

/// One client, or up to some dozens: a page with all of them and a picker.
/// @param letters  one a client, empty for the accepted.   @param overall  the sections about all clients.
report::Page dashboard_page(const DashboardView& view, const std::vector<ClientCase>& clients,
                            const std::vector<Text>& letters, const std::vector<FailedClient>& failed,
                            std::vector<report::Section> overall);

/// The page of one of many clients; `back` is the address of the index.
report::Page client_page(const DashboardView& view, const ClientCase& client, const Text& letter,
                         const std::string& back);

/// The index of many clients, with search and filter, the clients whose page failed, and the sections about all
/// clients.
report::Page index_page(const DashboardView& view, const std::vector<IndexEntry>& entries,
                        const std::vector<FailedClient>& failed, std::vector<report::Section> overall);

}  // namespace p8::views
