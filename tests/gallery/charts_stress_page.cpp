#include <cmath>
#include <limits>

#include "gallery/charts_page.h"
#include "gallery/gallery_page.h"
#include "p8/report/escape.h"

namespace p8::test {

using namespace p8::report;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const Text kSentence = {"Labels must neither be cut nor overlap, on any width.",
                        "Les étiquettes ne doivent être ni coupées ni superposées, quelle que soit la largeur."};
const Text kLong = {
    "An axis label that is much longer than anyone should write, with its unit (thousands of euros a year)",
    "Une étiquette d’axe bien plus longue que de raison, avec son unité (milliers d’euros par an)"};

Text numbered(const char* en, const char* fr, int number) {
  return text(en, fr, Number{static_cast<double>(number), integer()});
}

/// On the threshold and off the dial, for numbers of any length.
Gauge gauge(double value, double threshold, double low, double high, const Format& format, int number) {
  Gauge chart;
  chart.text = {numbered("Dial {0}", "Cadran {0}", number), kSentence, {}};
  chart.label = kLong;
  chart.value = value;
  chart.threshold = threshold;
  chart.band = 0.08 * (high - low);
  chart.low = low;
  chart.high = high;
  chart.format = format;
  chart.threshold_label = text("Threshold of the branch in {0}, {1}", "Seuil de l’agence de {0}, {1}",
                               user_text("Saint-Rémy-lès-Chevreuse"), Number{threshold, format});
  chart.below_name = {"accepted", "accepté"};
  chart.above_name = {"refused", "refusé"};
  chart.band_name = kLong;
  return chart;
}

Waterfall waterfall(double scale, double start, const Format& format, int number) {
  Waterfall chart;
  chart.text = {numbered("Steps {0}", "Étapes {0}", number), kSentence, {}};
  chart.x = {kLong, format, {}, {}};
  chart.label_heading = {"Feature", "Variable"};
  chart.start_label = kLong;
  chart.end_label = kLong;
  chart.start = start;
  chart.positive_name = {"raises", "augmente"};
  chart.negative_name = {"lowers", "diminue"};
  chart.threshold = Marker{start + scale, {"Threshold of a branch with a long name", "Seuil d’une agence au nom long"}};
  for (int i = 0; i < 25; ++i) {
    const std::string& name = hostile_strings()[static_cast<std::size_t>(i) % hostile_strings().size()];
    const double size = i % 5 == 0 ? 1e-6 : i % 7 == 0 ? 2.0 : 0.3;
    chart.steps.push_back({user_text(name), i % 3 == 0 ? user_text(hostile_strings()[12]) : Text{"12", "12"},
                           i == 9 ? kNaN : (i % 2 == 0 ? scale : -scale) * size});
  }
  return chart;
}

Beeswarm beeswarm(double scale, int number) {
  Beeswarm chart;
  chart.text = {numbered("Swarm {0}", "Nuage {0}", number), kSentence, {}};
  chart.x = {kLong, with_sign(significant(3)), {}, {}};
  chart.label_heading = {"Feature", "Variable"};
  chart.low_name = {"low", "bas"};
  chart.middle_name = {"middle", "moyen"};
  chart.high_name = {"high", "haut"};
  chart.missing_name = {"missing", "sans valeur"};
  chart.marked_name = kLong;
  int k = 0;
  for (const std::string& name : hostile_strings()) {
    SwarmRow row{user_text(name), {}, k % 2 == 0 ? std::optional<double>(scale) : std::nullopt};
    for (int i = 0; i < 40 * k; ++i) {
      row.dots.push_back({scale * (k % 3 == 0 ? 0.0 : std::sin(i * 1.7) * k), i % 9 == 0 ? kNaN : (i % 10) / 9.0});
    }
    chart.rows.push_back(row);
    ++k;
  }
  return chart;
}

Distribution distribution(double scale, const Format& format, int number) {
  Distribution chart;
  chart.text = {numbered("Distribution {0}", "Distribution {0}", number), kSentence, {}};
  chart.x = {kLong, format, {}, {}};
  for (int i = 0; i <= 40; ++i) chart.edges.push_back(scale * (i - 10));
  for (int g = 0; g < 3; ++g) {
    DistributionGroup group{numbered("Group {0}", "Groupe {0}", g + 1), {}, 0.2};
    for (int i = 0; i < 40; ++i) group.shares.push_back(g == 2 ? kNaN : (i * (g + 3) % 7) / 120.0);
    chart.groups.push_back(group);
  }
  for (const double at : {-10.0, -9.5, 9.0, 29.0, 30.0}) {
    chart.markers.push_back(
        {scale * at, text("Mean of the branch {0}", "Moyenne de l’agence {0}", Number{scale * at, format})});
  }
  chart.client = Marker{scale * 50.0, {"A client far beyond the axis", "Un client bien au-delà de l’axe"}};
  return chart;
}

Distribution categories() {
  Distribution chart;
  chart.text = {{"Categories with any name", "Catégories de tous noms"}, kSentence, {}};
  chart.bin_heading = {"Category", "Catégorie"};
  DistributionGroup first{{"All", "Tous"}, {}, 0.05}, second{{"Some", "Certains"}, {}, 0.5}, third{kLong, {}, 0.0};
  for (const std::string& name : hostile_strings()) {
    chart.categories.push_back(user_text(name));
    first.shares.push_back(0.01 * static_cast<double>(first.shares.size()));
    second.shares.push_back(0.06);
    third.shares.push_back(0.062);
  }
  chart.groups = {first, second, third};
  chart.client_bin = chart.categories.size();
  chart.client_name = kLong;
  return chart;
}

Scatter scatter(double scale, std::size_t x, std::size_t y, int number) {
  Scatter chart;
  chart.text = {numbered("Points {0}", "Points {0}", number), kSentence, {}};
  ScatterColumn numbers{kLong, significant(3), {}, {}, kNaN};
  ScatterColumn many{{"Many categories", "Beaucoup de catégories"}, integer(), {}, {}, 3.0};
  ScatterColumn few{{"A few long categories", "Quelques longues catégories"}, integer(), {}, {}, kNaN};
  for (const std::string& name : hostile_strings()) many.categories.push_back(user_text(name));
  few.categories = {kLong, {"Secondary / secondary special", "Secondaire / spécialisé"}, {"c", "c"}};
  for (int i = 0; i < 80; ++i) {
    numbers.values.push_back(i % 6 == 0 ? kNaN : scale * std::sin(i) * i);
    many.values.push_back(i % 11 == 0 ? kNaN : i % 14);
    few.values.push_back(i % 7 == 0 ? kNaN : i % 3);
  }
  chart.columns = {numbers, many, few};
  chart.x = x;
  chart.y = y;
  chart.colour = 1;
  chart.point_heading = {"Client", "Client"};
  chart.marked_name = {"A client with quite a long name", "Un client au nom assez long"};
  return chart;
}

HeatMap heat_map(std::size_t classes, double scale, const Format& format, bool hostile, int number) {
  HeatMap chart;
  chart.text = {numbered("Matrix {0}", "Matrice {0}", number), kSentence, {}};
  chart.rows_are = chart.columns_are = hostile ? kLong : Text{"class", "classe"};
  for (std::size_t i = 0; i < classes; ++i) {
    chart.names.push_back(hostile ? user_text(hostile_strings()[i % hostile_strings().size()])
                                  : numbered("Class {0}", "Classe {0}", static_cast<int>(i)));
  }
  if (hostile) chart.more_columns = {kLong, {"none", "aucune"}};
  const std::size_t cells = classes * (classes + chart.more_columns.size());
  for (std::size_t i = 0; i < cells; ++i) {
    chart.values.push_back(i % 5 == 4 ? kNaN : scale * std::sin(static_cast<double>(i)));
    chart.levels.push_back(std::sin(static_cast<double>(i)));
  }
  chart.format = format;
  chart.level_name = {"Level:", "Niveau :"};
  if (number % 2 == 0) chart.diagonal_name = kLong;
  return chart;
}

}  // namespace

