#include <algorithm>

#include "p8/report/escape.h"
#include "p8/serve/page_links.h"
#include "p8/serve/pages.h"
#include "p8/views/common/numbers.h"
#include "p8/views/credit/client/explain_page.h"
#include "p8/views/credit/common/quality.h"

namespace p8::serve {

namespace {

using namespace report;
using views::count_of;

constexpr std::size_t kClientsAtOnce = 25;

Form search_form(const PageRequest& request) {
  Form form{{"Find a client", "Trouver un client"}, "clients", {}, {"Search", "Rechercher"}};
  form.fields.push_back({FormField::Kind::Text,
                         "q",
                         {"Client number, or a part of it", "Numéro du client, ou une partie"},
                         request.field("q")});
  form.fields.push_back(
      {FormField::Kind::Select,
       "decision",
       {"Decision", "Décision"},
       request.field("decision"),
       {{"", {"All", "Toutes"}}, {"refused", {"Refused", "Refusés"}}, {"accepted", {"Accepted", "Acceptés"}}}});
  add_language(request, form);
  return form;
}

/// Rows that the search asks for, highest risk first; a client of just that id comes first of all.
std::vector<std::size_t> found_clients(const Dashboard& dashboard, const PageRequest& request) {
  const std::string& part = request.field("q");
  const std::string& decision = request.field("decision");
  const std::vector<double>& p = dashboard.population().p_default();
  const std::optional<std::size_t> exact = part.empty() ? std::nullopt : dashboard.find(part);
  std::vector<std::size_t> found;
  for (const std::size_t row : dashboard.by_risk()) {
    const bool refused = is_refused(p[row], dashboard.rule().threshold);
    if ((decision == "refused" && !refused) || (decision == "accepted" && refused)) continue;
    if (!part.empty() && dashboard.population().id(row).find(part) == std::string::npos) continue;
    if (row == exact) {
      found.insert(found.begin(), row);
    } else {
      found.push_back(row);
    }
  }
  return found;
}

Links page_links(const PageRequest& request, std::size_t page, std::size_t pages) {
  Links links;
  links.label = {"Pages of the list", "Pages de la liste"};
  const auto add = [&](const Text& label, std::size_t number) {
    QueryFields fields;
    for (const char* name : {"q", "decision"}) {
      if (!request.field(name).empty()) fields.emplace_back(name, request.field(name));
    }
    fields.emplace_back("page", std::to_string(number));
    links.links.push_back({label, address_of("clients", fields, request), false, {}});
  };
  if (page > 1) add({"Previous page", "Page précédente"}, page - 1);
  if (page < pages) add({"Next page", "Page suivante"}, page + 1);
  return links;
}

Text found_lead(const Dashboard& dashboard, std::size_t found, std::size_t page, std::size_t pages) {
  const Text count =
      found == 0
          ? Text{"No client found", "Aucun client trouvé"}
          : plural(static_cast<std::int64_t>(found), {"{0} client found", "{0} client trouvé"},
                   {"{0} clients found, highest risk first", "{0} clients trouvés, du plus risqué au moins risqué"});
  const Number threshold{dashboard.rule().threshold, percent(1)};
  if (pages <= 1) {
    return text("{0}. A client is refused when the probability of default is greater than {1}.",
                "{0}. Un client est refusé quand la probabilité de défaut dépasse {1}.", count, threshold);
  }
  return text("{0}: page {2} of {3}. A client is refused when the probability of default is greater than {1}.",
              "{0} : page {2} sur {3}. Un client est refusé quand la probabilité de défaut dépasse {1}.", count,
              threshold, count_of(page), count_of(pages));
}

}  // namespace

Page clients_page(const Dashboard& dashboard, const PageRequest& request) {
  const views::DashboardView view = dashboard.view(dashboard.shown());
  const std::vector<std::size_t> found = found_clients(dashboard, request);
  const std::size_t pages = std::max<std::size_t>(1, (found.size() + kClientsAtOnce - 1) / kClientsAtOnce);
  const std::size_t number = request.number("page", 1, pages, 1);
  const std::size_t start = std::min((number - 1) * kClientsAtOnce, found.size());
  const std::size_t end = std::min(start + kClientsAtOnce, found.size());
  const std::vector<std::size_t> rows(found.begin() + static_cast<std::ptrdiff_t>(start),
                                      found.begin() + static_cast<std::ptrdiff_t>(end));
  std::vector<views::IndexEntry> entries;
  for (Explanation& explanation : dashboard.explanations(rows)) {
    const std::string href = address_of("client", {{"id", explanation.id}}, request);
    views::ClientCase client;
    client.explanation = std::move(explanation);
    entries.push_back(views::index_entry(view, client, href));
  }
  Page page = views::index_page(view, entries, {}, {});
  page.title = text("{0} clients of {1}", "{0} clients de {1}", count_of(dashboard.population().rows()),
                    user_text(views::file_name(view.data_name)));
  page.lead = found_lead(dashboard, found.size(), number, pages);
  page.navigation = navigation_of(request);
  page.answer.push_back(search_form(request));
  for (Section& section : page.sections) {
    if (section.anchor != "clients") continue;
    Table& table = std::get<Table>(section.blocks.front());
    table.searchable = false;
    table.filter_column.reset();
    if (entries.empty()) {
      section.blocks = {Paragraph{{"No client matches.", "Aucun client ne correspond."}}};
    }
    if (Links links = page_links(request, number, pages); !links.links.empty()) section.blocks.push_back(links);
  }
  return page;
}

}  // namespace p8::serve
