#include "p8/serve/openapi.h"

#include <nlohmann/json.hpp>

#include "p8/base/json_text.h"
#include "p8/serve/predict_request.h"

namespace p8::serve {

namespace {

using nlohmann::ordered_json;

/// A category that is a number or a boolean may come as one, or as its text; null is a missing value.
ordered_json values_of(const Feature& feature) {
  ordered_json values = ordered_json::array();
  if (!feature.are_numbers) {
    values = feature.categories;
    values.push_back(nullptr);
    return {{"type", {"string", "null"}}, {"enum", values}};
  }
  for (const std::string& category : feature.categories) {
    values.push_back(category);
    const bool is_boolean = category == "True" || category == "False";
    const ordered_json value =
        parse_json_text<ordered_json>(is_boolean ? (category == "True" ? "true" : "false") : category);
    if (value.is_primitive() && !value.is_null()) values.push_back(value);
  }
  values.push_back(nullptr);
  return {{"enum", values}};
}

ordered_json features_schema(const Schema& schema) {
  ordered_json properties = ordered_json::object();
  for (const Feature& feature : schema.features()) {
    if (feature.kind == FeatureKind::Number) {
      properties[feature.name] = {{"type", {"number", "null"}}};
    } else {
      properties[feature.name] = values_of(feature);
    }
  }
  return {{"type", "object"},
          {"description", "Values by name, at least one. What is left out or null is missing."},
          {"minProperties", 1},
          {"properties", properties},
          {"additionalProperties", false}};
}

ordered_json prediction_schema(std::size_t features) {
  const ordered_json number = {{"type", "number"}};
  return {{"type", "object"},
          {"required", {"prediction", "probability"}},
          {"properties",
           {{"prediction", {{"type", "integer"}, {"enum", {0, 1}}, {"description", "1: refused"}}},
            {"probability",
             {{"type", "number"}, {"minimum", 0}, {"maximum", 1}, {"description", "probability of default"}}},
            {"margin", {{"type", "number"}, {"description", "log-odds of default"}}},
            {"base_value", {{"type", "number"}, {"description", "expected margin, log-odds"}}},
            {"shap_values",
             {{"type", "array"},
              {"description", "one row, in the order of the properties of Features; log-odds"},
              {"items", {{"type", "array"}, {"items", number}, {"minItems", features}, {"maxItems", features}}}}}}}};
}

ordered_json content(const char* type, const ordered_json& schema) { return {{type, {{"schema", schema}}}}; }

ordered_json reference(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

ordered_json answer(const char* description, const ordered_json& body) {
  return {{"description", description}, {"content", body}};
}

ordered_json page(const char* summary) {
  return {
      {"get",
       {{"summary", summary}, {"responses", {{"200", answer("a page", content("text/html", {{"type", "string"}}))}}}}}};
}

}  // namespace

std::string openapi_json(const Model& model) {
  const ordered_json flag = {{"type", "boolean"}, {"default", true}};
  const ordered_json one = {{"type", "object"},
                            {"required", {"features"}},
                            {"properties", {{"features", reference("Features")}, {"shap", flag}}}};
  const ordered_json many = {
      {"type", "object"},
      {"required", {"instances"}},
      {"properties",
       {{"instances", {{"type", "array"}, {"maxItems", PredictReader::kMaxRows}, {"items", reference("Features")}}},
        {"shap", flag}}}};
  const ordered_json batch = {
      {"type", "object"}, {"properties", {{"predictions", {{"type", "array"}, {"items", reference("Prediction")}}}}}};
  ordered_json post = {
      {"summary", "Probability of default, decision and SHAP values of one client or of several"},
      {"parameters",
       {{{"name", "shap"}, {"in", "query"}, {"schema", {{"enum", {"0", "1"}}}}, {"description", "0: no SHAP values"}}}},
      {"requestBody", {{"required", true}, {"content", content("application/json", {{"oneOf", {one, many}}})}}}};
  post["responses"]["200"] =
      answer("scored", content("application/json", {{"oneOf", {reference("Prediction"), batch}}}));
  for (const auto& [status, description] : {std::pair("400", "not JSON"),
                                            {"401", "no token"},
                                            {"413", "too large"},
                                            {"411", "neither Content-Length nor chunked"},
                                            {"415", "not application/json in UTF-8, or compressed"},
                                            {"422", "JSON of another meaning"}}) {
    post["responses"][status] = answer(description, content("application/json", reference("Error")));
  }
  ordered_json document = {{"openapi", "3.1.0"}, {"info", {{"title", "p8"}, {"version", kVersion}}}};
  document["paths"]["/predict"]["post"] = post;
  document["paths"]["/clients"] = page("Search and filter clients");
  document["paths"]["/client"] = page("The decision on one client (id), with other values where asked (v.NAME)");
  document["paths"]["/overall"] = page("How the model decides over all clients");
  document["paths"]["/healthz"]["get"] = {{"responses", {{"200", {{"description", "alive"}}}}}};
  document["paths"]["/metrics"]["get"] = {{"responses", {{"200", {{"description", "counts for Prometheus"}}}}}};
  document["components"]["schemas"]["Features"] = features_schema(model.card.schema);
  document["components"]["schemas"]["Prediction"] = prediction_schema(model.card.schema.features().size());
  document["components"]["schemas"]["Error"] = {{"type", "object"}, {"properties", {{"error", {{"type", "string"}}}}}};
  return document.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace p8::serve
