#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>

#include "p8/base/interrupt.h"
#include "p8/base/log.h"
#include "p8/base/parallel.h"
#include "p8/command_line/run.h"
#include "p8/commands/commands.h"
#include "p8/commands/explain_selection.h"
#include "p8/credit/monitoring/checks.h"
#include "p8/credit/portfolio/explanation_csv.h"
#include "p8/credit/portfolio/nearest_clients.h"
#include "p8/options/api_options.h"
#include "p8/options/client_options.h"
#include "p8/options/column_numbers.h"
#include "p8/options/page_options.h"
#include "p8/outputs/explain_metrics.h"
#include "p8/outputs/explain_output.h"
#include "p8/report/escape.h"
#include "p8/report/html/render.h"
#include "p8/report/number.h"
#include "p8/views/credit/client/client_letter.h"
#include "p8/views/credit/common/column_axis.h"
#include "p8/views/credit/portfolio/audit_sections.h"

namespace p8::app {

namespace {

struct Options {
  CommonOptions common;
  ClientOptions clients;
  ApiOptionValues api;
  SelectionOptions selection;
  PageOptions pages;
  std::vector<std::string> settings;
  bool counterfactual = false;
};

/// The reference that ranges are taken from: as PSI's, else the clients at hand.
std::vector<FeatureProfile> ranges_of(const std::vector<FeatureProfile>& reference, const ModelCard& card,
                                      const Population& population, const ShapSample& sample) {
  return reference.empty() ? profile_features(card.schema, population.gather(sample.rows)) : reference;
}

/// Explains one client after the other; safe to use from several threads.
class ClientExplainer {
 public:
  ClientExplainer(const views::DashboardView& view, const CounterfactualSearch* search, std::vector<Setting> settings,
                  std::size_t similar, bool page_each, Language language)
      : view_(view),
        nearest_(view.sample),
        search_(search),
        settings_(std::move(settings)),
        similar_(similar),
        page_each_(page_each),
        language_(language) {}

  ClientOutput explain(std::size_t row) const {
    ClientOutput output;
    output.id = view_.population.id(row);
    try {
      fill(row, output);
    } catch (const Error& error) {  // of this client only: the others go on
      if (error.kind() == ErrorKind::Output) throw;
      output.failure = error.message();
    }
    return output;
  }

 private:
  void fill(std::size_t row, ClientOutput& output) const {
    views::ClientCase& client = output.client;
    client.row = row;
    client.explanation = explain_client(view_.model, output.id, view_.population.client(row), view_.rule);
    for (const std::size_t i : nearest_.of(client.explanation.contributions, row, similar_)) {
      client.similar.push_back(view_.sample.rows[i]);
    }
    const std::vector<double>& values = client.explanation.values;
    client.settings = settings_;
    if (!settings_.empty()) {
      client.after = explain_client(view_.model, output.id, apply_settings(values, settings_), view_.rule);
    }
    if (search_ != nullptr && client.explanation.refused) client.counterfactuals = search_->find(values);
    const Schema& schema = view_.model.card.schema;
    append_contributions(output.contributions, client.explanation, schema);
    append_counterfactuals(output.counterfactuals, client.explanation, client.counterfactuals, schema);
    if (client.explanation.refused) output.letter = views::client_letter(view_, client);
    if (page_each_) {
      output.page = report::render_html(views::client_page(view_, client, output.letter, "../report.html"), language_);
    }
  }

