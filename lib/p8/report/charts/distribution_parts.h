#pragma once

#include <cstddef>
#include <string>

#include "p8/report/charts/chart_parts.h"

/// What both forms of a Distribution share: columns of numbers (chart_distribution.cpp), rows of categories
/// (distribution_rows.cpp).
namespace p8::report {

bool is_categorical(const Distribution& chart);

/// A group's share in a bin; NaN where it has none.
double share_of(const DistributionGroup& group, std::size_t bin);

/// As drawn: nothing for what is undefined.
double height_of(double share);

/// The highest share of any group in any bin.
double highest_share(const Distribution& chart);

bool client_is_missing(const Distribution& chart);

/// Whether missing values have a place of their own.
bool shows_missing(const Distribution& chart);

/// Colour of the n-th group, counted from 0; the first is filled.
std::string outline_class(const Distribution& chart, std::size_t group);

Axis share_axis();

/// One row a category, and one for missing values.
Drawing draw_rows(const Distribution& chart, const Canvas& canvas);

}  // namespace p8::report
