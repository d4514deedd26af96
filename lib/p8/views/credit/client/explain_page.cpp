#include "p8/views/credit/client/explain_page.h"

#include <algorithm>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/credit/client/client_changes.h"
#include "p8/views/credit/client/client_comparison.h"
#include "p8/views/credit/client/client_decision.h"
#include "p8/views/credit/client/client_letter.h"
#include "p8/views/credit/client/client_reasons.h"
#include "p8/views/credit/common/iterations_item.h"
#include "p8/views/credit/common/quality.h"

namespace p8::views {

namespace {

using namespace report;

Text client_name(const Explanation& explanation) { return text("Client {0}", "Client {0}", user_text(explanation.id)); }

std::vector<Block> decision_blocks(const DashboardView& view, const Explanation& explanation) {
  std::vector<Block> blocks = {decision_metrics(explanation, view.rule, view.ranks),
                               decision_gauge(explanation, view.rule)};
  if (std::optional<Notice> notice = refer_notice(explanation, view.rule)) {
    blocks.insert(blocks.begin(), std::move(*notice));
  }
  return blocks;
}

/// Why, compared, changes, letter: what every page says of a client below the decision.
void add_client_sections(const DashboardView& view, const ClientCase& client, const Text& letter,
                         const std::string& anchor, const std::string& group, Page& page) {
  page.sections.push_back(client_reasons_section(view, client, anchor, group));
  page.sections.push_back(client_comparison_section(view, client, anchor, group));
  if (std::optional<Section> changes = client_changes_section(view, client, anchor, group)) {
    page.sections.push_back(std::move(*changes));
  }
  if (!letter.en.empty()) page.sections.push_back(client_letter_section(letter, client, anchor, group));
}

Notice failure_notice(std::size_t failed) {
  return {Tone::Warning,
          {"Some clients have no page", "Certains clients n'ont pas de page"},
          plural(static_cast<std::int64_t>(failed),
                 {"{0} client could not be explained; the reason is given below.",
                  "{0} client n'a pas pu être expliqué ; la raison figure plus bas."},
                 {"{0} clients could not be explained; the reasons are given below.",
                  "{0} clients n'ont pas pu être expliqués ; les raisons figurent plus bas."})};
}

Table failures_table(const std::vector<FailedClient>& failed) {
  Table table;
  table.caption = {"Clients without a page", "Clients sans page"};
  table.columns = {{{"Client", "Client"}}, {{"Reason", "Raison"}}};
  for (const FailedClient& client : failed) table.rows.push_back({user_text(client.id), client.reason});
  return table;
}

void add_closing(const DashboardView& view, const std::vector<FailedClient>& failed, std::vector<Section> overall,
                 Page& page) {
  if (!failed.empty()) {
    page.answer.insert(page.answer.begin(), failure_notice(failed.size()));
    page.sections.push_back({{"Clients without a page", "Clients sans page"}, {failures_table(failed)}, "failed"});
  }
  for (Section& section : overall) page.sections.push_back(std::move(section));
  Section scale{{"The credit score", "Le score de crédit"}, {scale_note(view.rule.scale)}, "scale"};
  page.sections.push_back(std::move(scale));
  page.sections.push_back(run_section(view.record));
  add_iterations(view.model.iterations, page.sections.back());
  page.footer = page_footer(view.record);
}

/// Decision, reasons and the rest of one client, as a page of its own.
Page page_of(const DashboardView& view, const ClientCase& client, const Text& letter) {
  const Explanation& explanation = client.explanation;
  Page page;
  page.kicker = {"Credit decision explained", "Décision de crédit expliquée"};
  page.title = explanation.refused ? text("{0}: refused", "{0} : demande refusée", client_name(explanation))
                                   : text("{0}: accepted", "{0} : demande acceptée", client_name(explanation));
  page.verdict = decision_badge(explanation.refused);
  page.lead = decision_sentence(explanation, view.rule);
  page.answer = decision_blocks(view, explanation);
  add_client_sections(view, client, letter, "", "", page);
  return page;
}

std::size_t refused_among(const std::vector<IndexEntry>& entries) {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const IndexEntry& entry) { return entry.refused; }));
}

Text counts_lead(const DashboardView& view, std::size_t clients, std::size_t refused) {
  return text(
      "{0}: {1} accepted, {2} refused. A client is refused when the probability of default is greater than {3}.",
      "{0} : le modèle en accepte {1} et en refuse {2}. Un client est refusé quand la probabilité de défaut dépasse "
      "{3}.",
      plural(static_cast<std::int64_t>(clients), {"{0} client", "{0} client"}, {"{0} clients", "{0} clients"}),
      count_of(clients - refused), count_of(refused), Number{view.rule.threshold, percent(1)});
}

