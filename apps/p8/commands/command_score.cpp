#include <cstdint>
#include <memory>
#include <optional>

#include "p8/command_line/run.h"
#include "p8/commands/commands.h"
#include "p8/credit/columns/id_registry.h"
#include "p8/credit/portfolio/portfolio_metrics.h"
#include "p8/files/file.h"
#include "p8/options/api_options.h"
#include "p8/options/client_options.h"
#include "p8/report/html/render.h"
#include "p8/report/number.h"
#include "p8/views/credit/portfolio/portfolio_page.h"

namespace p8::app {

namespace {

const Text kNotListed = {" (--out DIR lists them in errors.csv)", " (--out DOSSIER les énumère dans errors.csv)"};

struct Options {
  CommonOptions common;
  ClientOptions clients;
  ApiOptionValues api;
  std::size_t reasons = 4;
};

void warn(const Portfolio& portfolio, const Schema& schema, const ClientReader& clients, Log& log) {
  warn_of_columns(portfolio.unseen, clients.missing_features(), schema, log);
  warn_of_empty_rows(portfolio.empty_rows, log);
  if (portfolio.ids_all_checked) return;
  log.warn(text("only the first {} ids were checked for repetition",
                "seuls les {} premiers identifiants ont été comparés", IdRegistry::kMaxIds));
}

Text summary(const PortfolioMetrics& figures) {
  using report::integer;
  using report::Number;
  using report::percent;
  const auto count = [](std::size_t value) { return Number{static_cast<double>(value), integer()}; };
  const auto clients = static_cast<std::int64_t>(figures.rows);
  const Text scored =
      text("{0} scored: {1} accepted, {2} refused; mean P(default) {3}.",
           "{0} : acceptés {1}, refusés {2} ; P(défaut) moyenne {3}.",
           report::plural(clients, {"{0} client", "{0} client évalué"}, {"{0} clients", "{0} clients évalués"}),
           count(figures.accepted), count(figures.refused), Number{figures.mean_p_default, percent(2)});
  if (!figures.metrics || !figures.metrics->auc) return scored;
  return text("{0} Known outcomes: AUC {1}.", "{0} Issues connues : AUC {1}.", scored,
              Number{*figures.metrics->auc, report::fixed(3)});
}

void run(const Options& options, const CLI::App& command) {
  const std::vector<Check> checks = parse_checks(options.clients.fail_on);
  const int threads = options.common.thread_count();
  options.clients.require_distinct_inputs();
  Run run(command, options.common);
  std::optional<CsvReader> opened;
  const Model model = load_any_model(options.clients, options.api, options.common, false, opened);
  run.record().inputs = model.files;
  const bool has_reference = !options.clients.reference.empty() || !model.card.profiles.empty();
  require_inputs(checks, {!options.clients.label.empty(), has_reference, false}, model.card.schema);
  const std::vector<FeatureProfile> reference = run.streams() && !need_reference(checks)
                                                    ? std::vector<FeatureProfile>{}
                                                    : options.clients.reference_of(model.card, threads, run.record());

  CsvReader& file = opened ? *opened : opened.emplace(options.clients.data);
  announce_model(model, file.header(), run.log());
  run.note(model.iterations);
  const ClientReader clients(file.header(), file.name(), model.card.schema,
                             options.clients.columns_of(model.card, file.header()));
  const ScoreOptions score{options.clients.threshold_of(model.card), options.clients.scale_of(model.card),
                           options.reasons, threads, !run.streams()};
  OutputStream scores(run.streams() ? "-" : run.file("scores.csv"));
  const Portfolio portfolio = score_clients(
      model, reference, file, clients, score, [&](const std::string& lines) { scores.write(run.csv(lines)); },
      [&](double done) {
        run.log().progress({"Scoring", "Évaluation"}, done);
      });
  scores.close();
  if (file.header().front().empty()) warn_of_index("", run.log());
  warn(portfolio, model.card.schema, clients, run.log());
  warn_of_faults(portfolio.faults, portfolio.errors, run.streams() ? kNotListed : kSeeErrors, run.log());
  if (run.streams()) run.warn_of_guard();
  if (run.streams() && checks.empty()) return;

  const PortfolioMetrics figures = portfolio_metrics(portfolio, reference, score.threshold, model.card.costs);
  const CheckMetrics checked = check_metrics(portfolio, figures, model.card.schema);
  if (run.streams()) {
    throw_if_broken(checks, checked);
    return;
  }

  run.record().inputs.push_back({"data", options.clients.data, file.digest()});
  const std::string metrics = metrics_json(figures, model.card.schema);
  run.write("metrics.json", metrics);
  run.write("report.html", report::render_html(views::portfolio_page({model, portfolio, figures, reference, score,
                                                                      file.name(), run.record()}),
                                               run.language()));
  std::vector<std::string> files = {"scores.csv", "metrics.json", "report.html"};
  if (portfolio.errors > 0) {
    run.write("errors.csv", errors_csv(portfolio.faults, run.language()));
    files.emplace_back("errors.csv");
  }
  run.finish(summary(figures), metrics, files);
  throw_if_broken(checks, checked);  // the results stand: they tell what is wrong
}

}  // namespace

void add_score(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command = program.add_subcommand("score", "Score clients: probability, points, decision, reasons");
  add_client_options(*command, options->clients,
                     "psi, psi.FEATURE, missing.FEATURE, auc, average_precision, brier, ks, log_loss, ece, cost, "
                     "refused_share, errors");
  command->add_option("--reasons", options->reasons, "Reasons per client; 0 for none")
      ->capture_default_str()
      ->check(CLI::Range(0, 100));
  add_api_options(*command, options->api);
  add_common_options(*command, options->common);
  add_share_option(*command);
  command->get_option("--out")->description(
      "Directory for the results, new or empty; - streams scores.csv to standard output and writes nothing else");
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
