#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/credit/columns/schema.h"
#include "p8/credit/model/profile.h"

namespace p8 {

/// "What if this characteristic had another value?"
struct Setting {
  std::size_t feature = 0;    ///< index in the schema
  double value = 0.0;         ///< a number or the code of a category; NaN: missing
  bool out_of_range = false;  ///< beyond what was seen in the reference
};

/// Reads "COL=VALUE" as `--set` has it; an empty value is a missing one. Throws Error(Usage) for a text without "=", a
/// column that the model does not read (the closest names are suggested), a text where a number is expected, and a
/// category that was not seen in training (the known ones are listed).
/// @param reference  per feature of the schema, or empty: then nothing is out of range.
Setting parse_setting(const std::string& text, const Schema& schema, const std::vector<FeatureProfile>& reference);

/// The client's values with the settings applied; of several for one feature the last one counts.
std::vector<double> apply_settings(std::vector<double> values, const std::vector<Setting>& settings);

}  // namespace p8
