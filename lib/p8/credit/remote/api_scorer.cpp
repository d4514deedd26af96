#include "p8/credit/remote/api_scorer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/hash.h"
#include "p8/base/interrupt.h"
#include "p8/base/log.h"
#include "p8/base/parallel.h"
#include "p8/base/random.h"
#include "p8/base/secrets.h"
#include "p8/csv/number.h"

namespace p8::serve {

namespace {

constexpr double kSinglePrecision = 1.2e-7;  // 2^-23

bool is_worth_retrying(int status) { return status == 0 || status == 408 || status == 429 || status >= 500; }

bool refuses_everybody(int status) {
  return (status >= 300 && status < 400) || status == 401 || status == 403 || status == 404 || status == 405;
}

/// Seconds of a Retry-After; a date, or nothing, is 0.
double retry_after(const HttpClientResponse& reply) {
  const ParsedNumber seconds = parse_number(reply.retry_after);
  return seconds.fault == NumberFault::None && seconds.value > 0.0 ? seconds.value : 0.0;
}

/// The same wait for the same request and try, whatever the threads do.
double backoff(const ApiOptions& options, const std::string& digest, int attempt) {
  const std::uint64_t request = std::stoull(digest.substr(0, 15), nullptr, 16);
  Random random(options.seed ^ request ^ static_cast<std::uint64_t>(attempt));
  const double longest = std::min(options.longest_wait, options.first_wait * std::pow(2.0, attempt));
  return longest * (0.5 + 0.5 * random.uniform());
}

void sleep_unless_interrupted(double seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  while (std::chrono::steady_clock::now() < end) {
    throw_if_interrupted();
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(50, static_cast<int>(seconds * 1000.0) + 1)));
  }
}

}  // namespace

std::string digest_of_features(const std::vector<std::string>& features) {
  std::string names;
  for (const std::string& feature : features) names += feature + "\n";
  return digest_of(names).sha256;
}

ApiScorer::ApiScorer(std::string name, std::vector<std::string> features, ApiOptions options, Send send, Wait wait)
    : name_(std::move(name)),
      features_(std::move(features)),
      feature_digest_(digest_of_features(features_)),
      options_(std::move(options)),
      secrets_(secrets_of(name_)),
      send_(std::move(send)),
      wait_(std::move(wait)) {
  if (!options_.http.token.empty()) secrets_.push_back(options_.http.token);
  for (const std::string& feature : features_) {
    keys_.push_back(nlohmann::json(feature).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + ": ");
  }
  if (options_.remember || !options_.cache.empty()) cache_ = std::make_unique<ResponseCache>(options_.cache);
}

double ApiScorer::base_value() const {
  const std::lock_guard<std::mutex> lock(base_mutex_);
  return base_;
}

double ApiScorer::probability(double margin) const { return 1.0 / (1.0 + std::exp(-margin)); }

std::optional<std::string> ApiScorer::request_of(const FeatureBlock& block, std::size_t row, Text& refusal) const {
  std::string request = "{\"features\": {";
  bool is_first = true;
  for (std::size_t f = 0; f < features_.size(); ++f) {
    double value = block.at(f, row);
    if (std::isnan(value)) {
      if (options_.missing == MissingAs::Skip) continue;
      if (options_.missing == MissingAs::Refuse) {
        refusal = text("no value in column '{0}'; see --missing-as",
                       "pas de valeur dans la colonne « {0} » ; voir --missing-as", printable(features_[f], 60));
        return std::nullopt;
      }
      value = 0.0;
    }
    if (!is_first) request += ", ";
    is_first = false;
    request += keys_[f] + number_text(value);
  }
  return request + "}}";
}

Scores ApiScorer::score(const FeatureBlock& block, bool with_contributions) const {
  if (block.features() != features_.size()) {
    throw model_error("{}: expects {} features, but the rows have {}",
                      "{} : attend {} variables, mais les lignes en ont {}", printable(name_), features_.size(),
                      block.features());
  }
  std::vector<Outcome> outcomes(block.rows());
  parallel_for(block.rows(), options_.http.connections, [&](std::size_t row) {
    throw_if_interrupted();
    const std::optional<std::string> request = request_of(block, row, outcomes[row].failure);
    if (request) outcomes[row] = ask(*request);
  });
  Scores scores;
  scores.margins.assign(block.rows(), kMissing);
  if (with_contributions) scores.contributions.resize(block.features() * block.stride());
  for (std::size_t row = 0; row < block.rows(); ++row) {
    Outcome& outcome = outcomes[row];
    if (outcome.answer && with_contributions && outcome.answer->shap_values.empty()) {
      outcome = {std::nullopt, {"the API gives no SHAP values", "l'API ne donne pas de valeurs SHAP"}};
    }
    if (!outcome.answer) {
      scores.failures.push_back({row, outcome.failure});
      continue;
    }
    scores.margins[row] = outcome.answer->margin;
    for (std::size_t f = 0; with_contributions && f < block.features(); ++f) {
      scores.contributions[f * block.stride() + row] = outcome.answer->shap_values[f];
    }
  }
  return scores;
}

