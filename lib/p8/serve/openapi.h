#pragma once

#include <string>

#include "p8/credit/model/model.h"

namespace p8::serve {

/// The description of POST /predict for this model, and of the pages, in OpenAPI 3.1.
std::string openapi_json(const Model& model);

}  // namespace p8::serve
