#include "p8/serve/predict_answer.h"

#include <charconv>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"

namespace p8::serve {

namespace {

/// A finite number; JSON has no other.
void append_number(double value, std::string& out) {
  char buffer[32];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

}  // namespace

std::string predict_answer(const Model& model, double threshold, const PredictRequest& request) {
  const std::size_t rows = request.values.rows();
  const std::size_t stride = request.values.stride();
  std::string json;
  json.reserve(rows * (128 + (request.with_shap ? 24 * request.values.features() : 0)));
  if (request.is_batch) json += "{\"predictions\":[";
  if (rows > 0) {
    const Scores scores = model.scorer->score(request.values, request.with_shap);
    if (!scores.failures.empty()) throw Error(ErrorKind::Model, scores.failures.front().reason);
    for (std::size_t row = 0; row < rows; ++row) {
      const double p = model.probability(scores.margins[row]);
      json += row == 0 ? "{\"prediction\":" : ",{\"prediction\":";
      json += is_refused(p, threshold) ? '1' : '0';
      json += ",\"probability\":";
      append_number(p, json);
      json += ",\"margin\":";
      append_number(scores.margins[row], json);
      json += ",\"base_value\":";
      append_number(model.scorer->base_value(), json);
      if (request.with_shap) {
        json += ",\"shap_values\":[[";
        for (std::size_t f = 0; f < request.values.features(); ++f) {
          if (f > 0) json += ',';
          append_number(scores.contributions[f * stride + row], json);
        }
        json += "]]";
      }
      json += '}';
    }
  }
  if (request.is_batch) json += "]}";
  return json;
}

std::string error_json(const std::string& message) {
  return nlohmann::json{{"error", message}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace p8::serve
