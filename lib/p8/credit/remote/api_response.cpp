#include "p8/credit/remote/api_response.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/base/secrets.h"

namespace p8::serve {

namespace {

using nlohmann::json;

constexpr double kLinkTolerance = 1e-6;       // P(default)
constexpr std::size_t kLongestRefusal = 200;  // bytes
constexpr double kSumTolerance = 1e-6;        // log-odds, relative beyond 1

template <typename... Args>
ParsedAnswer faulty(const char* en, const char* fr, const Args&... args) {
  return {{}, text(en, fr, args...)};
}

double logistic(double margin) { return 1.0 / (1.0 + std::exp(-margin)); }

/// The row of SHAP values in [[…]] or […]; null: there is none.
const json* shap_row(const json& values) {
  if (values.is_array() && !values.empty() && values.front().is_array())
    return values.size() == 1 ? &values.front() : &values;
  return &values;
}

std::optional<Text> read_shap_values(const json& document, std::size_t features, ApiResponse& answer) {
  const auto found = document.find("shap_values");
  if (found == document.end() || found->is_null()) return std::nullopt;
  const json& row = *shap_row(*found);
  if (!row.is_array()) return Text{"shap_values is no list", "shap_values n'est pas une liste"};
  if (row.empty()) return std::nullopt;
  for (const json& value : row) {
    if (!value.is_number()) return Text{"a SHAP value is no number", "une valeur SHAP n'est pas un nombre"};
    answer.shap_values.push_back(value.get<double>());
    if (!std::isfinite(answer.shap_values.back())) {
      return Text{"a SHAP value is not finite", "une valeur SHAP n'est pas finie"};
    }
  }
  if (answer.shap_values.size() == features) return std::nullopt;
  return text("{0} SHAP values for {1} features", "{0} valeurs SHAP pour {1} variables", answer.shap_values.size(),
              features);
}

std::optional<double> number_at(const json& document, const char* name) {
  const auto found = document.find(name);
  if (found == document.end() || !found->is_number() || !std::isfinite(found->get<double>())) return std::nullopt;
  return found->get<double>();
}

/// "body.features.age: Input should be a valid number; …" of [{"loc": ["body", …], "msg": "…", "input": …}, …].
std::string details_of(const json& details) {
  std::string all;
  if (!details.is_array()) return all;
  for (const json& detail : details) {
    if (all.size() > kLongestRefusal) break;
    const auto message = detail.is_object() ? detail.find("msg") : detail.end();
    if (message == detail.end() || !message->is_string()) continue;
    std::string place;
    if (const auto found = detail.find("loc"); found != detail.end() && found->is_array()) {
      for (const json& part : *found) {
        if (!part.is_string() && !part.is_number_integer()) continue;
        place += (place.empty() ? "" : ".") + (part.is_string() ? part.get<std::string>() : part.dump());
      }
    }
    all += (all.empty() ? "" : "; ") + place + (place.empty() ? "" : ": ") + message->get<std::string>();
  }
  return all;
}

/// Without what may be the request: from the first opening brace to the last closing one.
std::string without_objects(const std::string& text) {
  const std::size_t start = text.find('{');
  if (start == std::string::npos) return text;
  const std::size_t end = text.rfind('}');
  const bool is_closed = end != std::string::npos && end > start;
  return text.substr(0, start) + "{…}" + (is_closed ? text.substr(end + 1) : "");
}

}  // namespace

double ApiResponse::recovered_base() const {
  double base = margin;
  for (const double value : shap_values) base -= value;
  return base;
}

ParsedAnswer parse_answer(const std::string& body, std::size_t features) {
  const json document = parse_json_text<json>(body);
  if (!document.is_object()) return faulty("the answer is not JSON", "la réponse n'est pas du JSON");
  ParsedAnswer parsed;
  ApiResponse& answer = parsed.answer;
  const std::optional<double> prediction = number_at(document, "prediction");
  if (!prediction || (*prediction != 0.0 && *prediction != 1.0)) {
    return faulty("prediction is neither 0 nor 1", "prediction n'est ni 0 ni 1");
  }
  answer.prediction = *prediction == 1.0 ? 1 : 0;
  const std::optional<double> probability = number_at(document, "probability");
  if (!probability || *probability < 0.0 || *probability > 1.0) {
    return faulty("probability is no number from 0 to 1", "probability n'est pas un nombre de 0 à 1");
  }
  answer.probability = *probability;
  parsed.fault = read_shap_values(document, features, answer);
  if (parsed.fault) return parsed;

  const std::optional<double> margin = number_at(document, "margin");
  if (margin && std::abs(logistic(*margin) - answer.probability) <= kLinkTolerance) {
    answer.margin = *margin;
    answer.base_value = number_at(document, "base_value");
    if (answer.base_value && !answer.shap_values.empty() &&
        std::abs(answer.recovered_base() - *answer.base_value) > kSumTolerance * std::max(1.0, std::abs(*margin))) {
      return faulty("SHAP values and base value do not add up to the margin",
                    "valeurs SHAP et valeur de base ne totalisent pas la marge");
    }
    return parsed;
  }
  if (answer.probability == 0.0 || answer.probability == 1.0) {
    return faulty("a probability of {} has no log-odds", "une probabilité de {} n'a pas de log-cotes",
                  answer.probability);
  }
  answer.margin = std::log(answer.probability / (1.0 - answer.probability));
  return parsed;
}

std::string refusal_of(const std::string& body, const std::vector<std::string>& secrets) {
  const json document = parse_json_text<json>(body);
  if (!document.is_object()) return {};
  for (const char* name : {"detail", "error", "message"}) {
    const auto found = document.find(name);
    if (found == document.end()) continue;
    const std::string told = found->is_string() ? found->get<std::string>() : details_of(*found);
    if (!told.empty()) return printable(without_objects(without_secrets(withheld(told, secrets))), kLongestRefusal);
  }
  return {};
}

}  // namespace p8::serve
