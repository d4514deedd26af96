#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "p8/vision/dataset/split.h"

// A split for training from scratch: no part to be tested on, no label needed.
namespace p8 {

/// The share of the validation part in "0.95,0.05". Throws Error(Usage) unless these are two numbers above 0 that add
/// up to 1.
double parse_validation_share(const std::string& text);

/// Deals photos out to training and validation; groups are never torn. Groups are drawn with the seed and go to
/// validation as long as it does not become larger than its share; it gets at least one group, the smallest. The same
/// seed, photos and groups give the same split.
/// @param items  the photos that count, ascending, of `groups.size()`.
/// Throws Error(Data) where there are not two groups.
Split validation_split(const std::vector<std::size_t>& items, double share, std::uint64_t seed, const Groups& groups);

/// Joins groups whose members have a key in common: photos of one text. Items with key -1 stay as they are.
/// @param keys  (items).
Groups joined_groups(const Groups& groups, const std::vector<std::int64_t>& keys);

}  // namespace p8