Table entries_table(const std::vector<IndexEntry>& entries) {
  Table table;
  table.caption = {"Clients and decisions", "Clients et décisions"};
  table.columns = {{{"Client", "Client"}},
                   {{"Decision", "Décision"}},
                   {{"Probability of default", "Probabilité de défaut"}},
                   {{"Credit score", "Score de crédit"}},
                   {{"Strongest reason against", "Principal motif défavorable"}}};
  for (const IndexEntry& entry : entries) {
    const Cell name = entry.href.empty() ? Cell(user_text(entry.id)) : Cell(Link{user_text(entry.id), entry.href});
    const Badge decision =
        entry.needs_a_person ? (entry.refused ? Badge{Tone::Warning, {"Refused, needs review", "Refusé, à examiner"}}
                                              : Badge{Tone::Warning, {"Accepted, needs review", "Accepté, à examiner"}})
                             : decision_badge(entry.refused);
    table.rows.push_back({name, decision, Number{entry.p_default, percent(1)},
                          Number{static_cast<double>(entry.points), integer()}, entry.main_reason});
  }
  return table;
}

/// All of one client's sections under the picker's entry.
void add_picked_client(const DashboardView& view, const ClientCase& client, const Text& letter, std::size_t number,
                       Page& page) {
  const std::string group = "client-" + std::to_string(number);
  const std::string anchor = group + "-";
  const Explanation& explanation = client.explanation;
  page.picker->entries.push_back({group, client_name(explanation)});
  Section decision;
  decision.heading = explanation.refused ? text("{0}: refused", "{0} : demande refusée", client_name(explanation))
                                         : text("{0}: accepted", "{0} : demande acceptée", client_name(explanation));
  decision.anchor = anchor + "decision";
  decision.group = group;
  decision.blocks.push_back(Paragraph{decision_sentence(explanation, view.rule)});
  for (Block& block : decision_blocks(view, explanation)) decision.blocks.push_back(std::move(block));
  page.sections.push_back(std::move(decision));
  add_client_sections(view, client, letter, anchor, group, page);
}

Page several_clients_page(const DashboardView& view, const std::vector<ClientCase>& clients,
                          const std::vector<Text>& letters) {
  std::vector<IndexEntry> entries;
  for (std::size_t i = 0; i < clients.size(); ++i) {
    entries.push_back(index_entry(view, clients[i], "#client-" + std::to_string(i + 1) + "-decision"));
  }
  Page page;
  page.kicker = {"Credit decisions explained", "Décisions de crédit expliquées"};
  page.title =
      text("{0} clients of {1}", "{0} clients de {1}", count_of(clients.size()), user_text(file_name(view.data_name)));
  page.lead = counts_lead(view, clients.size(), refused_among(entries));
  page.answer.push_back(entries_table(entries));
  page.picker = Picker{{"Client", "Client"}, {}};
  for (std::size_t i = 0; i < clients.size(); ++i) add_picked_client(view, clients[i], letters[i], i + 1, page);
  return page;
}

}  // namespace

IndexEntry index_entry(const DashboardView& view, const ClientCase& client, const std::string& href) {
  const Explanation& explanation = client.explanation;
  IndexEntry entry{explanation.id,
                   href,
                   explanation.refused,
                   view.rule.needs_a_person(explanation.p_default),
                   explanation.p_default,
                   explanation.points,
                   {}};
  for (const std::size_t s : view.features.ranking(explanation.contributions)) {
    if (view.features.contribution(s, explanation.contributions) <= 0.0) continue;
    entry.main_reason =
        text("{0}: {1}", "{0} : {1}", view.features.label(s), view.features.value(s, explanation.values));
    break;
  }
  return entry;
}

Page dashboard_page(const DashboardView& view, const std::vector<ClientCase>& clients, const std::vector<Text>& letters,
                    const std::vector<FailedClient>& failed, std::vector<Section> overall) {
  Page page = clients.size() == 1 && failed.empty() ? page_of(view, clients.front(), letters.front())
                                                    : several_clients_page(view, clients, letters);
  add_closing(view, failed, std::move(overall), page);
  return page;
}

Page client_page(const DashboardView& view, const ClientCase& client, const Text& letter, const std::string& back) {
  Page page = page_of(view, client, letter);
  page.back = Link{{"All clients", "Tous les clients"}, back};
  add_closing(view, {}, {}, page);
  return page;
}

Page index_page(const DashboardView& view, const std::vector<IndexEntry>& entries,
                const std::vector<FailedClient>& failed, std::vector<Section> overall) {
  Page page;
  page.kicker = {"Credit decisions explained", "Décisions de crédit expliquées"};
  page.title =
      text("{0} clients of {1}", "{0} clients de {1}", count_of(entries.size()), user_text(file_name(view.data_name)));
  page.lead = counts_lead(view, entries.size(), refused_among(entries));
  Section clients{{"Clients", "Clients"}, {}, "clients"};
  Table table = entries_table(entries);
  table.searchable = true;
  table.filter_column = 1;
  clients.blocks.push_back(std::move(table));
  page.sections.push_back(std::move(clients));
  add_closing(view, failed, std::move(overall), page);
  return page;
}

}  // namespace p8::views
