#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>

#include "p8/commands.h"
#include "p8/core/file.h"
#include "p8/report/number.h"
#include "p8/report/render.h"
#include "p8/run.h"
#include "p8/scoring/portfolio_figures.h"
#include "p8/table/client_table.h"
#include "p8/table/id_registry.h"
#include "p8/views/portfolio_page.h"

namespace p8::app {

namespace {

constexpr std::size_t kReferenceRows = 50'000;

struct Options {
  CommonOptions common;
  std::string model;
  std::string data;
  std::string id;
  std::string label;
  std::string positive;
  std::optional<double> threshold;
  std::size_t reasons = 4;
  bool allow_missing = false;
  std::string reference;
  std::vector<std::string> fail_on;
  std::optional<double> score_base;
  std::optional<double> score_odds;
  std::optional<double> score_double;
};

ScoreOptions score_options(const Options& options, const ModelCard& card) {
  ScoreOptions score;
  score.threshold = options.threshold.value_or(card.threshold);
  score.scale = card.scale;
  score.scale.base_points = options.score_base.value_or(score.scale.base_points);
  score.scale.base_odds = options.score_odds.value_or(score.scale.base_odds);
  score.scale.points_to_double = options.score_double.value_or(score.scale.points_to_double);
  score.reasons = options.reasons;
  score.threads = options.common.thread_count();
  return score;
}

ClientColumns client_columns(const Options& options, const ModelCard& card, const std::vector<std::string>& header) {
  ClientColumns columns;
  const bool has_own_id = std::find(header.begin(), header.end(), card.id_column) != header.end();
  columns.id = options.id.empty() && has_own_id ? card.id_column : options.id;
  columns.label = options.label;
  columns.positive_value =
      options.positive.empty() && options.label == card.label_column ? card.positive_value : options.positive;
  columns.allow_missing = options.allow_missing;
  return columns;
}

std::vector<FeatureProfile> reference_profiles(const Options& options, const ModelCard& card, RunRecord& record) {
  if (options.reference.empty()) return card.profiles;
  ClientColumns columns;
  columns.allow_missing = options.allow_missing;
  const ClientTable table = read_clients(options.reference, card.schema, columns,
                                         {options.common.thread_count(), kReferenceRows, options.common.seed});
  record.inputs.push_back({"reference", options.reference, table.digest});
  return profile_features(card.schema, table.values);
}

void warn(const Portfolio& portfolio, const Schema& schema, const ClientReader& clients, Log& log) {
  for (std::size_t f = 0; f < portfolio.unseen.size(); ++f) {
    if (portfolio.unseen[f] == 0) continue;
    log.warn(text("column '{0}': {1} cell(s) hold a category not seen in training, read as missing",
                  "colonne « {0} » : {1} cellule(s) contiennent une catégorie absente de l'apprentissage, lue comme "
                  "manquante",
                  schema.features()[f].name, portfolio.unseen[f]));
  }
  if (!clients.missing_features().empty()) {
    const Text names = list_of(clients.missing_features());
    log.warn(text("{0} column(s) are not in the file and taken as missing: {1}",
                  "{0} colonne(s) absente(s) du fichier, prise(s) comme manquante(s) : {2}",
                  clients.missing_features().size(), names.en, names.fr));
  }
  if (!portfolio.ids_all_checked) {
    log.warn(text("only the first {} ids were checked for repetition",
                  "seuls les {} premiers identifiants ont été comparés", IdRegistry::kMostIds));
  }
}

Text summary(const PortfolioFigures& figures) {
  using report::integer;
  using report::Number;
  using report::percent;
  const auto count = [](std::size_t value) { return Number{static_cast<double>(value), integer()}; };
  const auto clients = static_cast<std::int64_t>(figures.rows);
  return report::sentence(
      "{0} scored: {1} accepted, {2} refused; mean P(default) {3}.",
      "{0} : acceptés {1}, refusés {2} ; P(défaut) moyenne {3}.",
      report::plural(clients, {"{0} client", "{0} client évalué"}, {"{0} clients", "{0} clients évalués"}),
      count(figures.accepted), count(figures.refused), Number{figures.mean_p_default, percent(2)});
}

void run(const Options& options, const CLI::App& command) {
  const std::vector<Check> checks = parse_checks(options.fail_on);
  Run run(command, options.common, {options.model, options.data, options.reference});
  const Model model = load_model(options.model);
  run.record().inputs = model.files;
  const bool has_reference = !options.reference.empty() || !model.card.profiles.empty();
  require_inputs(checks, {!options.label.empty(), has_reference, false}, model.card.schema);
  const std::vector<FeatureProfile> reference = run.streams() && !need_reference(checks)
                                                    ? std::vector<FeatureProfile>{}
                                                    : reference_profiles(options, model.card, run.record());

  CsvReader file(options.data);
  const ClientReader clients(file.header(), file.name(), model.card.schema,
                             client_columns(options, model.card, file.header()));
  const ScoreOptions score = score_options(options, model.card);
  OutputStream scores(run.streams() ? "-" : run.file("scores.csv"));
  const Portfolio portfolio = score_clients(
      model, reference, file, clients, score, [&](const std::string& lines) { scores.write(lines); },
      [&](double done) {
        run.log().progress({"Scoring", "Évaluation"}, done);
      });
  scores.close();
  warn(portfolio, model.card.schema, clients, run.log());
  if (run.streams() && checks.empty()) return;

  const PortfolioFigures figures = portfolio_figures(portfolio, reference, score.threshold, model.card.costs);
  const CheckFigures checked = check_figures(portfolio, figures, model.card.schema);
  if (run.streams()) {
    throw_if_broken(checks, checked);
    return;
  }

  run.record().inputs.push_back({"data", options.data, file.digest()});
  const std::string metrics = metrics_json(figures, model.card.schema);
  run.write("metrics.json", metrics);
  run.write("report.html", report::render_html(views::portfolio_page({model, portfolio, figures, reference, score,
                                                                      file.name(), run.record()}),
                                               run.language()));
  run.finish(summary(figures), metrics, {"scores.csv", "metrics.json", "report.html"});
  throw_if_broken(checks, checked);  // the results stand: they tell what is wrong
}

}  // namespace

void add_score(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command = program.add_subcommand("score", "Score clients: probability, points, decision, reasons");
  command->add_option("--model", options->model, "Bundle of p8 train, XGBoost .json/.ubj or LightGBM .txt")
      ->required()
      ->type_name("MODEL");
  command->add_option("--data", options->data, "Clients, a CSV file; - for standard input")
      ->required()
      ->type_name("FILE");
  command->add_option("--id", options->id, "Column that names the client (default: the model's, else the row number)")
      ->type_name("COL");
  command->add_option("--label", options->label, "Column with the outcome, for AUC, calibration and cost")
      ->type_name("COL");
  command->add_option("--positive", options->positive, "Label text that means default (default: the model's, else 1)")
      ->type_name("VALUE");
  command
      ->add_option("--threshold", options->threshold,
                   "Refuse when P(default) is greater (default: the model's, else 0.411)")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--reasons", options->reasons, "Reasons per client; 0 for none")
      ->capture_default_str()
      ->check(CLI::Range(0, 100));
  command->add_flag("--allow-missing", options->allow_missing,
                    "Columns the file lacks are missing values, not an error");
  command
      ->add_option("--reference", options->reference,
                   "Clients to compare with by PSI (default: the bundle's training data)")
      ->type_name("FILE");
  command
      ->add_option("--fail-on", options->fail_on,
                   "Exit with 1 when a figure is beyond a limit: \"psi>0.25,auc<0.65\"; of psi, psi.FEATURE, "
                   "missing.FEATURE, auc, average_precision, brier, ks, log_loss, ece, cost, refused_share")
      ->type_name("CHECKS");
  command->add_option("--score-base", options->score_base, "Points at the base odds (default: the model's, else 600)");
  command->add_option("--score-odds", options->score_odds, "Base odds, good to bad (default: the model's, else 50)")
      ->check(CLI::PositiveNumber);
  command->add_option("--score-double", options->score_double,
                      "Points that double the odds (default: the model's, else 20)");
  add_common_options(*command, options->common);
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
