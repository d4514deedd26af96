#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "p8/command_line/run.h"
#include "p8/files/file.h"
#include "p8/report/page.h"
#include "p8/views/credit/client/explain_page.h"

namespace p8::app {

/// Up to this many clients share one page; more get a page each, and an index.
constexpr std::size_t kMaxOnOnePage = 25;

/// What was made of one client, ready to be written.
struct ClientOutput {
  views::ClientCase client;
  Text letter;                  ///< empty for an accepted client
  std::string page;             ///< HTML, when each client has a page of its own
  std::optional<Text> failure;  ///< why there is nothing else
  std::string id;
  std::string contributions;    ///< lines of CSV
  std::string counterfactuals;  ///< lines of CSV
};

/// Writes the results of `p8 explain` into the run's directory, client by client.
class ExplainOutput {
 public:
  ExplainOutput(Run& run, const views::DashboardView& view, std::size_t clients);

  bool has_page_each() const { return page_each_; }
  /// In the clients' order. Throws Error(Output).
  void add(ClientOutput output);
  /// Closes the CSV files and writes the report with the sections about all clients.
  void finish(std::vector<report::Section> overall);

  std::size_t explained() const { return entries_.size(); }
  const std::vector<views::IndexEntry>& clients() const { return entries_; }
  std::size_t refused() const;
  std::size_t with_way() const { return with_way_; }  ///< refused clients with a counterfactual
  const std::vector<views::FailedClient>& failed() const { return failed_; }
  const std::vector<std::string>& files() const { return files_; }

  /// The client, where it is the only one: marked in the figures about all. Null otherwise.
  const views::ClientCase* only_client() const { return clients_.size() == 1 ? &clients_.front() : nullptr; }

  /// "clients/ID.html" of a client.
  static std::string page_name(const std::string& id);

 private:
  void write_letter(const ClientOutput& output);
  void write_errors();

  Run& run_;
  const views::DashboardView& view_;
  bool page_each_;
  OutputStream contributions_;
  std::optional<OutputStream> counterfactuals_;
  std::vector<views::IndexEntry> entries_;
  std::vector<views::ClientCase> clients_;  // when they share a page
  std::vector<Text> letters_;
  std::vector<views::FailedClient> failed_;
  std::vector<std::string> files_;
  std::size_t with_way_ = 0;
  bool has_letters_ = false;
};

}  // namespace p8::app
