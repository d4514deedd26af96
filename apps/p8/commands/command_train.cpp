#include <memory>

#include "p8/command_line/run.h"
#include "p8/commands/commands.h"
#include "p8/credit/model/bundle_digest.h"
#include "p8/credit/training/training_run.h"
#include "p8/options/client_options.h"
#include "p8/report/html/render.h"
#include "p8/report/number.h"
#include "p8/statistics/statistics.h"
#include "p8/views/credit/portfolio/model_card_page.h"

namespace p8::app {

namespace {

struct Options {
  CommonOptions common;
  TrainingRequest request;
  std::string encoding = "one-hot";
  std::string calibration = "none";
};

CalibrationMethod calibration_method(const std::string& name) {
  if (name == "sigmoid") return CalibrationMethod::Sigmoid;
  return name == "isotonic" ? CalibrationMethod::Isotonic : CalibrationMethod::None;
}

TrainingRequest complete_request(const Options& options) {
  TrainingRequest request = options.request;
  request.encoding = options.encoding == "one-hot" ? CategoryEncoding::OneHot : CategoryEncoding::Ordinal;
  request.options.calibration = calibration_method(options.calibration);
  request.options.seed = options.common.seed;
  request.options.threads = options.common.thread_count();
  return request;
}

/// Says which calibration was taken where it is another than was asked for.
void warn_of_calibration(const TrainingRun& run, Log& log) {
  const CalibrationMethod asked = run.options.calibration;
  const CalibrationMethod used = run.trained.calibration.method;
  if (asked == used) return;
  const std::vector<CalibrationTrial>& trials = run.trained.calibration_trials;
  const Text instead =
      used == CalibrationMethod::Sigmoid ? Text{"sigmoid", "sigmoid"} : Text{"none", "aucun calibrage"};
  log.warn(
      text("--calibrate {0} makes the cross-validated log loss worse ({1:.4f} against {2:.4f} without); taken "
           "instead: {3}",
           "--calibrate {0} augmente la perte logarithmique en validation croisée ({1:.4f} contre {2:.4f} sans "
           "calibrage) ; retenu à la place : {3}",
           method_name(asked), trials.front().log_loss, trials.back().log_loss, instead));
}

Text summary(const TrainingRun& run) {
  using report::fixed;
  using report::integer;
  using report::Number;
  return text(
      "{0} clients, {1} trees: AUC {2} (mean of the folds), mean cost {3} per client at threshold {4} "
      "(cross-validated).",
      "{0} clients, {1} arbres : AUC {2} (moyenne des plis), coût moyen {3} par client au seuil {4} (validation "
      "croisée).",
      Number{static_cast<double>(run.rows), integer()}, Number{static_cast<double>(run.trained.rounds), integer()},
      Number{mean(fold_values(run, "auc")), fixed(3)}, Number{run.trained.cost, fixed(3)},
      Number{run.card.threshold, fixed(3)});
}

void run(const Options& options, const CLI::App& command) {
  const TrainingRequest request = complete_request(options);
  Run run(command, options.common);
  const TrainingRun training = train_on_file(request, [&](double done) {
    run.log().progress({"Training", "Entraînement"}, done);
  });
  for (const std::string& column : training.empty_columns) {
    run.log().warn(text("column '{}' is empty and left out", "la colonne « {} » est vide et exclue", column));
  }
  for (const std::string& column : training.index_columns) warn_of_index(column, run.log());
  for (const Text& warning : training.warnings) run.log().warn(warning);
  warn_of_empty_rows(training.empty_rows, run.log());
  warn_of_calibration(training, run.log());
  if (training.trained.rounds == request.options.max_trees) {
    run.log().warn(text("the loss was still falling at the last of --trees {}: more may do better",
                        "la perte diminuait encore au dernier des --trees {} : davantage peut faire mieux",
                        request.options.max_trees));
  }
  run.record().inputs.push_back({"data", request.data, training.digest});
  const std::string metrics = metrics_json(training);
  run.write(kBoosterFile, training.trained.ubj);
  run.write(kBundleFile, with_digests(bundle_json(training.card), digest_of(training.trained.ubj)));
  run.write("metrics.json", metrics);
  run.write("folds.csv", folds_csv(training));
  run.write("report.html",
            report::render_html(views::model_card_page({training, request.data, run.record()}), run.language()));
  run.finish(summary(training), metrics, {kBoosterFile, kBundleFile, "metrics.json", "folds.csv", "report.html"});
}

void add_model_options(CLI::App& command, BoosterTrainingOptions& options) {
  command.add_option("--folds", options.folds, "Folds of the cross-validation")
      ->capture_default_str()
      ->check(CLI::Range(2, 100));
  command.add_option("--trees", options.max_trees, "Maximum number of trees; early stopping chooses how many")
      ->capture_default_str()
      ->check(CLI::Range(1, 100000));
  command.add_option("--depth", options.booster.max_depth, "Maximum depth of a tree")
      ->capture_default_str()
      ->check(CLI::Range(1, 30));
  command.add_option("--learning-rate", options.booster.learning_rate, "Learning rate: the weight of each tree")
      ->capture_default_str()
      ->check(CLI::Range(1e-6, 1.0));
  command.add_option("--cost-fn", options.costs.false_negative, "Cost of an accepted client who defaults")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command.add_option("--cost-fp", options.costs.false_positive, "Cost of a good client who is refused")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
}

void add_scale_options(CLI::App& command, ScoreScale& scale) {
  command.add_option("--score-base", scale.base_points, "Points at the base odds")->capture_default_str();
  command.add_option("--score-odds", scale.base_odds, "Base odds, good to bad")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command.add_option("--score-double", scale.points_to_double, "Points that double the odds")
      ->capture_default_str()
      ->check(CLI::Range(1e-6, 1e6));
}

}  // namespace

void add_train(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  TrainingRequest& request = options->request;
  CLI::App* const command = program.add_subcommand("train", "Train a credit model and write its bundle and model card");
  command->add_option("--data", request.data, "CSV file of clients with a known outcome; - for standard input")
      ->required()
      ->type_name("FILE");
  command->add_option("--label", request.label, "Column with the outcome")->required()->type_name("COL");
  command->add_option("--id", request.id, "Column with the client's id; not used as a feature")->type_name("COL");
  command->add_option("--positive", request.positive_value, "Label value that means default (otherwise 1)")
      ->type_name("VALUE");
  command->add_option("--drop", request.drop, "Column to exclude from the features (repeatable)")->type_name("COL");
  command
      ->add_option("--categorical", request.categorical,
                   "Column of categories even if its cells are numbers (repeatable)")
      ->type_name("COL");
  command
      ->add_option(
          "--actionable", request.actionable,
          "Feature that a client can change, :up or :down in one direction only (repeatable; default: as p8 knows it)")
      ->type_name("COL[:up|down]");
  command->add_option("--encoding", options->encoding, "Encoding of text categories: a rank, or one 0/1 column each")
      ->capture_default_str()
      ->check(CLI::IsMember({"ordinal", "one-hot"}));
  add_model_options(*command, request.options);
  command->add_option("--calibrate", options->calibration, "Calibration of the probabilities, fitted out of fold")
      ->capture_default_str()
      ->check(CLI::IsMember({"none", "sigmoid", "isotonic"}));
  add_scale_options(*command, request.scale);
  add_common_options(*command, options->common);
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