Page charts_stress_page() {
  Page page;
  page.kicker = {"Test", "Test"};
  page.title = {"Charts of one client under stress", "Graphiques d’un client sous contrainte"};
  page.lead = kSentence;
  page.footer = same("p8");
  page.sections = {
      {{"Dials", "Cadrans"},
       {gauge(0.5, 0.5, 0.0, 1.0, percent(1), 1), gauge(-3.0, 0.02, 0.0, 1.0, fixed(2), 2),
        gauge(2e6, 970000.0, 0.0, 1e6, integer(), 3), gauge(kNaN, kNaN, -1.0, 1.0, with_sign(fixed(1)), 4)},
       ""},
      {{"Steps", "Étapes"},
       {waterfall(1.0, -2.0, fixed(2), 1), waterfall(1e7, 3e7, integer(), 2), waterfall(0.001, 5.0, significant(3), 3)},
       ""},
      {{"Swarms", "Nuages"}, {beeswarm(0.05, 1), beeswarm(25000.0, 2)}, ""},
      {{"Distributions", "Distributions"},
       {distribution(1.0, integer(), 1), distribution(123456.0, integer(), 2), distribution(3e-9, significant(2), 3),
        categories()},
       ""},
      {{"Points", "Points"},
       {scatter(0.1, 0, 1, 1), scatter(1.0, 1, 0, 2), scatter(25000.0, 2, 0, 3), scatter(1e-12, 0, 2, 4),
        scatter(1.0, 1, 2, 5)},
       ""},
      {{"Matrices", "Matrices"},
       {heat_map(7, 120.0, integer(), true, 1), heat_map(20, 999.0, integer(), true, 2),
        heat_map(20, 1.0, fixed(2), false, 3), heat_map(20, 12345.0, integer(), false, 4),
        heat_map(1, 1e7, integer(), true, 5), heat_map(2, 1e-12, significant(3), false, 6)},
       ""}};
  return page;
}

}  // namespace p8::test
