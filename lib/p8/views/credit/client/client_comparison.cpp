#include "p8/views/credit/client/client_comparison.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/credit/client/client_scatter.h"
#include "p8/views/credit/common/column_axis.h"
#include "p8/views/credit/common/column_words.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kCompared = 10;

/// One column of one client, as the sentences need it.
struct Comparison {
  const ColumnSummary& summary;
  ColumnEntry entry;
  double raw = 0.0;    ///< as in the data
  double value = 0.0;  ///< as counted: times the factor, NaN where missing or special
  Text shown;          ///< the client's value in words

  bool is_missing() const { return std::isnan(value); }
  bool is_number() const { return summary.feature().kind == FeatureKind::Number; }
};

Comparison comparison_of(const DashboardView& view, const ClientCase& client, std::size_t column) {
  const ColumnSummary& summary = view.columns.of(column);
  ColumnEntry entry = view.catalogue.entry(summary.feature().name);
  const double value = summary.at(client.row);
  const bool is_feature = column < client.explanation.values.size();
  const double raw = is_feature ? client.explanation.values[column] : value / entry.factor;
  const Text shown = shown_value(entry, summary.feature(), raw);
  return {summary, std::move(entry), raw, value, shown};
}

Text counted_value(const Comparison& comparison, double value) {
  return shown_value(comparison.entry, comparison.summary.feature(), value / comparison.entry.factor);
}

Text missing_reading(const Comparison& comparison) {
  if (!std::isnan(comparison.raw)) {  // a number that stands for something else
    return text("This client: {0}. {1} of all clients have no numeric value here.",
                "Ce client : {0}. {1} des clients n'ont pas de valeur numérique ici.", comparison.shown,
                Number{comparison.summary.all().missing_share(), percent(0)});
  }
  return text("This client has no value here, like {0} of all clients.",
              "Ce client n'a pas de valeur ici, comme {0} des clients.",
              Number{comparison.summary.all().missing_share(), percent(0)});
}

Text number_reading(const Comparison& comparison) {
  const double below = comparison.summary.share_below(comparison.value);
  return text("{0}: higher than {1} of all clients (median {2}, mean {3}).",
              "{0} : plus que {1} des clients (médiane {2}, moyenne {3}).", comparison.shown, Number{below, percent(0)},
              counted_value(comparison, comparison.summary.median()),
              counted_value(comparison, comparison.summary.mean()));
}

Text bin_reading(const Comparison& comparison) {
  const std::optional<std::size_t> bin = comparison.summary.bin_of(comparison.value);
  const double all = bin ? comparison.summary.all().share(*bin) : 0.0;
  const double accepted = bin ? comparison.summary.accepted().share(*bin) : 0.0;
  return text("This client: {0}, like {1} of all clients and {2} of accepted clients.",
              "Ce client : {0}, comme {1} des clients et {2} des clients acceptés.", comparison.shown,
              Number{all, percent(0)}, Number{accepted, percent(0)});
}

Text reading(const Comparison& comparison) {
  const Text words = comparison.is_missing()           ? missing_reading(comparison)
                     : !comparison.summary.has_edges() ? bin_reading(comparison)
                                                       : number_reading(comparison);
  const Text description = description_of(comparison.entry);
  if (description.en.empty()) return words;
  return text("{0} {1}", "{0} {1}", with_full_stop(description), words);
}

DistributionGroup group_of(const Text& name, const BinCounts& counts) {
  DistributionGroup group;
  group.name = name;
  // To a hundredth of a percent: more cannot be seen, and would make the page heavy.
  const auto rounded = [](double share) { return std::round(share * 1e4) / 1e4; };
  for (std::size_t bin = 0; bin < counts.bins.size(); ++bin) group.shares.push_back(rounded(counts.share(bin)));
  group.missing = rounded(counts.missing_share());
  return group;
}

void add_edges(const DashboardView& view, const Comparison& comparison, Distribution& chart) {
  const ColumnSummary& summary = comparison.summary;
  const Format format = shown_format(comparison.entry);
  chart.x = {axis_label(view.catalogue, summary.feature().name), format, {}, {}};
  chart.edges = summary.edges();
  chart.markers.push_back({summary.median(), text("Median {0}", "Médiane {0}", Number{summary.median(), format})});
  const bool is_drawn_at_end = comparison.value < chart.edges.front() || comparison.value > chart.edges.back();
  chart.markers.push_back({summary.mean(), text("Mean {0}", "Moyenne {0}", Number{summary.mean(), format})});
  if (comparison.is_missing()) return;
  const double drawn = std::clamp(comparison.value, chart.edges.front(), chart.edges.back());
  chart.client =
      Marker{drawn, is_drawn_at_end ? text("This client {0}, off the axis", "Ce client {0}, hors de l'axe",
                                           Number{comparison.value, format})
                                    : text("This client {0}", "Ce client {0}", Number{comparison.value, format})};
}

