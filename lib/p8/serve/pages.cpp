#include "p8/serve/pages.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "p8/core/closest.h"
#include "p8/report/escape.h"
#include "p8/report/render.h"
#include "p8/serve/page_links.h"
#include "p8/serve/what_if_form.h"
#include "p8/views/audit_sections.h"
#include "p8/views/client_changes.h"
#include "p8/views/client_decision.h"
#include "p8/views/client_letter.h"
#include "p8/views/explain_page.h"
#include "p8/views/figures.h"
#include "p8/views/run_section.h"

namespace p8::serve {

namespace {

using namespace report;
using views::count_of;

constexpr std::size_t kClientsAtOnce = 25;

std::size_t number_of(const std::string& text, std::size_t least, std::size_t most, std::size_t otherwise) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return otherwise;
  return std::clamp(number, least, most);
}

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
  const Text count = plural(static_cast<std::int64_t>(found), {"{0} client found", "{0} client trouvé"},
                            {"{0} clients found", "{0} clients trouvés"});
  const Number threshold{dashboard.rule().threshold, percent(1)};
  if (pages <= 1) {
    return sentence(
        "{0}, highest risk first. A client is refused when the probability of default is greater than {1}.",
        "{0}, du plus risqué au moins risqué. Un client est refusé quand la probabilité de défaut dépasse {1}.", count,
        threshold);
  }
  return sentence(
      "{0}, highest risk first: page {2} of {3}. A client is refused when the probability of default is greater than "
      "{1}.",
      "{0}, du plus risqué au moins risqué : page {2} sur {3}. Un client est refusé quand la probabilité de défaut "
      "dépasse {1}.",
      count, threshold, count_of(page), count_of(pages));
}

void add_problems(const std::vector<Text>& problems, Page& page) {
  for (const Text& problem : problems) {
    page.answer.insert(page.answer.begin(), Notice{Tone::Warning, {"Not understood", "Non compris"}, problem});
  }
}

/// The number of a column of the model; a name that it does not read becomes a problem.
std::optional<std::size_t> column_of(const Dashboard& dashboard, const std::string& name, std::vector<Text>& problems) {
  if (name.empty()) return std::nullopt;
  const std::vector<Feature>& features = dashboard.model().card.schema.features();
  std::vector<std::string> names;
  for (std::size_t f = 0; f < features.size(); ++f) {
    if (features[f].name == name) return f;
    names.push_back(features[f].name);
  }
  const Text closest = did_you_mean(closest_names(name, names));
  problems.push_back(sentence("The model does not read “{0}”{1}.", "Le modèle ne lit pas « {0} »{1}.",
                              user_text(printable(name, 60)), closest));
  return std::nullopt;
}

views::DashboardOptions options_of(const Dashboard& dashboard, const PageRequest& request,
                                   std::vector<Text>& problems) {
  views::DashboardOptions options;
  options.features = number_of(request.field("n"), 1, 100, options.features);
  for (const auto& [name, value] : request.fields) {
    if (name != "compare") continue;
    if (const auto column = column_of(dashboard, value, problems)) options.compare.push_back(*column);
  }
  const auto x = column_of(dashboard, request.field("x"), problems);
  const auto y = column_of(dashboard, request.field("y"), problems);
  const auto colour = column_of(dashboard, request.field("colour"), problems);
  if (x && y) options.pairs.push_back({*x, *y, colour});
  return options;
}

