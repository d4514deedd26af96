#include <cmath>

#include "gallery/gallery_page.h"
#include "p8/report/escape.h"

namespace p8::test {

using namespace p8::report;

namespace {

const Text kSentence = {"Labels must neither be cut nor overlap, on any width.",
                        "Les étiquettes ne doivent être ni coupées ni superposées, quelle que soit la largeur."};
const Text kLong = {
    "An axis label that is much longer than anyone should write, with its unit (thousands of euros a year)",
    "Une étiquette d’axe bien plus longue que de raison, avec son unité (milliers d’euros par an)"};

/// Markers at both ends, in the middle and side by side, with long labels, over numbers of any magnitude.
ColumnChart crowded_columns(double scale, const Format& format, int number) {
  ColumnChart chart;
  chart.text = {text("Crowded columns {0}", "Colonnes serrées {0}", Number{1.0 * number, integer()}), kSentence, {}};
  chart.x = {kLong, format, {}, {}};
  chart.y.label = kLong;
  ColumnSeries series{{"Clients", "Clients"}, Tone::Warning, {}};
  for (int i = 0; i <= 60; ++i) chart.edges.push_back(scale * (i - 20));
  for (int i = 0; i < 60; ++i) series.values.push_back(std::abs(scale) * (i % 7) * 1e4);
  chart.series = {series};
  for (const double at : {-20.0, -19.0, 9.0, 10.0, 11.0, 40.0, 41.0}) {
    chart.markers.push_back(
        {scale * at, text("Threshold of the branch {0}", "Seuil de l’agence {0}", Number{scale * at, format})});
  }
  return chart;
}

LineChart crowded_lines(double scale, bool square, int number) {
  LineChart chart;
  chart.text = {text("Crowded lines {0}", "Courbes serrées {0}", Number{1.0 * number, integer()}), kSentence, {}};
  chart.x = {kLong, significant(3), {}, {}};
  chart.y = {kLong, with_sign(significant(3)), {}, {}};
  chart.square = square;
  chart.diagonal = {"Reference", "Référence"};
  for (int k = 0; k < 6; ++k) {
    Line line{user_text(hostile_strings()[static_cast<std::size_t>(k)]), {}, k % 2 == 0, k != 2};
    for (int i = 0; i <= 12; ++i) line.points.push_back({scale * i, scale * (std::sin(i * 0.5 + k) + k)});
    chart.lines.push_back(line);
  }
  for (const double at : {0.0, 1.0, 1.2, 11.5, 12.0}) {
    chart.marked_points.push_back(
        {{scale * at, scale * 3.0},
         text("Chosen for the branch in {0}", "Choisi pour l’agence de {0}", user_text("Saint-Rémy-lès-Chevreuse"))});
  }
  return chart;
}

BarChart crowded_bars(double scale, const Format& format, int number) {
  BarChart chart;
  chart.text = {text("Crowded bars {0}", "Barres serrées {0}", Number{1.0 * number, integer()}), kSentence, {}};
  chart.x = {kLong, format, {}, {}};
  chart.label_heading = {"Feature", "Variable"};
  chart.positive = Tone::Refused;
  chart.negative = Tone::Accepted;
  chart.positive_name = {"raises", "augmente"};
  chart.negative_name = {"lowers", "diminue"};
  int i = 0;
  for (const std::string& name : hostile_strings()) {
    const double value = scale * (i % 2 == 0 ? i : -i) * 1.2345678;
    Bar bar{user_text(name), value, {}, {}, {}};
    if (i % 3 == 0) {
      bar.low = value - std::abs(scale);
      bar.high = value + std::abs(scale);
    }
    chart.bars.push_back(bar);
    ++i;
  }
  return chart;
}

}  // namespace

Page stress_page() {
  Page page;
  page.kicker = {"Test", "Test"};
  page.title = {"Charts under stress", "Graphiques sous contrainte"};
  page.lead = kSentence;
  page.footer = same("p8");
  page.sections = {{{"Columns", "Colonnes"},
                    {crowded_columns(1.0, fixed(2), 1), crowded_columns(1234567.0, integer(), 2),
                     crowded_columns(3e-9, significant(2), 3), crowded_columns(0.01, percent(2), 4)},
                    ""},
                   {{"Lines", "Courbes"},
                    {crowded_lines(0.1, true, 1), crowded_lines(250000.0, false, 2), crowded_lines(1e-12, false, 3)},
                    ""},
                   {{"Bars", "Barres"},
                    {crowded_bars(1.0, with_sign(fixed(2)), 1), crowded_bars(12345678.0, integer(), 2),
                     crowded_bars(1e-7, with_sign(significant(3)), 3)},
                    ""}};
  return page;
}

}  // namespace p8::test
