#pragma once

#include <string>

#include "p8/credit/portfolio/explanation.h"
#include "p8/serve/predict_request.h"

namespace p8::serve {

/// The clients scored, as JSON: {"prediction": 0|1, "probability": p, "margin": m, "base_value": b,
/// "shap_values": [[…]]}, SHAP values in the order of the schema's features and only where wanted; of a batch
/// {"predictions": […]}. Numbers have the fewest digits that read back as the same double.
/// prediction is 1 where P(default) > threshold. Throws Error(Model) as Scorer::score does.
std::string predict_answer(const Model& model, double threshold, const PredictRequest& request);

/// {"error": "…"}.
std::string error_json(const std::string& message);

}  // namespace p8::serve
