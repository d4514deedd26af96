#include "p8/serve/pages.h"

#include <string>
#include <utility>

#include "p8/report/escape.h"
#include "p8/report/html/render.h"
#include "p8/serve/page_links.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/credit/common/iterations_item.h"
#include "p8/views/credit/portfolio/audit_sections.h"

namespace p8::serve {

using namespace report;
using views::count_of;

std::string overall_page(const Dashboard& dashboard, const PageRequest& request) {
  return dashboard.overall_page(request.language, [&] {
    PageRequest plain{request.language, true, request.path, {}};
    const views::DashboardView view = dashboard.view(dashboard.shown());
    const Portfolio portfolio = dashboard.population().portfolio({}, dashboard.rule().threshold);
    const PortfolioMetrics figures =
        portfolio_metrics(portfolio, {}, dashboard.rule().threshold, dashboard.model().card.costs);
    const std::vector<views::ProtectedMetrics> protected_metrics = dashboard.protected_metrics(view);
    Page page;
    page.kicker = {"The model as a whole", "Le modèle dans son ensemble"};
    page.title = text("How the model decides on {0} clients", "Comment le modèle décide sur {0} clients",
                      count_of(figures.rows));
    page.lead =
        text("Accepted: {0}; refused: {1}. A client is refused when the probability of default is greater than {2}.",
             "Acceptés : {0} ; refusés : {1}. Un client est refusé quand la probabilité de défaut dépasse {2}.",
             count_of(figures.accepted), count_of(figures.refused), Number{dashboard.rule().threshold, percent(1)});
    page.navigation = navigation_of(plain);
    page.sections = views::audit_sections(view, {portfolio, figures, protected_metrics}, nullptr);
    page.sections.push_back(views::run_section(view.record));
    views::add_iterations(view.model.iterations, page.sections.back());
    page.footer = views::page_footer(view.record);
    return render_html(page, request.language);
  });
}

Page error_page(int status, const PageRequest& request) {
  static const std::pair<int, Text> kTitles[] = {
      {400, {"The request was not understood", "La requête n'a pas été comprise"}},
      {401, {"A token is required", "Un jeton est nécessaire"}},
      {403, {"Not allowed", "Accès refusé"}},
      {404, {"This page or client does not exist", "Cette page ou ce client n'existe pas"}},
      {405, {"This page is read-only", "Cette page est en lecture seule"}},
      {500, {"Something went wrong here", "Une erreur s'est produite ici"}}};
  Page page;
  page.title = {"This does not work", "Cela ne fonctionne pas"};
  for (const auto& [code, title] : kTitles) {
    if (code == status) page.title = title;
  }
  if (status == 404) {
    page.lead = {"Search for the client in the list, under “Clients” above.",
                 "Cherchez le client dans la liste, sous « Clients » ci-dessus."};
  }
  page.kicker = text("Error {0}", "Erreur {0}", std::to_string(status));
  PageRequest at_list = request;
  at_list.path = "clients";
  at_list.fields.clear();
  for (const char c : request.path) page.root += c == '/' ? "../" : "";
  page.navigation = navigation_of(at_list);
  page.navigation.front().is_current = false;
  return page;
}

}  // namespace p8::serve
