#include "gallery/dashboard_page.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "gallery/gallery_page.h"
#include "p8/report/escape.h"

namespace p8::test {

using namespace p8::report;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Client {
  const char* group;
  std::string id;
  double p_default;
  Badge decision;
};

const Badge kAccepted = {Tone::Accepted, {"Accepted", "Accepté"}};
const Badge kRefused = {Tone::Refused, {"Refused", "Refusé"}};

const std::vector<Client>& clients() {
  static const std::vector<Client> three = {{"c-100002", "C-100002", 0.0731, kAccepted},
                                            {"c-100417", "C-100417", 0.5820, kRefused},
                                            {"hostile", hostile_strings()[1], 0.4021, kAccepted}};
  return three;
}

const std::vector<Text>& features() {
  static const std::vector<Text> names = {{"External score", "Score externe"},
                                          {"Past delays of payment", "Retards de paiement passés"},
                                          {"Length of employment", "Ancienneté dans l’emploi"},
                                          {"Amount of the credit", "Montant du crédit"},
                                          {"Age", "Âge"},
                                          {"Income", "Revenu"},
                                          {"Credits elsewhere", "Crédits dans d’autres banques"},
                                          {"Number of children", "Nombre d’enfants"}};
  return names;
}

BarChart contributions(const Client& client, std::size_t count) {
  BarChart chart;
  chart.text = {text("What decided for {0}", "Ce qui a décidé pour {0}", user_text(client.id)),
                plural(static_cast<std::int64_t>(count),
                       {"The {0} characteristic that weighed most.", "La caractéristique qui a le plus pesé."},
                       {"The {0} characteristics that weighed most, from the strongest down.",
                        "Les {0} caractéristiques qui ont le plus pesé, de la plus forte à la plus faible."}),
                {}};
  chart.x = {{"Contribution (log-odds)", "Contribution (log-cotes)"}, with_sign(fixed(2)), {}, {}};
  chart.label_heading = {"Characteristic", "Caractéristique"};
  chart.positive = Tone::Refused;
  chart.negative = Tone::Accepted;
  chart.positive_name = {"raises the risk", "augmente le risque"};
  chart.negative_name = {"lowers the risk", "diminue le risque"};
  for (std::size_t i = 0; i < count; ++i) {
    const double sign = (i + client.id.size()) % 3 == 0 ? 1.0 : -1.0;
    chart.bars.push_back({features()[i], sign * 0.9 * std::exp(-0.4 * static_cast<double>(i)), {}, {}, {}});
  }
  return chart;
}

/// One option at a time, drawn at full width.
Choice contributions_choice(const Client& client) {
  Choice choice;
  choice.label = {"Characteristics shown", "Caractéristiques affichées"};
  for (const std::size_t count : {std::size_t{3}, std::size_t{5}, features().size()}) {
    choice.options.push_back({integer_text(static_cast<std::int64_t>(count)), {contributions(client, count)}});
  }
  choice.chosen = 1;
  return choice;
}

ColumnChart distribution(const Text& feature, double centre) {
  ColumnChart chart;
  chart.text = {feature,
                text("Most clients lie near {0}.", "La plupart des clients se situent près de {0}.",
                     Number{centre, significant(2)}),
                {}};
  chart.x.label = feature;
  chart.y.label = {"Clients", "Clients"};
  ColumnSeries series{{"Clients", "Clients"}, Tone::Neutral, {}};
  for (int i = 0; i <= 12; ++i) chart.edges.push_back(centre * i / 6.0);
  for (int i = 0; i < 12; ++i) series.values.push_back(std::round(900.0 * std::exp(-std::pow((i - 5.5) / 3.0, 2))));
  chart.series = {series};
  return chart;
}

/// All options at first, several beside each other; the last holds the names of a hostile file.
Choice distributions_choice() {
  Choice choice;
  choice.label = {"Characteristic", "Caractéristique"};
  choice.all_name = {"All characteristics", "Toutes les caractéristiques"};
  choice.small = true;
  double centre = 0.31;
  for (const std::size_t i : {0, 2, 3, 5}) {
    choice.options.push_back({features()[i], {distribution(features()[i], centre)}});
    centre *= 11.0;
  }
  const Text hostile = user_text(hostile_strings()[0]);
  choice.options.push_back({hostile, {distribution(hostile, 7.0)}});
  return choice;
}

/// Two columns of numbers, of which one lacks values, a share, and categories of which one is hostile.
Scatter clients_scatter() {
  ScatterColumn age{{"Age (years)", "Âge (années)"}, integer(), {}, {}, 26.0};
  ScatterColumn score{{"External score", "Score externe"}, fixed(2), {}, {}, kNaN};
  ScatterColumn risk{{"P(default)", "P(défaut)"}, percent(1), {}, {}, 0.0731};
  ScatterColumn work{{"Work", "Emploi"},
                     integer(),
                     {},
                     {{"Employed", "En emploi"}, {"Pensioner", "À la retraite"}, user_text(hostile_strings()[0])},
                     1.0};
  for (int i = 0; i < 60; ++i) {
    age.values.push_back(21.0 + i * 17 % 49);
    score.values.push_back(i % 9 == 4 ? kNaN : 0.5 + 0.45 * std::sin(1.7 * i));
    risk.values.push_back(0.3 - 0.25 * std::sin(1.7 * i + 0.4));
    work.values.push_back(i % 7 == 0 ? 2.0 : i % 3 == 0 ? 1.0 : i % 11 == 5 ? kNaN : 0.0);
  }
  Scatter chart;
  chart.text = {{"Risk and external score", "Risque et score externe"},
                {"The higher the external score, the lower the risk.",
                 "Plus le score externe est élevé, plus le risque est faible."},
                {}};
  chart.columns = {age, score, risk, work};
  chart.x = 1;
  chart.y = 2;
  chart.colour = 3;
  chart.point_heading = {"Client", "Client"};
  chart.marked_name = {"this client", "ce client"};
  chart.choosable = true;
  return chart;
}

Letter letter(const Client& client) {
  return {text("Letter to {0}", "Lettre à {0}", user_text(client.id)),
          text("Dear client {0},\n\nThank you for your application of 22 November 2026. We have looked at it with "
               "care, and we cannot grant this credit today.\n\nTwo reasons weighed most:\n– payments were late in "
               "the past twelve months;\n– you started your present job less than a year ago.\n\nYou may ask a "
               "member of our staff to look at your file again. We answer within thirty days.\n\nYours "
               "sincerely,\nYour bank",
               "Chère cliente, cher client {0},\n\nMerci pour votre demande du 22 novembre 2026. Nous l’avons lue "
               "avec soin. Nous ne pouvons pas vous accorder ce crédit aujourd’hui.\n\nDeux raisons ont compté le "
               "plus :\n– des paiements en retard ces douze derniers mois ;\n– un emploi commencé il y a moins d’un "
               "an.\n\nVous pouvez demander à un conseiller de revoir votre dossier. Nous répondons sous trente "
               "jours.\n\nAvec nos salutations distinguées,\nVotre banque",
               user_text(client.id))};
}

Table values_of(const Client& client) {
  Table table;
  table.caption = text("The values of {0}", "Les valeurs de {0}", user_text(client.id));
  table.columns = {{{"Characteristic", "Caractéristique"}}, {{"Value", "Valeur"}}, {{"Contribution", "Contribution"}}};
  const Format signed_format = with_sign(fixed(2));
  table.rows = {{features()[4], Measure{-9461, {"25.9 years", "25,9 ans"}}, Number{-0.21, signed_format}},
                {features()[2], Measure{-637, {"1.7 years", "1,7 an"}}, Number{0.34, signed_format}},
                {features()[5], Measure{kNaN, {"not given", "non renseigné"}}, Number{0.02, signed_format}}};
  return table;
}

std::vector<Section> sections_of(const Client& client) {
  const std::string group = client.group;
  return {{text("Why {0} was rated so", "Pourquoi {0} est noté ainsi", user_text(client.id)),
           {KeyFigures{{{{"Decision", "Décision"}, client.decision, {}, {}},
                        {{"Probability of default", "Probabilité de défaut"},
                         Number{client.p_default, percent(1)},
                         {},
                         {"threshold 41.1%", "seuil 41,1 %"}},
                        {{"Age", "Âge"}, Measure{-9461, {"25.9 years", "25,9 ans"}}, {}, {}}}},
            contributions_choice(client), values_of(client)},
           "why-" + group,
           group},
          {text("What to write to {0}", "Que répondre à {0}", user_text(client.id)),
           {letter(client)},
           "letter-" + group,
           group}};
}

/// The first rows lead to the sections of the picker's clients, the others to a page of their own.
Table portfolio(const std::string& suffix, std::size_t rows) {
  Table table;
  table.caption = {"Clients of the portfolio", "Clients du portefeuille"};
  table.columns = {{{"Client", "Client"}},
                   {{"P(default)", "P(défaut)"}},
                   {{"Age", "Âge"}},
                   {{"Main reason", "Raison principale"}},
                   {{"Decision", "Décision"}}};
  table.searchable = true;
  table.filter_column = 4;
  for (std::size_t i = 0; i < rows; ++i) {
    const double p = 0.5 + 0.49 * std::sin(static_cast<double>(i * i % 997));
    const double years = 21.0 + static_cast<double>(i * 7 % 490) / 10.0;
    const std::string id = i < clients().size() ? clients()[i].id : "C-" + std::to_string(100500 + i);
    const std::string href = i < clients().size() ? std::string("#why-") + clients()[i].group
                             : i == 3             ? "javascript:alert(1)"
                                                  : "clients/example" + suffix;
    table.rows.push_back({Link{user_text(id), href}, Number{i == 5 ? kNaN : p, percent(1)},
                          Measure{-365.25 * years, text("{0} years", "{0} ans", Number{years, fixed(1)})},
                          i == 7 ? Text{} : features()[i * i % features().size()], p > 0.411 ? kRefused : kAccepted});
  }
  return table;
}

}  // namespace

