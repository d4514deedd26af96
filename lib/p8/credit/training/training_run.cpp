#include "p8/credit/training/training_run.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

#include "p8/base/log.h"
#include "p8/credit/columns/client_table.h"
#include "p8/credit/columns/schema_inference.h"
#include "p8/credit/formats/xgboost_model.h"
#include "p8/credit/model/forest_scorer.h"
#include "p8/credit/trees/one_hot.h"
#include "p8/csv/csv_writer.h"
#include "p8/statistics/statistics.h"

namespace p8 {

namespace {

struct NamedMetric {
  const char* name;
  double (*of)(const FoldResult&);
};

double value_of(const std::optional<double>& metric) { return metric.value_or(kMissing); }

// The order is that of folds.csv.
constexpr NamedMetric kMetrics[] = {
    {"auc", [](const FoldResult& fold) { return value_of(fold.metrics.auc); }},
    {"average_precision", [](const FoldResult& fold) { return value_of(fold.metrics.average_precision); }},
    {"brier", [](const FoldResult& fold) { return value_of(fold.metrics.brier); }},
    {"ks", [](const FoldResult& fold) { return value_of(fold.metrics.ks); }},
    {"log_loss", [](const FoldResult& fold) { return value_of(fold.metrics.log_loss); }},
    {"cost", [](const FoldResult& fold) { return fold.cost; }},
};

std::set<std::string> columns_that_are_no_features(const TrainingRequest& request) {
  std::set<std::string> names(request.drop.begin(), request.drop.end());
  names.insert(request.label);
  if (!request.id.empty()) names.insert(request.id);
  return names;
}

void check_classes(const TrainingRequest& request, std::size_t positives, std::size_t rows) {
  if (positives > 0 && positives < rows) return;
  throw data_error(
      "{0}, column '{1}': all {2} clients have the same outcome; expected some defaults and some repayments",
      "{0}, colonne « {1} » : les {2} clients ont la même issue ; il faut des défauts et des remboursements",
      printable(request.data), printable(request.label), rows);
}

// SHAP values over the training rows, in pieces of bounded size.
void add_contributions(const Scorer& scorer, const FeatureBlock& values, TrainingRun& run) {
  constexpr std::size_t kRows = 1024;
  const Schema& schema = run.card.schema;
  run.mean_abs_contribution.assign(schema.features().size(), 0.0);
  run.mean_contribution.assign(schema.features().size(), 0.0);
  for (std::size_t first = 0; first < values.rows(); first += kRows) {
    const std::size_t rows = std::min(kRows, values.rows() - first);
    FeatureBlock piece(values.features(), rows);
    for (std::size_t f = 0; f < values.features(); ++f) {
      std::copy(values.column(f) + first, values.column(f) + first + rows, piece.column(f));
    }
    const std::size_t stride = piece.stride();
    const std::vector<double> contributions = scorer.score(piece, true).contributions;
    for (std::size_t f = 0; f < schema.features().size(); ++f) {
      for (std::size_t row = 0; row < rows; ++row) {
        run.mean_contribution[f] += contributions[f * stride + row] / static_cast<double>(values.rows());
        run.mean_abs_contribution[f] += std::abs(contributions[f * stride + row]) / static_cast<double>(values.rows());
      }
    }
  }
}

}  // namespace

TrainingRun train_on_file(const TrainingRequest& request, const std::function<void(double)>& progress) {
  CsvReader file(request.data, Passes::Several);
  InferredSchema inferred = infer_schema(
      file, {columns_that_are_no_features(request), {request.categorical.begin(), request.categorical.end()}});
  file.rewind();
  TrainingRun run;
  run.options = request.options;
  run.empty_rows = inferred.empty_rows;
  run.warnings = std::move(inferred.warnings);
  run.empty_columns = std::move(inferred.empty_columns);
  run.index_columns = std::move(inferred.index_columns);
  ModelCard& card = run.card;
  card.schema = Schema(std::move(inferred.features), request.encoding);
  card.id_column = request.id;
  card.label_column = request.label;
  card.positive_value = request.positive_value;
  card.scale = request.scale;
  card.costs = request.options.costs;
  card.actionable = request.actionable.empty() ? default_actionable(card.schema, ColumnCatalogue::built_in())
                                               : parse_actionable(request.actionable, card.schema);
  card.has_actionable = true;

  ClientColumns columns;
  columns.id = request.id;
  columns.label = request.label;
  columns.positive_value = request.positive_value;
  ClientTable table = read_clients(file, card.schema, columns, {request.options.threads, 0, 0});
  card.negative_value = table.negative_label;
  run.rows = table.labels.size();
  run.positives = static_cast<std::size_t>(std::count(table.labels.begin(), table.labels.end(), 1));
  check_classes(request, run.positives, run.rows);
  run.digest = table.digest;
  run.labels = std::move(table.labels);
  card.training_rows = run.rows;
  card.training_sha256 = run.digest.sha256;
  card.profiles = profile_features(card.schema, table.values);

  const std::vector<std::string> names = card.schema.input_names();
  const auto folds = static_cast<std::size_t>(run.options.folds);
  run.options.booster.min_child_weight = suitable_min_child_weight(run.rows - run.rows / folds);
  run.trained = cross_validate_and_fit(encode(card.schema, table.values), names, run.labels, run.options, progress);
  run.metrics = binary_metrics(run.trained.out_of_fold_probabilities, run.labels);
  card.threshold = run.trained.threshold;
  card.calibration = run.trained.calibration;
  const ForestScorer scorer(merge_one_hot(read_xgboost(run.trained.ubj, kBoosterFile), card.schema), kBoosterFile);
  card.base_value = scorer.base_value();
  add_contributions(scorer, table.values, run);
  return run;
}

std::vector<double> fold_values(const TrainingRun& run, std::string_view metric) {
  const auto* const named = std::find_if(std::begin(kMetrics), std::end(kMetrics),
                                         [&](const NamedMetric& candidate) { return candidate.name == metric; });
  assert(named != std::end(kMetrics));
  std::vector<double> values;
  for (const FoldResult& fold : run.trained.folds) values.push_back(named->of(fold));
  return values;
}

std::string metrics_json(const TrainingRun& run) {
  using Json = nlohmann::ordered_json;
  const auto number = [](const std::optional<double>& value) { return value ? Json(*value) : Json(); };
  Json json;
  for (const NamedMetric& metric : kMetrics) {
    const std::vector<double> values = fold_values(run, metric.name);
    json["cv"][metric.name] = {{"mean", mean(values)}, {"std", standard_deviation(values)}};
  }
  const BinaryMetrics& all = run.metrics;
  json["pooled"] = {{"auc", number(all.auc)},           {"average_precision", number(all.average_precision)},
                    {"brier", number(all.brier)},       {"ks", number(all.ks)},
                    {"log_loss", number(all.log_loss)}, {"ece", number(all.ece)}};
  json["calibration"]["asked"] = method_name(run.options.calibration);
  json["calibration"]["used"] = method_name(run.trained.calibration.method);
  for (const CalibrationTrial& trial : run.trained.calibration_trials) {
    json["calibration"]["log_loss"][method_name(trial.method)] = trial.log_loss;
  }
  json["threshold"] = run.card.threshold;
  json["cost"] = run.trained.cost;
  json["cross_fitted_cost"] = run.trained.cross_fitted_cost;
  json["base_value"] = run.card.base_value;
  json["trees"] = run.trained.rounds;
  json["rows"] = run.rows;
  json["positives"] = run.positives;
  return json.dump(2) + "\n";
}

std::string folds_csv(const TrainingRun& run) {
  std::string csv = "fold,rows,positives";
  for (const NamedMetric& metric : kMetrics) csv += fmt::format(",{}", metric.name);
  csv += '\n';
  for (std::size_t fold = 0; fold < run.trained.folds.size(); ++fold) {
    const FoldResult& result = run.trained.folds[fold];
    CsvLine line(csv);
    line.integer(static_cast<long long>(fold + 1));
    line.integer(static_cast<long long>(result.metrics.rows)).integer(static_cast<long long>(result.metrics.positives));
    for (const NamedMetric& metric : kMetrics) line.number(metric.of(result));
    line.end();
  }
  return csv;
}

}  // namespace p8
