#include "p8/options/client_options.h"

#include <algorithm>

#include "p8/base/error.h"
#include "p8/credit/columns/client_table.h"
#include "p8/credit/columns/column_match.h"
#include "p8/credit/model/profile.h"

namespace p8::app {

namespace {

constexpr std::size_t kReferenceRows = 50'000;

}  // namespace

ScoreScale ClientOptions::scale_of(const ModelCard& card) const {
  return {score_base.value_or(card.scale.base_points), score_odds.value_or(card.scale.base_odds),
          score_double.value_or(card.scale.points_to_double)};
}

ClientColumns ClientOptions::columns_of(const ModelCard& card, const std::vector<std::string>& header) const {
  ClientColumns columns;
  const bool has_own_id = std::find(header.begin(), header.end(), card.id_column) != header.end();
  columns.id = id.empty() && has_own_id ? card.id_column : id;
  columns.label = label;
  const bool is_own_label = positive.empty() && label == card.label_column;
  columns.positive_value = is_own_label ? card.positive_value : positive;
  columns.negative_value = is_own_label ? card.negative_value : "";
  columns.allow_missing = allow_missing;
  columns.skip_bad_rows = on_error == "skip";
  return columns;
}

void ClientOptions::require_distinct_inputs() const {
  if (data != "-" || reference != "-") return;
  throw usage_error("--data and --reference cannot both be standard input",
                    "--data et --reference ne peuvent pas être tous deux l'entrée standard");
}

std::vector<FeatureProfile> ClientOptions::reference_of(const ModelCard& card, int threads, RunRecord& record) const {
  if (reference.empty()) return card.profiles;
  ClientColumns columns;
  columns.allow_missing = allow_missing;
  const ClientTable table = read_clients(reference, card.schema, columns, {threads, kReferenceRows, record.seed});
  record.inputs.push_back({"reference", reference, table.digest});
  return profile_features(card.schema, table.values);
}

void add_client_options(CLI::App& command, ClientOptions& options, const std::string& checkable) {
  command
      .add_option("--model", options.model,
                  "Bundle of p8 train, XGBoost .json or .ubj, LightGBM .txt, or https://host/predict")
      ->required()
      ->type_name("MODEL");
  command
      .add_option("--iterations", options.iterations,
                  "Boosting iterations that count: up to the best iteration of early stopping where the model's file "
                  "names it, or all")
      ->capture_default_str()
      ->check(CLI::IsMember({"best", "all"}));
  command.add_option("--data", options.data, "CSV file of clients; - for standard input")
      ->required()
      ->type_name("FILE");
  command.add_option("--id", options.id, "Column with the client's id (default: the model's, else the row number)")
      ->type_name("COL");
  command.add_option("--label", options.label, "Column with the outcome, for AUC, calibration and cost")
      ->type_name("COL");
  command.add_option("--positive", options.positive, "Label value that means default (default: the model's, else 1)")
      ->type_name("VALUE");
  command
      .add_option("--threshold", options.threshold,
                  "Refuse a client whose P(default) is greater (default: the model's, else 0.411)")
      ->check(CLI::Range(0.0, 1.0));
  command.add_flag("--allow-missing", options.allow_missing,
                   "Take columns that the file lacks as missing values, instead of failing");
  command
      .add_option("--on-error", options.on_error,
                  "A row that cannot be read ends the run, or is skipped and listed in errors.csv")
      ->capture_default_str()
      ->check(CLI::IsMember({"stop", "skip"}));
  command
      .add_option("--reference", options.reference,
                  "CSV file of clients to compare with by PSI (default: the model's training data)")
      ->type_name("FILE");
  command
      .add_option(
          "--fail-on", options.fail_on,
          "Exit with code 1 if a figure is beyond its limit, as in \"psi>0.25,auc<0.65\"; figures: " + checkable)
      ->type_name("CHECKS");
  command.add_option("--score-base", options.score_base, "Points at the base odds (default: the model's, else 600)");
  command.add_option("--score-odds", options.score_odds, "Base odds, good to bad (default: the model's, else 50)")
      ->check(CLI::PositiveNumber);
  command.add_option("--score-double", options.score_double,
                     "Points that double the odds (default: the model's, else 20)");
}

void announce_model(const Model& model, const std::vector<std::string>& header, Log& log) {
  const IterationCount& iterations = model.iterations;
  if (iterations.used < iterations.total) {
    log.info(text("Using {0} of {1} boosting iterations, up to the model's best_iteration (--iterations all: all)",
                  "{0} itérations de boosting sur {1}, jusqu'à best_iteration du modèle (--iterations all : toutes)",
                  iterations.used, iterations.total));
  }
  for (const Text& warning : model.warnings) log.warn(warning);
  std::vector<std::string> columns;
  std::vector<std::string> features;
  for (const auto& [column, feature] : match_columns(model.card.schema, header).renamed) {
    columns.push_back(column);
    features.push_back(feature);
  }
  if (columns.empty()) return;
  const Text in_file = list_of(columns);
  const Text in_model = list_of(features);
  log.warn(text(
      "columns taken for features whose name differs by replaced characters ({0}): {1} for {2}",
      "colonnes prises pour des variables dont le nom ne diffère que par des caractères remplacés ({0}) : {1} pour {2}",
      columns.size(), in_file, in_model));
}

void warn_of_columns(const std::vector<std::size_t>& unseen, const std::vector<std::string>& missing_features,
                     const Schema& schema, Log& log) {
  for (std::size_t f = 0; f < unseen.size(); ++f) {
    if (unseen[f] == 0) continue;
    log.warn(text("column '{0}': cells with a category not seen in training, read as missing: {1}",
                  "colonne « {0} » : cellules d'une catégorie absente de l'apprentissage, lues comme manquantes : {1}",
                  schema.features()[f].name, unseen[f]));
  }
  if (missing_features.empty()) return;
  const Text names = list_of(missing_features);
  log.warn(text("columns that are not in the file, taken as missing ({0}): {1}",
                "colonnes absentes du fichier, prises comme manquantes ({0}) : {1}", missing_features.size(), names));
}

void warn_of_empty_rows(std::size_t count, Log& log) {
  if (count == 0) return;
  log.warn(count == 1 ? Text{"1 row without any value was left out", "1 ligne sans aucune valeur a été écartée"}
                      : text("{} rows without any value were left out", "{} lignes sans aucune valeur ont été écartées",
                             count));
}

void warn_of_index(const std::string& column, Log& log) {
  log.warn(column.empty() ? Text{"the first column has no name and is left out: numbers of rows?",
                                 "la première colonne n'a pas de nom et est exclue : des numéros de lignes ?"}
                          : text("column '{}' is left out: it numbers the rows, as pandas writes it",
                                 "la colonne « {} » est exclue : elle numérote les lignes, comme pandas l'écrit",
                                 printable(column)));
}

void warn_of_faults(const std::vector<RowFault>& faults, std::size_t count, const Text& listed, Log& log) {
  if (faults.empty()) return;
  const RowFault& first = faults.front();
  const Text column =
      first.column.empty() ? Text{} : text(", column '{}'", ", colonne « {} »", printable(first.column));
  log.warn(text("clients that could not be scored: {0}{1}; the first (row {2}{3}): {4}",
                "clients qui n'ont pas pu être évalués : {0}{1} ; le premier (ligne {2}{3}) : {4}", count, listed,
                first.row, column, first.reason));
}

}  // namespace p8::app
