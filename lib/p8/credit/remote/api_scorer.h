#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "p8/credit/model/model.h"
#include "p8/credit/remote/response_cache.h"
#include "p8/http/http_client.h"

namespace p8::serve {

/// What is sent for a value that a client does not have; the API takes no nulls.
enum class MissingAs {
  Zero,   ///< 0
  Skip,   ///< nothing: the feature is left out of the request
  Refuse  ///< nothing is sent: the client is in errors.csv
};

struct ApiOptions {
  HttpOptions http;
  MissingAs missing = MissingAs::Refuse;
  int retries = 5;             ///< after the first try
  double first_wait = 0.2;     ///< seconds before the first retry; doubled each time, times 0.5 to 1 at random
  double longest_wait = 30.0;  ///< seconds, also of a Retry-After
  std::uint64_t seed = 42;
  std::string cache;      ///< directory of answers to keep; empty: none are kept beyond the run
  bool remember = false;  ///< the same clients are asked of again in this run
};

/// A scoring API behind POST `{"features": {name: number}}` as a Scorer. One request a client, several at once.
///
/// Tried again, with a growing wait: no answer, 408, 429 (after its Retry-After), 5xx, and answers that parse_answer()
/// finds faulty. A client whose tries are used up, or that the API refuses (4xx), becomes a RowFailure. The run ends
/// with Error(Model) where every client would fail alike: 3xx, 401, 403, 404, 405, a certificate that is not trusted,
/// kMaxFailures clients in a row without an answer, other columns than the API's, a base value that differs from
/// client to client.
///
/// The base value is recovered as margin - sum of SHAP values, and must be the same for all clients to kBaseTolerance
/// plus what single precision of the probability does to its log-odds.
class ApiScorer : public Scorer {
 public:
  static constexpr double kBaseTolerance = 1e-3;  ///< log-odds
  static constexpr int kMaxFailures = 20;

  using Send = std::function<HttpClientResponse(const std::string& body)>;
  using Wait = std::function<void(double seconds)>;

  /// @param name      of the API, for messages and as part of what is asked.
  /// @param features  in the API's order: names are sent, but SHAP values come back without.
  ApiScorer(std::string name, std::vector<std::string> features, ApiOptions options, Send send, Wait wait);

  const std::vector<std::string>& features() const override { return features_; }
  /// Of the answer whose request has the lowest digest, so that threads cannot change it; 0 before any.
  double base_value() const override;
  /// Contributions add up to the margin to kBaseTolerance. Throws Error(Model) as above; Interrupted.
  Scores score(const FeatureBlock& block, bool with_contributions) const override;
  double probability(double margin) const override;

 private:
  struct Outcome {
    std::optional<ApiResponse> answer;
    Text failure;
  };
  std::optional<std::string> request_of(const FeatureBlock& block, std::size_t row, Text& refusal) const;
  Outcome ask(const std::string& request) const;
  Outcome send_until_answered(const std::string& request, const std::string& digest) const;
  void note_base(const std::string& digest, const ApiResponse& answer) const;
  [[noreturn]] void throw_refused(const HttpClientResponse& reply) const;
  Text status_text(const HttpClientResponse& reply) const;

  std::string name_;
  std::vector<std::string> features_;
  std::vector<std::string> keys_;  // "name": as JSON
  std::string feature_digest_;
  ApiOptions options_;
  std::vector<std::string> secrets_;  // an API may repeat them
  Send send_;
  Wait wait_;
  std::unique_ptr<ResponseCache> cache_;
  mutable std::atomic<int> failures_in_a_row_{0};
  mutable std::mutex base_mutex_;
  mutable std::string base_digest_;
  mutable double base_ = 0.0;
};

/// SHA-256 of the names, each followed by a line break: what X-P8-Features says.
std::string digest_of_features(const std::vector<std::string>& features);

/// The API as a model of number columns, with the company's threshold. Throws Error(Model) as HttpClient does.
Model api_model(const std::string& address, const std::vector<std::string>& features, const ApiOptions& options);

}  // namespace p8::serve