Section choice_section(const PageRequest& request, const std::string& id) {
  Form form{{"Choose what this page shows", "Choisir ce que montre cette page"},
            "client",
            {{FormField::Kind::Hidden, "id", {}, id}},
            {"Show", "Afficher"}};
  std::vector<std::string> compared;
  for (const auto& [name, value] : request.fields) {
    if (name == "compare") compared.push_back(value);
  }
  compared.resize(3);
  form.fields.push_back({FormField::Kind::Number,
                         "n",
                         {"Characteristics in the first figure", "Caractéristiques dans la première figure"},
                         request.field("n").empty() ? "10" : request.field("n")});
  for (std::size_t i = 0; i < compared.size(); ++i) {
    FormField field{FormField::Kind::Text, "compare",
                    sentence("Compare in: characteristic {0}", "Comparer selon : caractéristique {0}", count_of(i + 1)),
                    compared[i]};
    field.suggests = true;
    form.fields.push_back(std::move(field));
  }
  const std::pair<const char*, Text> axes[] = {
      {"x", {"Two against each other: horizontal axis", "Deux l'une selon l'autre : axe horizontal"}},
      {"y", {"Vertical axis", "Axe vertical"}},
      {"colour", {"Colour", "Couleur"}}};
  for (const auto& [name, label] : axes) {
    FormField field{FormField::Kind::Text, name, label, request.field(name)};
    field.suggests = true;
    form.fields.push_back(std::move(field));
  }
  keep_fields(request, {"v.", "other"}, form);
  add_language(request, form);
  return {{"Choose what is shown", "Choisir ce qui est affiché"}, {std::move(form)}, "show"};
}

/// What the changes come to, for the first screen.
Notice change_notice(const views::ClientCase& client) {
  const Number before{client.explanation.p_default, percent(1)};
  const Number after{client.after->p_default, percent(1)};
  const bool is_refused = client.after->refused;
  return {is_refused ? Tone::Refused : Tone::Accepted,
          is_refused ? Text{"With your changes: refused", "Avec vos changements : demande refusée"}
                     : Text{"With your changes: accepted", "Avec vos changements : demande acceptée"},
          sentence("The probability of default would be {1} instead of {0}. Nothing is stored.",
                   "La probabilité de défaut serait de {1} au lieu de {0}. Rien n'est enregistré.", before, after)};
}

/// The form to try other values, below what the last ones came to.
void add_what_if(const views::DashboardView& view, const Dashboard& dashboard, const views::ClientCase& client,
                 const PageRequest& request, Page& page) {
  const auto is_changes = [](const Section& section) { return section.anchor == "changes"; };
  auto section = std::find_if(page.sections.begin(), page.sections.end(), is_changes);
  if (section == page.sections.end()) {
    const auto after_comparison =
        page.sections.begin() + std::min<std::ptrdiff_t>(2, std::distance(page.sections.begin(), page.sections.end()));
    section = page.sections.insert(
        after_comparison, {{"What would change the decision", "Ce qui changerait la décision"}, {}, "changes"});
  }
  section->blocks.push_back(Subheading{{"Try other values", "Essayer d'autres valeurs"}});
  section->blocks.push_back(Paragraph{
      {"The characteristics that weigh most are listed; another one can be named. The model scores the client again "
       "with your values. Nothing is stored.",
       "Les caractéristiques qui pèsent le plus sont proposées ; une autre peut être nommée. Le modèle évalue à "
       "nouveau "
       "le client avec vos valeurs. Rien n'est enregistré."}});
  section->blocks.push_back(what_if_form(view, dashboard, client, request));
}

}  // namespace

const std::string& PageRequest::field(const std::string& name) const {
  static const std::string kNone;
  for (auto field = fields.rbegin(); field != fields.rend(); ++field) {
    if (field->first == name) return field->second;
  }
  return kNone;
}

