#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/command_line/access_log.h"
#include "p8/command_line/common_options.h"
#include "p8/command_line/run.h"
#include "p8/command_line/standard_output.h"
#include "p8/commands/commands.h"
#include "p8/files/file.h"
#include "p8/http/http_server.h"
#include "p8/http/url.h"
#include "p8/options/api_options.h"
#include "p8/options/client_options.h"
#include "p8/options/page_options.h"
#include "p8/report/number.h"
#include "p8/serve/dashboard.h"
#include "p8/serve/site.h"

namespace p8::app {

namespace {

constexpr std::size_t kShortestToken = 16;
constexpr std::chrono::seconds kPatience{2};  // for a reload under way when the server has stopped

struct Options {
  CommonOptions common;
  ClientOptions clients;
  ApiOptionValues api;
  PageOptions pages;
  std::string host = "127.0.0.1";
  int port = 8080;
  std::string token_file;
  std::string access_log;
  bool insecure = false;
};

/// The first line of the file. Throws Error(Usage) for a token that is short or could not be sent.
std::string read_token(const std::string& path) {
  if (path.empty()) return {};
  std::string token = read_file(path, ErrorKind::Data, 4096);
  token.erase(std::min(token.find_first_of("\r\n"), token.size()));
  const bool is_plain = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  if (token.size() < kShortestToken || !is_plain) {
    throw usage_error("--token-file: {} must hold a token of at least {} printable characters, without spaces",
                      "--token-file : {} doit contenir un jeton d'au moins {} caractères imprimables, sans espace",
                      printable(path), kShortestToken);
  }
  return token;
}

void require_privacy(const Options& options, const std::string& token) {
  if (serve::is_loopback(options.host) || !token.empty() || options.insecure) return;
  throw usage_error(
      "--host {}: other machines could read all clients; ask for a token with --token-file, or --insecure where the "
      "network is trusted",
      "--host {} : d'autres machines pourraient lire tous les clients ; demandez un jeton avec --token-file, ou "
      "--insecure si le réseau est sûr",
      printable(options.host, 80));
}

double seconds_since_epoch() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// Reads model and data. Throws as `p8 explain` does.
std::shared_ptr<const serve::Dashboard> load(const Options& options, const CLI::App& command, Log& log) {
  std::optional<CsvReader> opened;
  Model model = load_any_model(options.clients, options.api, options.common, true, opened);
  CsvReader& file = opened ? *opened : opened.emplace(options.clients.data);
  serve::DashboardSettings settings;
  settings.threads = options.common.thread_count();
  settings.catalogue = options.pages.column_catalogue();
  settings.actionable = options.pages.actionable_of(model.card, settings.catalogue);
  settings.sample = options.pages.sample;
  settings.similar = options.pages.similar;
  RunRecord& record = settings.record;
  record.command = command.get_name();
  record.options_json = options_json(command);
  record.seed = options.common.seed;
  record.threads = settings.threads;
  record.libraries = library_versions();
  record.inputs = model.files;
  announce_model(model, file.header(), log);
  record.start = seconds_since_epoch();
  settings.reference = options.clients.reference_of(model.card, settings.threads, record);
  ColumnNumbers numbers(model.card.schema, file.header(), file.name());
  settings.shown = options.pages.shown(numbers);
  settings.protected_columns = numbers.of(options.pages.protected_columns);
  settings.texts = numbers.texts();
  ClientColumns columns = options.clients.columns_of(model.card, file.header());
  columns.texts = settings.texts;
  settings.rule = {options.clients.threshold_of(model.card), options.pages.refer, options.clients.scale_of(model.card)};
  settings.data_name = file.name();
  Population population = read_population(model, file, columns, settings.threads, [](double) {});
  record.inputs.push_back({"data", options.clients.data, population.digest()});
  if (file.header().front().empty()) warn_of_index("", log);
  warn_of_columns(population.unseen(), population.missing_features(), model.card.schema, log);
  warn_of_empty_rows(population.empty_rows(), log);
  warn_of_faults(population.faults(), population.faults().size(), {}, log);
  return std::make_shared<const serve::Dashboard>(std::move(model), std::move(population), std::move(settings));
}

/// Throws Error(Usage) for an input that gives its bytes once, or never: a reload would wait for it without end.
void require_files(const Options& options) {
  const std::string model = serve::is_url(options.clients.model) ? "" : options.clients.model;
  const std::pair<const char*, const std::string&> inputs[] = {{"--data", options.clients.data},
                                                               {"--reference", options.clients.reference},
                                                               {"--descriptions", options.pages.descriptions},
                                                               {"--model", model}};
  for (const auto& [name, path] : inputs) {
    if (path.empty() || !is_read_once(path)) continue;
    throw usage_error(
        "{}: standard input or a pipe cannot be read again when the data are reloaded; write it to a file",
        "{} : l'entrée standard ou un tube ne se relit pas au rechargement des données ; écrivez-les dans "
        "un fichier",
        name);
  }
}

/// At SIGHUP opens the access log anew, and reloads model and data beside the requests, once at a time; what fails
/// leaves the old ones in place.
class Reloader {
 public:
  Reloader(const Options& options, const CLI::App& command, serve::Site& site, AccessLog& access_log, Log& log)
      : options_(options), command_(command), site_(site), access_log_(access_log), log_(log) {}