  const views::DashboardView& view_;
  NearestClients nearest_;
  const CounterfactualSearch* search_;
  std::vector<Setting> settings_;
  std::size_t similar_;
  bool page_each_;
  Language language_;
};

void explain_all(const ClientExplainer& explainer, const std::vector<std::size_t>& rows, int threads,
                 ExplainOutput& output, Log& log) {
  std::size_t next = 0;
  std::size_t done = 0;
  ordered_pipeline(
      threads,
      [&]() -> std::optional<std::size_t> { return next < rows.size() ? std::optional(rows[next++]) : std::nullopt; },
      [&](std::size_t row) { return explainer.explain(row); },
      [&](ClientOutput client) {
        throw_if_interrupted();
        output.add(std::move(client));
        log.progress({"Explaining", "Explication"}, static_cast<double>(++done) / static_cast<double>(rows.size()));
      });
}

constexpr std::size_t kMaxTold = 10;  // clients on standard output

/// "900016: refused, P(default) 26.1%; strongest reason: External score 3, 0.12".
Text client_in_words(const views::IndexEntry& client) {
  const Text decision = client.refused ? Text{"refused", "refusé"} : Text{"accepted", "accepté"};
  const Text told = text("{0}: {1}, P(default) {2}", "{0} : {1}, P(défaut) {2}", printable(client.id), decision,
                         report::Number{client.p_default, report::percent(1)});
  if (client.main_reason.en.empty()) return told;
  return text("{0}; strongest reason against: {1}", "{0} ; principal motif défavorable : {1}", told,
              Text{report::without_isolates(client.main_reason.en), report::without_isolates(client.main_reason.fr)});
}

Text summary(const ExplainOutput& output) {
  const auto clients = static_cast<std::int64_t>(output.explained());
  const auto refused = static_cast<std::int64_t>(output.refused());
  Text all =
      text("{0} explained, {1}.", "{0}, {1}.",
           report::plural(clients, {"{0} client", "{0} client expliqué"}, {"{0} clients", "{0} clients expliqués"}),
           report::plural(refused, {"{0} refused", "dont {0} refusé"}, {"{0} refused", "dont {0} refusés"}));
  if (output.explained() > kMaxTold) return all;
  for (const views::IndexEntry& client : output.clients()) {
    all = text("{0}\n{1}", "{0}\n{1}", all, client_in_words(client));
  }
  return all;
}

void run(const Options& options, const CLI::App& command) {
  require_selection(options.selection);
  const std::vector<Check> checks = parse_checks(options.clients.fail_on);
  const int threads = options.common.thread_count();
  options.clients.require_distinct_inputs();
  Run run(command, options.common);
  std::optional<CsvReader> opened;
  const Model model = load_any_model(options.clients, options.api, options.common, true, opened);
  const ModelCard& card = model.card;
  run.record().inputs = model.files;
  const ColumnCatalogue catalogue = options.pages.column_catalogue();

  CsvReader& file = opened ? *opened : opened.emplace(options.clients.data);
  announce_model(model, file.header(), run.log());
  run.note(model.iterations);
  ColumnNumbers numbers(card.schema, file.header(), file.name());
  views::DashboardOptions dashboard = options.pages.shown(numbers);
  dashboard.searched = options.counterfactual;
  const std::vector<std::size_t> protected_columns = numbers.of(options.pages.protected_columns);
  const std::vector<Actionable> actionable = options.pages.actionable_of(card, catalogue);
  const std::vector<FeatureProfile> reference = options.clients.reference_of(card, threads, run.record());
  require_inputs(checks, {!options.clients.label.empty(), !reference.empty(), !protected_columns.empty()}, card.schema);
  ClientColumns columns = options.clients.columns_of(card, file.header());
  columns.texts = numbers.texts();
  const DecisionRule rule{options.clients.threshold_of(card), options.pages.refer, options.clients.scale_of(card)};

  const Population population = read_population(model, file, columns, threads, [&](double done) {
    run.log().progress({"Reading", "Lecture"}, done);
  });
  run.record().inputs.push_back({"data", options.clients.data, population.digest()});
  if (file.header().front().empty()) warn_of_index("", run.log());
  warn_of_columns(population.unseen(), population.missing_features(), card.schema, run.log());
  warn_of_empty_rows(population.empty_rows(), run.log());
  warn_of_faults(population.faults(), population.faults().size(), kSeeErrors, run.log());
  const std::vector<std::size_t> rows = select_clients(options.selection, population);
  const ShapSample sample =
      sample_contributions(*model.scorer, population, options.pages.sample, options.common.seed, threads);
  const std::vector<FeatureProfile> ranges = ranges_of(reference, card, population, sample);
  std::vector<Setting> settings;
  for (const std::string& text : options.settings) settings.push_back(parse_setting(text, card.schema, ranges));
  warn_of_settings(settings, card.schema, run.log());

  const ColumnSummaryCache library(
      population, card.schema, numbers.texts(), rule.threshold,
      [&](const std::string& name) { return views::summary_options(catalogue.entry(name)); });
  const views::ShownFeatures features(card.schema, catalogue);
  const ScoreRanks ranks(population.p_default());
  const views::DashboardView view{model, population, sample,    library,      catalogue,  features,
                                  ranks, rule,       dashboard, run.record(), file.name()};
  std::optional<CounterfactualSearch> search;
  if (options.counterfactual) {
    search.emplace(model, ranges, CounterfactualOptions{actionable, rule.threshold, options.pages.max_changes});
  }

  ExplainOutput output(run, view, rows.size());
  const ClientExplainer explainer(view, search ? &*search : nullptr, std::move(settings), options.pages.similar,
                                  output.has_page_each(), run.language());
  explain_all(explainer, rows, threads, output, run.log());
  const Portfolio portfolio = population.portfolio(reference, rule.threshold);
  const PortfolioMetrics figures = portfolio_metrics(portfolio, reference, rule.threshold, card.costs);
  const std::vector<views::ProtectedMetrics> fairness =
      views::protected_metrics(view, protected_columns, options.common.seed);
  const views::AuditView audit{portfolio, figures, fairness};
  CheckMetrics checked = check_metrics(portfolio, figures, card.schema);
  add_four_fifths(view, fairness, checked);
  const std::string metrics = explain_metrics(output, view, audit);
  run.write("metrics.json", metrics);
  output.finish(views::audit_sections(view, audit, output.only_client()));
  run.finish(summary(output), metrics, output.files());
  throw_if_broken(checks, checked);  // the results stand: they tell what is wrong
}

void add_change_options(CLI::App& command, Options& options) {
  command.add_option("--set", options.settings, "Score again with this value; shows before and after (repeatable)")
      ->type_name("COL=VALUE");
  command.add_flag("--counterfactual", options.counterfactual, "Look for the smallest changes that reverse a refusal");
}

}  // namespace

void add_explain(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command = program.add_subcommand(
      "explain", "Explain decisions client by client: why, compared with whom, what would change them");
  add_client_options(*command, options->clients,
                     "psi, psi.FEATURE, missing.FEATURE, auc, average_precision, brier, ks, log_loss, ece, cost, "
                     "refused_share, errors, four_fifths");
  add_selection_options(*command, options->selection);
  add_page_options(*command, options->pages);
  add_change_options(*command, *options);
  add_api_options(*command, options->api);
  add_common_options(*command, options->common);
  add_share_option(*command);
  command->callback([options, command] { run(*options, *command); });
}

}  // namespace p8::app