Page clients_page(const Dashboard& dashboard, const PageRequest& request) {
  const views::DashboardOptions options;
  const views::DashboardView view = dashboard.view(options);
  const std::vector<std::size_t> found = found_clients(dashboard, request);
  const std::size_t pages = std::max<std::size_t>(1, (found.size() + kClientsAtOnce - 1) / kClientsAtOnce);
  const std::size_t number = number_of(request.field("page"), 1, pages, 1);
  std::vector<views::IndexEntry> entries;
  for (std::size_t i = (number - 1) * kClientsAtOnce; i < std::min(number * kClientsAtOnce, found.size()); ++i) {
    const std::string& id = dashboard.population().id(found[i]);
    views::ClientCase client;
    client.row = found[i];
    client.explanation =
        explain_client(dashboard.model(), id, dashboard.population().client(found[i]), dashboard.rule());
    entries.push_back(views::index_entry(view, client, address_of("client", {{"id", id}}, request)));
  }
  Page page = views::index_page(view, entries, {}, {});
  page.title = sentence("{0} clients of {1}", "{0} clients de {1}", count_of(dashboard.population().rows()),
                        user_text(view.data_name));
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

std::optional<Page> client_page(const Dashboard& dashboard, const PageRequest& request) {
  const std::string& id = request.field("id");
  const std::optional<std::size_t> row = dashboard.find(id);
  if (!row) return std::nullopt;
  std::vector<Text> problems;
  const views::DashboardOptions options = options_of(dashboard, request, problems);
  const views::DashboardView view = dashboard.view(options);
  const std::vector<double> values = dashboard.population().client(*row);
  const views::ClientCase client = dashboard.client(*row, settings_of(dashboard, values, request, problems));
  const Text letter = client.explanation.refused ? views::client_letter(view, client) : Text{};
  Page page = views::client_page(view, client, letter, "clients");
  page.back->href = address_of("clients", {}, request);
  page.navigation = navigation_of(request);
  if (client.after) page.answer.insert(page.answer.begin(), change_notice(client));
  add_problems(problems, page);
  add_what_if(view, dashboard, client, request, page);
  const auto end = page.sections.end() - 2;  // before the score's scale and how the page was made
  page.sections.insert(end, choice_section(request, id));
  return page;
}

std::string overall_page(const Dashboard& dashboard, const PageRequest& request) {
  return dashboard.overall_page(request.language, [&] {
    PageRequest plain{request.language, true, request.path, {}};
    const views::DashboardOptions options;
    const views::DashboardView view = dashboard.view(options);
    const Portfolio portfolio = dashboard.population().portfolio({}, dashboard.rule().threshold);
    const PortfolioFigures figures =
        portfolio_figures(portfolio, {}, dashboard.rule().threshold, dashboard.model().card.costs);
    const std::vector<views::ProtectedFigures> none;
    Page page;
    page.kicker = {"The model as a whole", "Le modèle dans son ensemble"};
    page.title = sentence("How the model decides on {0} clients", "Comment le modèle décide sur {0} clients",
                          count_of(figures.rows));
    page.lead =
        sentence("{0} accepted, {1} refused: a client is refused when the probability of default is greater than {2}.",
                 "{0} acceptés, {1} refusés : un client est refusé quand la probabilité de défaut dépasse {2}.",
                 count_of(figures.accepted), count_of(figures.refused), Number{dashboard.rule().threshold, percent(1)});
    page.navigation = navigation_of(plain);
    page.sections = views::audit_sections(view, {portfolio, figures, none}, nullptr);
    page.sections.push_back(views::run_section(view.record));
    page.footer = views::page_footer(view.record);
    return render_html(page, request.language);
  });
}

Page error_page(int status, const PageRequest& request) {
  static const std::pair<int, Text> kTitles[] = {
      {400, {"The request is not understood", "La demande n'est pas comprise"}},
      {401, {"A token is needed", "Un jeton est nécessaire"}},
      {403, {"Not allowed", "Accès refusé"}},
      {404, {"There is no such page or client", "Cette page ou ce client n'existe pas"}},
      {405, {"This page is only for reading", "Cette page est en lecture seule"}},
      {500, {"Something went wrong here", "Une erreur s'est produite ici"}}};
  Page page;
  page.title = {"This does not work", "Cela ne fonctionne pas"};
  for (const auto& [code, title] : kTitles) {
    if (code == status) page.title = title;
  }
  page.kicker = sentence("Error {0}", "Erreur {0}", std::to_string(status));
  PageRequest at_list = request;
  at_list.path = "clients";
  at_list.fields.clear();
  page.navigation = navigation_of(at_list);
  page.navigation.front().is_current = false;
  return page;
}

}  // namespace p8::serve
