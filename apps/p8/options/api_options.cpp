#include "p8/options/api_options.h"

#include <algorithm>
#include <cstdlib>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/credit/remote/api_scorer.h"

namespace p8::app {

namespace {

std::chrono::milliseconds milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<long long>(seconds * 1000.0));
}

std::string token_of(const std::string& variable) {
  if (variable.empty()) return {};
  const char* const token = std::getenv(variable.c_str());
  const std::string text = token == nullptr ? "" : token;
  if (text.empty()) {  // the name is not shown: it may be the token itself, typed by mistake
    throw usage_error("--token-env: no environment variable of that name is set, or it is empty",
                      "--token-env : aucune variable d'environnement de ce nom n'est définie, ou elle est vide");
  }
  const bool is_plain = std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7F'; });
  if (!is_plain) {
    throw usage_error("--token-env: the environment variable of that name holds no token",
                      "--token-env : la variable d'environnement de ce nom ne contient pas de jeton");
  }
  return text;
}

serve::MissingAs missing_of(const std::string& name) {
  if (name == "0") return serve::MissingAs::Zero;
  return name == "skip" ? serve::MissingAs::Skip : serve::MissingAs::Refuse;
}

void require_privacy(const serve::Url& url, const ApiOptionValues& api) {
  if (url.is_secure || serve::is_loopback(url.host) || api.insecure) return;
  throw usage_error(
      "--model: http:// would send clients unencrypted to {}; use https://, or --insecure where the network is trusted",
      "--model : http:// enverrait les clients en clair à {} ; utilisez https://, ou --insecure si le réseau est sûr",
      printable(url.host, 80));
}

/// The columns that are sent, in the file's order. Throws Error(Data) for columns that the file does not have.
std::vector<std::string> sent_columns(const CsvReader& file, const ClientOptions& clients, const ApiOptionValues& api) {
  std::vector<std::string> kept_back = api.leave_out;
  for (const std::string& name : {clients.id, clients.label}) {
    if (!name.empty()) kept_back.push_back(name);
  }
  std::vector<std::string> unknown;
  for (const std::string& name : kept_back) {
    if (std::find(file.header().begin(), file.header().end(), name) == file.header().end()) unknown.push_back(name);
  }
  if (!unknown.empty()) {
    const Text names = list_of(unknown);
    throw file_error(file.name(), "{0}: no column {1}", "{0} : pas de colonne {1}", names);
  }
  std::vector<std::string> sent;
  for (const std::string& name : file.header()) {
    if (name.empty()) continue;  // numbers of rows, or nothing
    if (std::find(kept_back.begin(), kept_back.end(), name) == kept_back.end()) sent.push_back(name);
  }
  if (sent.empty()) {
    throw file_error(file.name(), "{}: no column is left to send", "{} : il ne reste aucune colonne à envoyer");
  }
  return sent;
}

}  // namespace

void add_api_options(CLI::App& command, ApiOptionValues& choices) {
  command.add_option("--api-cache", choices.cache, "Keep the API's answers here; an interrupted run resumes from them")
      ->type_name("DIR");
  command
      .add_option("--missing-as", choices.missing_as,
                  "Send 0 for a missing value, skip it, or list the client in errors.csv")
      ->capture_default_str()
      ->check(CLI::IsMember({"0", "skip", "error"}));
  command.add_option("--leave-out", choices.leave_out, "Column to exclude from what is sent (repeatable)")
      ->type_name("COL");
  command.add_option("--token-env", choices.token_variable, "Environment variable that holds the bearer token")
      ->type_name("NAME");
  command.add_option("--ca-file", choices.ca_file, "Certificates to trust instead of the system's (PEM)")
      ->type_name("FILE");
  command.add_option("--api-retries", choices.retries, "Retries of a request that failed")
      ->capture_default_str()
      ->check(CLI::Range(0, 100));
  command.add_option("--api-timeout", choices.timeout, "Seconds that one request may take")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 3600.0));
  command.add_option("--api-connect-timeout", choices.connect_timeout, "Seconds that connecting may take")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 3600.0));
  command.add_flag("--insecure", choices.insecure, "Allow unencrypted http:// to another machine");
  group_options(command, "With a scoring API",
                {"--api-cache", "--missing-as", "--leave-out", "--token-env", "--ca-file", "--api-retries",
                 "--api-timeout", "--api-connect-timeout", "--insecure"});
}

Model load_any_model(const ClientOptions& clients, const ApiOptionValues& api, const CommonOptions& common, bool again,
                     std::optional<CsvReader>& opened) {
  const bool all_iterations = clients.iterations == "all";
  if (!serve::is_url(clients.model)) {
    return load_model(clients.model, all_iterations ? Iterations::All : Iterations::Best);
  }
  if (all_iterations) {
    throw usage_error("--iterations all: an API has no boosting iterations to choose from",
                      "--iterations all : une API n'a pas d'itérations de boosting à choisir");
  }
  const serve::Url url = serve::parse_url(clients.model);
  require_privacy(url, api);
  serve::ApiOptions options;
  options.http.timeout = milliseconds(api.timeout);
  options.http.connect_timeout = milliseconds(api.connect_timeout);
  options.http.ca_file = api.ca_file;
  options.http.token = token_of(api.token_variable);
  options.http.connections = common.thread_count();
  options.missing = missing_of(api.missing_as);
  options.retries = api.retries;
  options.seed = common.seed;
  options.cache = api.cache;
  options.remember = again;
  opened.emplace(clients.data);
  return serve::api_model(clients.model, sent_columns(*opened, clients, api), options);
}

}  // namespace p8::app