  void start_if_wanted() {
    if (take_reload()) {
      reopen_log();  // whatever the reload under way does
      is_wanted_ = true;
    }
    if (!is_wanted_ || !has_ended(std::chrono::seconds(0))) return;
    is_wanted_ = false;
    running_ = std::async(std::launch::async, [this] { reload(); });
  }

  /// Whether no reload is under way any more, after waiting for it so long.
  bool has_ended(std::chrono::milliseconds patience) const {
    return !running_.valid() || running_.wait_for(patience) == std::future_status::ready;
  }

 private:
  void reopen_log() {
    try {
      access_log_.reopen();
    } catch (const Error& error) {
      log_.warn(error.message());
    }
  }

  void reload() {
    try {
      require_files(options_);  // another thing may have taken a file's place
      site_.replace(load(options_, command_, log_));
      log_.info({"Model and data reloaded.", "Modèle et données rechargés."});
    } catch (const Error& error) {
      site_.replace(nullptr);
      log_.warn(text("not reloaded: {0}", "pas de rechargement : {0}", error.message()));
    } catch (const Interrupted&) {  // the server stops anyway
    } catch (const std::exception& fault) {
      site_.replace(nullptr);
      log_.warn(text("not reloaded: {0}", "pas de rechargement : {0}", fault.what()));
    }
  }

  const Options& options_;
  const CLI::App& command_;
  serve::Site& site_;
  AccessLog& access_log_;
  Log& log_;
  bool is_wanted_ = false;
  std::future<void> running_;
};

void run(const Options& options, const CLI::App& command) {
  catch_reload();  // SIGHUP ends nothing from here on; the server will see to it
  const std::string token = read_token(options.token_file);
  require_privacy(options, token);
  require_files(options);
  require_own_log(options.access_log, command);
  Log log(options.common.verbosity(), options.common.language(), false);
  serve::ServerOptions server_options;
  server_options.host = options.host;
  server_options.port = options.port;
  server_options.threads = 2 * options.common.thread_count();
  serve::SiteOptions site_options;
  site_options.loopback_only = serve::is_loopback(options.host);
  site_options.token = token;
  site_options.language = options.common.language();
  AccessLog access_log(options.access_log, options.common.verbose);
  site_options.access_log = access_log.writer();
  serve::Site site(load(options, command, log), std::move(site_options));
  serve::HttpServer server(
      server_options, [&](const serve::HttpRequest& request) { return site.handle(request); },
      [&](int status) { return site.refuse(status); },
      [&](const serve::HttpRequest& head) { return site.screen(head); },
      [&](const serve::HttpRequest& request, const serve::HttpResponse& sent, double seconds) {
        site.note(request, sent, seconds);
      });
  const bool is_six = options.host.find(':') != std::string::npos;
  const std::string address =
      fmt::format("http://{}:{}/", is_six ? "[" + options.host + "]" : options.host, server.port());
  print(fmt::format("{}\n", text("Serving on {}", "En service sur {}", address).in(options.common.language())));
  Reloader reloader(options, command, site, access_log, log);
  server.run([&] {
    reloader.start_if_wanted();
    return received_interrupt() == 0;
  });
  log.info({"Stopped.", "Arrêté."});
  if (reloader.has_ended(kPatience)) return;
  // A file of a dead network drive, say: the thread that reads it can be neither ended nor left behind.
  std::fflush(stdout);
  std::_Exit(0);
}

void add_server_options(CLI::App& command, Options& options) {
  command.add_option("--host", options.host, "Address to listen on; by default only this machine can connect")
      ->capture_default_str();
  command.add_option("--port", options.port, "Port to listen on; 0: any free one")
      ->capture_default_str()
      ->check(CLI::Range(0, 65535));
  command
      .add_option("--token-file", options.token_file,
                  "File with the token that requests must carry (bearer, or password in a browser)")
      ->type_name("FILE");
  command
      .add_option("--access-log", options.access_log,
                  "Append one line per request, without personal data (default: with --verbose, on standard error)")
      ->type_name("FILE");
}

}  // namespace

void add_serve(CLI::App& program) {
  const auto options = std::make_shared<Options>();
  CLI::App* const command =
      program.add_subcommand("serve", "Serve explain's dashboard to a team, and the model as an API");
  add_client_options(*command, options->clients, "");
  command->remove_option(command->get_option("--fail-on"));  // nothing ends here
  add_page_options(*command, options->pages);
  add_server_options(*command, *options);
  add_api_options(*command, options->api);
  command->get_option("--insecure")
      ->description("Allow other machines without a token, and unencrypted http:// to an API");
  command
      ->add_option("--lang", options->common.lang,
                   "Language of messages, and of pages where the browser asks for none (default: from LC_ALL or LANG)")
      ->check(CLI::IsMember({"en", "fr"}));
  command->add_option("--seed", options->common.seed, "Seed of every random choice")->capture_default_str();
  command->add_option("--threads", options->common.threads, "Threads (default: the processors this process may use)")
      ->check(CLI::Range(1, 1024));
  CLI::Option* const quiet =
      command->add_flag("--quiet", options->common.quiet, "Print nothing but errors on standard error");
  command->add_flag("--verbose", options->common.verbose, "Print more details on standard error")->excludes(quiet);
  command->get_option("--insecure")->group("Options");  // of the server, too
  group_options(*command, "Common options", {"--lang", "--seed", "--threads", "--quiet", "--verbose"});
  command->callback([options, command] {
    options->insecure = options->api.insecure;
    run(*options, *command);
  });
}

}  // namespace p8::app
