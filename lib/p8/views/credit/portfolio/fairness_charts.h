#pragma once

#include "p8/report/chart.h"
#include "p8/report/table.h"
#include "p8/views/credit/portfolio/fairness_section.h"

/// Charts and tables of the fairness section, one protected column each.
namespace p8::views {

/// Approval rates as bars with their intervals; of many groups the 20 largest, which the summary then says.
report::BarChart approval_chart(const ProtectedColumn& column);

/// Approval rate against threshold, a line a group, the threshold in use marked; of many groups the five largest. The
/// summary says from which threshold on the four-fifths ratio would not be below 0.8.
report::LineChart threshold_chart(const ProtectedColumn& column);

/// Every group: clients, how many are accepted, approval rate with its interval, ratio to the highest rate, and how to
/// read it.
report::Table group_table(const ProtectedColumn& column);

/// With labels: default rate, AUC and error rates of every group, with their intervals.
report::Table outcome_table(const ProtectedColumn& column);

/// A group's name inside a sentence: “over 41”, « plus de 41 ».
Text quoted(const Text& name);

/// A ratio of rates with two decimals, or as many as it takes to show on which side of 0.8 it lies.
report::Number ratio_number(double ratio);

/// "0.66 to 0.85"; "0.66 or more" without an upper end. `number` makes a Number of an end.
template <typename ToNumber>
Text interval_text(const Interval& interval, ToNumber number) {
  if (interval.high > 1e300) return text("{0} or more", "{0} ou plus", number(interval.low));
  return text("{0} to {1}", "{0} à {1}", number(interval.low), number(interval.high));
}

}  // namespace p8::views