void add_categories(const DashboardView& view, const Comparison& comparison, Distribution& chart) {
  const ColumnSummary& summary = comparison.summary;
  for (const double value : summary.distinct()) chart.categories.push_back(counted_value(comparison, value));
  chart.bin_heading = label_of(view.catalogue, summary.feature().name);
  chart.x = {{"Share of the group", "Part du groupe"}, percent(0), {}, {}};
  chart.client_bin = comparison.is_missing() ? summary.bins() : summary.bin_of(comparison.value);
}

Distribution distribution_of(const DashboardView& view, const ClientCase& client, std::size_t column) {
  const Comparison comparison = comparison_of(view, client, column);
  const ColumnSummary& summary = comparison.summary;
  Distribution chart;
  chart.text.title = label_of(view.catalogue, summary.feature().name);
  chart.text.summary = reading(comparison);
  chart.groups = {group_of({"All clients", "Tous les clients"}, summary.all()),
                  group_of({"Accepted", "Acceptés"}, summary.accepted()),
                  group_of({"Most similar", "Clients les plus proches"}, summary.count(client.similar))};
  chart.client_name = {"This client", "Ce client"};
  chart.client_is_missing = comparison.is_missing();
  summary.has_edges() ? add_edges(view, comparison, chart) : add_categories(view, comparison, chart);
  return chart;
}

/// The columns asked for, or the features that weigh most for this client.
std::vector<std::size_t> compared_columns(const DashboardView& view, const ClientCase& client) {
  if (!view.options.compare.empty()) return view.options.compare;
  std::vector<std::size_t> columns;
  for (const std::size_t s : view.features.ranking(client.explanation.contributions)) {
    for (const std::size_t f : view.features.members(s)) {
      if (columns.size() < kCompared && view.features.members(s).size() == 1) columns.push_back(f);
    }
  }
  return columns;
}

Paragraph groups_note(const DashboardView& view, const ClientCase& client) {
  const bool is_sample = view.sample.rows.size() < view.population.rows();
  const Text among = is_sample ? text(", among a random sample of {0}", ", parmi un échantillon aléatoire de {0}",
                                      count_of(view.sample.rows.size()))
                               : Text{};
  return {text(
      "Each chart compares the client with all {0} clients, with the accepted ones, and with the {1} most similar: "
      "those whose characteristics affect the score in nearly the same way (Euclidean distance between SHAP "
      "contributions{2}). Values off the axis are counted in the outermost columns.",
      "Chaque graphique compare le client à l'ensemble des {0} clients, aux clients acceptés et aux {1} clients les "
      "plus proches : ceux dont les variables agissent presque de la même façon sur le score (distance euclidienne "
      "entre contributions SHAP{2}). Les valeurs hors de l'axe sont comptées dans les colonnes extrêmes.",
      count_of(view.population.rows()), count_of(client.similar.size()), among)};
}

}  // namespace

Section client_comparison_section(const DashboardView& view, const ClientCase& client, const std::string& anchor,
                                  const std::string& group) {
  Section section;
  section.heading = group.empty() ? Text{"Compared with other clients", "Par rapport aux autres clients"}
                                  : text("Client {0}: compared with others", "Client {0} : par rapport aux autres",
                                         user_text(client.explanation.id));
  section.anchor = anchor + "compared";
  section.group = group;
  section.blocks.push_back(groups_note(view, client));
  Choice choice;
  choice.label = {"Characteristic", "Variable"};
  choice.all_name = {"All", "Toutes"};
  choice.small = true;
  for (const std::size_t column : compared_columns(view, client)) {
    const Distribution chart = distribution_of(view, client, column);
    choice.options.push_back({chart.text.title, {chart}});
  }
  section.blocks.push_back(std::move(choice));
  for (Scatter& scatter : client_scatters(view, client)) section.blocks.push_back(std::move(scatter));
  return section;
}

}  // namespace p8::views
