#pragma once

#include <string>

#include "p8/base/hash.h"

namespace p8 {

/// bundle.json with the SHA-256 of the model.ubj beside it, under sha256, and that of all its own fields, under
/// bundle_sha256.
std::string with_digests(const std::string& bundle_json, const Digest& booster);

/// Whether bundle.json is no longer as p8 wrote it: its own SHA-256 does not fit. One of an earlier p8, without it,
/// says nothing and counts as unchanged.   @param bundle_json  valid JSON.
bool is_changed_bundle(const std::string& bundle_json);

/// Throws Error(Model) naming `booster_path` where bundle.json notes another SHA-256, or none that is a text; that of
/// an earlier p8 notes nothing.   @param bundle_json  valid JSON.
void require_booster_digest(const std::string& bundle_json, const Digest& booster, const std::string& booster_path);

}  // namespace p8
