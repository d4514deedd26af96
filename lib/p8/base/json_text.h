#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "p8/base/error.h"

// The one door through which JSON becomes a nlohmann::json, be it a file's or an answer's. That library copies, writes
// and compares nested values by recursion, so that a list in a list in a list ends the stack, and takes some forty
// bytes for an empty list of three.
namespace p8 {

constexpr std::size_t kMaxJsonDepth = 64;
constexpr std::size_t kMaxJsonValues = std::size_t{1} << 21;

/// The value of a JSON text (RFC 8259); discarded where it is not valid, nested deeper than kMaxJsonDepth or holds more
/// than kMaxJsonValues values.
/// @tparam Json  nlohmann::json or nlohmann::ordered_json.
template <typename Json>
Json parse_json_text(std::string_view text);

/// The same of a file: throws Error(kind) with its name where it is beyond the limits or
/// nested deeper than `max_depth`; discarded where it is not JSON.
template <typename Json>
Json parse_json_file(std::string_view text, const std::string& file, ErrorKind kind,
                     std::size_t max_depth = kMaxJsonDepth);

/// Whether the value is a whole number from 0 to 10^15, written as one: neither 0.5 nor -5, 1e87 or true.
template <typename Json>
bool is_count(const Json& value) {
  constexpr std::uint64_t kMaxCount = 1'000'000'000'000'000;  // every double up to it is exact
  return value.is_number_unsigned() && value.template get<std::uint64_t>() <= kMaxCount;
}

}  // namespace p8
