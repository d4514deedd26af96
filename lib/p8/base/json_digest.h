#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "p8/base/text.h"

namespace p8 {

/// Whether a JSON object is the one that add_digest() was given.
enum class JsonDigest { Missing, Fits, Differs };

/// SHA-256 of the object without `field`: of its text with sorted keys and no blanks, so that neither the order of its
/// fields nor how it is set out counts.
/// @tparam Json  nlohmann::json or nlohmann::ordered_json, of a depth that parse_json_text() takes.
template <typename Json>
std::string digest_without(const Json& object, const std::string& field);

/// Puts the digest of all other fields into `field`.
template <typename Json>
void add_digest(Json& object, const std::string& field);

template <typename Json>
JsonDigest check_digest(const Json& object, const std::string& field);

/// What to warn of where the digest of a file that people may edit differs.
Text changed_by_hand(const std::string& file);

}  // namespace p8