Page dashboard_page(const std::string& suffix, std::size_t rows) {
  Page page;
  page.back = Link{{"All reports", "Tous les rapports"}, "gallery" + suffix};
  page.kicker = {"Credit scoring · Client dashboard", "Score de crédit · Tableau de bord des clients"};
  page.title = {"Why were these three clients rated so?", "Pourquoi ces trois clients sont-ils notés ainsi ?"};
  page.lead = text(
      "Two of three applications are accepted. Choose a client to read what weighed for and against, and the letter.",
      "Deux demandes sur trois sont acceptées. Choisissez un client pour lire ce qui a pesé pour et contre, et la "
      "lettre.");
  page.answer = {KeyFigures{{{{"Clients explained", "Clients expliqués"}, Number{3, integer()}, {}, {}},
                             {{"Accepted", "Acceptés"}, Number{2, integer()}, {}, {}},
                             {{"Threshold", "Seuil"}, Number{0.411, percent(1)}, {}, {}}}}};
  Picker picker;
  picker.label = {"Client", "Client"};
  for (const Client& client : clients()) {
    picker.entries.push_back({client.group, user_text(client.id)});
    for (const Section& section : sections_of(client)) page.sections.push_back(section);
  }
  page.picker = picker;
  page.sections.push_back({{"How all clients are spread", "Comment se répartissent tous les clients"},
                           {distributions_choice(), clients_scatter()},
                           "spread"});
  page.sections.push_back({{"All clients", "Tous les clients"}, {portfolio(suffix, rows)}, "clients"});
  page.footer = {"p8 · made-up figures", "p8 · chiffres inventés"};
  return page;
}

Page client_page(const std::string& suffix) {
  Page page;
  page.back = Link{{"All clients", "Tous les clients"}, "../dashboard" + suffix};
  page.kicker = {"Credit scoring · Client", "Score de crédit · Client"};
  page.title = {"A client of their own page", "Un client sur sa propre page"};
  page.verdict = kRefused;
  page.lead = {"This application is refused: past delays weighed most.",
               "Cette demande est refusée : les retards passés ont le plus pesé."};
  page.sections = sections_of(clients()[1]);
  page.footer = {"p8 · made-up figures", "p8 · chiffres inventés"};
  return page;
}

}  // namespace p8::test
