#include "p8/options/page_options.h"

#include <algorithm>

namespace p8::app {

views::DashboardOptions PageOptions::shown(ColumnNumbers& numbers) const {
  views::DashboardOptions shown;
  shown.features = features;
  shown.compare = numbers.of(compare);
  for (const std::string& pair : pairs) shown.pairs.push_back(numbers.of_pair(pair));
  shown.max_changes = max_changes;
  return shown;
}

ColumnCatalogue PageOptions::column_catalogue() const {
  ColumnCatalogue columns = ColumnCatalogue::built_in();
  if (!catalogue.empty()) columns.merge_directory(catalogue);
  if (!descriptions.empty()) columns.add_descriptions(descriptions);
  return columns;
}

std::vector<Actionable> PageOptions::actionable_of(const ModelCard& card, const ColumnCatalogue& columns) const {
  std::vector<Actionable> allowed = parse_actionable(actionable, card.schema);
  if (allowed.empty()) allowed = card.has_actionable ? card.actionable : default_actionable(card.schema, columns);
  const auto is_kept_out = [&](const Actionable& candidate) {
    const std::string& name = card.schema.features()[candidate.feature].name;
    return is_protected(name, columns) ||
           std::find(protected_columns.begin(), protected_columns.end(), name) != protected_columns.end();
  };
  allowed.erase(std::remove_if(allowed.begin(), allowed.end(), is_kept_out), allowed.end());
  return allowed;
}

void add_page_options(CLI::App& command, PageOptions& options) {
  command.add_option("--features", options.features, "Characteristics shown in the waterfall at first")
      ->capture_default_str()
      ->check(CLI::Range(1, 100));
  command
      .add_option("--compare", options.compare,
                  "Column in which the client is compared (repeatable; default: the ten that weigh most)")
      ->type_name("COL");
  command.add_option("--pair", options.pairs, "Two columns against each other, coloured by a third (repeatable)")
      ->type_name("X,Y[,COLOUR]");
  command
      .add_option("--refer", options.refer, "Mark decisions closer than this to the threshold for review by a person")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 1.0));
  command
      .add_option("--protected", options.protected_columns,
                  "Column whose groups are compared for fairness (repeatable)")
      ->type_name("COL");
  command.add_option("--catalogue", options.catalogue, "Folder with your own columns.toml and reasons.<lang>.toml")
      ->type_name("DIR");
  command
      .add_option("--descriptions", options.descriptions,
                  "CSV file that describes the columns (columns Row and Description)")
      ->type_name("FILE");
  command.add_option("--sample", options.sample, "Size of the sample whose SHAP values represent all clients")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000'000));
  command.add_option("--similar", options.similar, "Number of similar clients to compare with")
      ->capture_default_str()
      ->check(CLI::Range(1, 1'000'000));
  command
      .add_option("--actionable", options.actionable,
                  "Column that a counterfactual may change, :up or :down in one direction only (repeatable; default: "
                  "the model's list)")
      ->type_name("COL[:up|down]");
  command.add_option("--max-changes", options.max_changes, "Maximum number of columns that a counterfactual changes")
      ->capture_default_str()
      ->check(CLI::Range(1, 10));
}

}  // namespace p8::app
