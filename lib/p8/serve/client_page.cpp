#include <algorithm>
#include <iterator>

#include "p8/base/closest.h"
#include "p8/base/log.h"
#include "p8/report/escape.h"
#include "p8/serve/page_links.h"
#include "p8/serve/pages.h"
#include "p8/serve/what_if_form.h"
#include "p8/views/common/numbers.h"
#include "p8/views/credit/client/client_letter.h"
#include "p8/views/credit/client/explain_page.h"

namespace p8::serve {

namespace {

using namespace report;
using views::count_of;

void add_problems(const std::vector<Text>& problems, Page& page) {
  for (const Text& problem : problems) {
    page.answer.insert(page.answer.begin(), Notice{Tone::Warning, {"Input to correct", "Saisie à corriger"}, problem});
  }
}

/// The column that a field names; a name that the model does not read becomes a problem.
std::optional<std::size_t> column_of(const Dashboard& dashboard, const std::string& name, std::vector<Text>& problems) {
  if (name.empty()) return std::nullopt;
  if (const std::optional<std::size_t> column = dashboard.column(name)) return column;
  std::vector<std::string> names;
  for (const Feature& feature : dashboard.model().card.schema.features()) names.push_back(feature.name);
  const Text closest = did_you_mean(closest_names(name, names));
  problems.push_back(text("The model does not read “{0}”{1}.", "Le modèle ne lit pas « {0} »{1}.",
                          user_text(printable(name, 60)), closest));
  return std::nullopt;
}

/// What the request asks for, else what the server was started with.
views::DashboardOptions options_of(const Dashboard& dashboard, const PageRequest& request,
                                   std::vector<Text>& problems) {
  views::DashboardOptions options = dashboard.shown();
  options.features = request.number("n", 1, 100, options.features);
  options.searched = request.field("search") == "1";
  if (request.has("compare")) options.compare.clear();
  for (const auto& [name, value] : request.fields) {
    if (name != "compare") continue;
    if (const auto column = column_of(dashboard, value, problems)) options.compare.push_back(*column);
  }
  const auto x = column_of(dashboard, request.field("x"), problems);
  const auto y = column_of(dashboard, request.field("y"), problems);
  const auto colour = column_of(dashboard, request.field("colour"), problems);
  if (x && y) options.pairs = {{*x, *y, colour}};
  return options;
}

Section choice_section(const Dashboard& dashboard, const PageRequest& request, const std::string& id) {
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
                         {"Characteristics in the first chart", "Variables dans le premier graphique"},
                         std::to_string(request.number("n", 1, 100, dashboard.shown().features))});
  for (std::size_t i = 0; i < compared.size(); ++i) {
    FormField field{FormField::Kind::Text, "compare",
                    text("Compare in: characteristic {0}", "Comparer selon : variable {0}", count_of(i + 1)),
                    compared[i]};
    field.suggests = true;
    form.fields.push_back(std::move(field));
  }
  const std::pair<const char*, Text> axes[] = {
      {"x", {"Scatter plot: horizontal axis", "Nuage de points : axe horizontal"}},
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
          text("The probability of default would be {1} instead of {0}. Nothing is stored.",
               "La probabilité de défaut serait de {1} au lieu de {0}. Rien n'est enregistré.", before, after)};
}

/// The section of changes, where a page has none yet: after reasons and comparison.
Section& changes_section(Page& page) {
  for (Section& section : page.sections) {
    if (section.anchor == "changes") return section;
  }
  const auto place =
      page.sections.begin() + std::min<std::ptrdiff_t>(2, std::distance(page.sections.begin(), page.sections.end()));
  return *page.sections.insert(place,
                               {{"What would change the decision", "Ce qui changerait la décision"}, {}, "changes"});
}

/// The way to the same page with the smallest changes that turn a refusal: looked for when asked, since that may take
/// some tenths of a second.
void add_search(const PageRequest& request, Section& section) {
  QueryFields fields;
  for (const auto& field : request.fields) {
    if (field.first != "lang" && !field.second.empty()) fields.push_back(field);
  }
  fields.emplace_back("search", "1");
  section.blocks.push_back(
      Subheading{{"The smallest changes that would reverse it", "Les plus petits changements qui l'inverseraient"}});
  Links links{{"Search for changes", "Recherche de changements"}, {}};
  links.links.push_back({{"Look for the smallest changes that lead to acceptance",
                          "Chercher les plus petits changements qui mènent à une acceptation"},
                         address_of("client", fields, request, "changes"),
                         false,
                         {}});
  section.blocks.push_back(std::move(links));
}

/// The form to try other values, below what the last ones came to.
void add_what_if(const views::DashboardView& view, const Dashboard& dashboard, const views::ClientCase& client,
                 const PageRequest& request, Section& section) {
  section.blocks.push_back(Subheading{{"Try other values", "Essayer d'autres valeurs"}});
  section.blocks.push_back(
      Paragraph{{"The most important characteristics are listed; you can name another one. The model scores the client "
                 "again with your values. Nothing is stored.",
                 "Les variables qui pèsent le plus sont proposées ; vous pouvez en nommer une autre. Le modèle évalue "
                 "à nouveau le client avec vos valeurs. Rien n'est enregistré."}});
  section.blocks.push_back(what_if_form(view, dashboard, client, request));
}

}  // namespace

std::optional<Page> client_page(const Dashboard& dashboard, const PageRequest& request) {
  const std::string& id = request.field("id");
  const std::optional<std::size_t> row = dashboard.find(id);
  if (!row) return std::nullopt;
  std::vector<Text> problems;
  const views::DashboardOptions options = options_of(dashboard, request, problems);
  const views::DashboardView view = dashboard.view(options);
  const std::vector<double> values = dashboard.population().client(*row);
  views::ClientCase client = dashboard.client(*row, settings_of(dashboard, values, request, problems));
  const bool is_refused = client.explanation.refused;
  if (is_refused && options.searched) client.counterfactuals = dashboard.smallest_changes(values);
  const Text letter = is_refused ? views::client_letter(view, client) : Text{};
  Page page = views::client_page(view, client, letter, "clients");
  page.back->href = address_of("clients", {}, request);
  page.navigation = navigation_of(request);
  if (client.after) page.answer.insert(page.answer.begin(), change_notice(client));
  add_problems(problems, page);
  Section& changes = changes_section(page);
  if (is_refused && !options.searched) add_search(request, changes);
  add_what_if(view, dashboard, client, request, changes);
  const auto end = page.sections.end() - 2;  // before the score's scale and how the page was made
  page.sections.insert(end, choice_section(dashboard, request, id));
  return page;
}

}  // namespace p8::serve
