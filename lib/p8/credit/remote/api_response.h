#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "p8/base/text.h"

namespace p8::serve {

/// What a scoring API says of one client.
struct ApiResponse {
  int prediction = 0;                ///< 1: default
  double probability = 0.0;          ///< P(default), in [0, 1]
  double margin = 0.0;               ///< log-odds: the API's own where it tells, else logit(probability)
  std::vector<double> shap_values;   ///< (features), log-odds; empty: the API gave none
  std::optional<double> base_value;  ///< where the API tells

  /// Where the explanation starts: margin - sum of the SHAP values, in log-odds.
  double recovered_base() const;
};

/// An answer, or what is wrong with it.
struct ParsedAnswer {
  ApiResponse answer;
  std::optional<Text> fault;
};

/// Reads {"prediction": 0|1, "probability": p, "shap_values": [[…]] or […]}, with "margin" and "base_value" as
/// `p8 serve` adds them. Types, ranges and the number of SHAP values are checked; a margin that does not fit the
/// probability by the logistic link to 1e-6 is left aside, and the base value with it.
ParsedAnswer parse_answer(const std::string& body, std::size_t features);

/// The message of an answer that refuses a request ("detail", "error" or "message" of the JSON; of a list of details,
/// as FastAPI gives it, where each is and its message, but not the input), made printable; "" where there is none. An
/// API may repeat what it was sent: addresses lose their queries, and `secrets` and what is in braces become "…".
std::string refusal_of(const std::string& body, const std::vector<std::string>& secrets = {});

}  // namespace p8::serve