ApiScorer::Outcome ApiScorer::ask(const std::string& request) const {
  const std::string digest = digest_of(name_ + "\n" + request).sha256;
  if (cache_) {
    if (std::optional<ApiResponse> known = cache_->find(digest)) {
      if (known->shap_values.empty() || known->shap_values.size() == features_.size()) {
        note_base(digest, *known);
        return {std::move(known), {}};
      }
    }
  }
  Outcome outcome = send_until_answered(request, digest);
  if (outcome.answer) {
    if (cache_) cache_->add(digest, *outcome.answer);
    note_base(digest, *outcome.answer);
  }
  return outcome;
}

ApiScorer::Outcome ApiScorer::send_until_answered(const std::string& request, const std::string& digest) const {
  Outcome outcome;
  for (int attempt = 0; attempt <= options_.retries; ++attempt) {
    throw_if_interrupted();
    const HttpClientResponse reply = send_(request);
    if (reply.is_final || refuses_everybody(reply.status)) throw_refused(reply);
    if (reply.status >= 200 && reply.status < 300) {
      if (!reply.feature_digest.empty() && reply.feature_digest != feature_digest_) {
        throw model_error(
            "{0}: its features are not the {1} columns sent, in that order; leave others out with --leave-out",
            "{0} : ses variables ne sont pas les {1} colonnes envoyées, dans cet ordre ; écartez les autres avec "
            "--leave-out",
            printable(name_), features_.size());
      }
      ParsedAnswer parsed = parse_answer(reply.body, features_.size());
      if (!parsed.fault) {
        failures_in_a_row_ = 0;
        return {std::move(parsed.answer), {}};
      }
      outcome.failure = *parsed.fault;
    } else {
      outcome.failure = status_text(reply);
      if (!is_worth_retrying(reply.status)) {
        failures_in_a_row_ = 0;  // it answers, if only to refuse this client
        return outcome;
      }
    }
    if (attempt == options_.retries) break;
    wait_(std::max(backoff(options_, digest, attempt), std::min(options_.longest_wait, retry_after(reply))));
  }
  if (++failures_in_a_row_ >= kMaxFailures) {
    throw model_error("{0}: {1} clients in a row without a usable answer; the last one: {2}",
                      "{0} : {1} clients de suite sans réponse utilisable ; le dernier : {2}", printable(name_),
                      kMaxFailures, outcome.failure);
  }
  return outcome;
}

Text ApiScorer::status_text(const HttpClientResponse& reply) const {
  if (reply.status == 0) return reply.failure;
  const std::string refusal = refusal_of(reply.body, secrets_);
  if (refusal.empty()) return text("the API answers {}", "l'API répond {}", reply.status);
  return text("the API answers {}: {}", "l'API répond {} : {}", reply.status, refusal);
}

void ApiScorer::throw_refused(const HttpClientResponse& reply) const {
  const bool is_token = reply.status == 401 || reply.status == 403;
  throw model_error("{0}: {1}{2}", "{0} : {1}{2}", printable(name_), status_text(reply),
                    is_token ? Text{" (see --token-env)", " (voir --token-env)"} : Text());
}

void ApiScorer::note_base(const std::string& digest, const ApiResponse& answer) const {
  if (answer.shap_values.empty()) return;
  const double base = answer.base_value.value_or(answer.recovered_base());
  const double tolerance =
      kBaseTolerance + kSinglePrecision / std::max(1e-12, std::min(answer.probability, 1.0 - answer.probability));
  const std::lock_guard<std::mutex> lock(base_mutex_);
  if (!base_digest_.empty() && std::abs(base - base_) > tolerance) {
    throw model_error(
        "{0}: log-odds minus the sum of SHAP values is {1} for one client and {2} for another (more than {3:.2g} "
        "apart); the SHAP values do not explain the probability",
        "{0} : le logit moins la somme des valeurs SHAP vaut {1} pour un client et {2} pour un autre (plus de {3:.2g} "
        "d'écart) ; les valeurs SHAP n'expliquent pas la probabilité",
        printable(name_), base_, base, tolerance);
  }
  if (!base_digest_.empty() && base_digest_ <= digest) return;
  base_digest_ = digest;
  base_ = base;
}

Model api_model(const std::string& address, const std::vector<std::string>& features, const ApiOptions& options) {
  const auto client = std::make_shared<HttpClient>(parse_url(address), options.http);
  Model model;
  model.kind = "API";
  model.scorer = std::make_unique<ApiScorer>(
      address, features, options, [client](const std::string& body) { return client->post(body); },
      sleep_unless_interrupted);
  std::vector<Feature> numbers;
  for (const std::string& feature : features) numbers.push_back({feature, FeatureKind::Number, {}});
  model.card.schema = {std::move(numbers), CategoryEncoding::Ordinal};
  return model;
}

}  // namespace p8::serve
