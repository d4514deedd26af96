#pragma once

#include <string>

#include "p8/core/hash.h"

namespace p8 {

/// bundle.json with the SHA-256 of the model.ubj beside it, under sha256.
std::string with_booster_digest(const std::string& bundle_json, const Digest& booster);

/// Throws Error(Model) naming `booster_path` where bundle.json notes another SHA-256, or none that is a text; that of
/// an earlier p8 notes nothing.   @param bundle_json  valid JSON.
void require_booster_digest(const std::string& bundle_json, const Digest& booster, const std::string& booster_path);

}  // namespace p8
