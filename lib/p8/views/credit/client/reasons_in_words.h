#pragma once

#include <cstddef>
#include <vector>

#include "p8/base/text.h"
#include "p8/credit/columns/column_catalogue.h"
#include "p8/credit/columns/schema.h"

namespace p8::views {

/// One characteristic of a refused client and what it did to the score.
struct RefusalReason {
  std::size_t feature = 0;    ///< index in the schema
  double value = 0.0;         ///< a number, or a category's code; NaN: missing
  double typical = 0.0;       ///< of accepted clients: the median, or the commonest category; NaN: unknown
  double contribution = 0.0;  ///< log-odds; only what pushed towards refusal (above 0) is a reason
};

/// The most reasons a letter states: more than four are not likely to help (Official Interpretation of Regulation B,
/// 12 CFR 1002.9(b)(2), comment 1).
constexpr std::size_t kMaxReasons = 4;

/// The specific reasons of a refusal as sentences for the client, strongest first, at most `most`, no two alike. A
/// sentence is the catalogue's for a low, high, missing or any value ("low" and "high" are against `typical`, in shown
/// values; for a yes/no column they are no and yes; a number with words of its own is neither), else made of label and
/// value. What is usual is left out where it is unknown or reads the same as the client's value. Indicators of one
/// category (ColumnCatalogue::group_of) are one reason with the sum of their contributions: give all of a client's
/// features, so that the category is among them.
std::vector<Text> reasons_in_words(const std::vector<RefusalReason>& reasons, const Schema& schema,
                                   const ColumnCatalogue& catalogue, std::size_t most = kMaxReasons);

}  // namespace p8::views
