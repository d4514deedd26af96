#pragma once

#include <vector>

#include "p8/credit/model/profile.h"

namespace p8 {

/// The values of a number among the clients of a reference, as far as its quantiles tell.
class ValueRange {
 public:
  /// @param profile  of a number with at least one value.
  explicit ValueRange(const FeatureProfile& profile);

  double low() const { return quantiles_.front(); }  ///< the least value seen
  double high() const { return quantiles_.back(); }  ///< the greatest value seen
  double median() const { return median_; }          ///< an integer where the values are integers
  bool holds_integers() const { return integers_; }  ///< each quantile is one, or lies between two as it must
  /// What may be added to a value to make it rounder: a thousandth of the interval of the middle 90 % of the clients.
  double rounding() const { return rounding_; }

  /// The share of the clients below a value, those at the value counting half (the mid-distribution function: Parzen
  /// 2004, "Quantile probability and statistical data modeling", Statistical Science 19), in [0, 1]: linear
  /// between quantiles. So many equal values have a place of their own: of a flag that 30 % of the clients carry, 0 and
  /// 1 lie half of all clients apart. Never falls as the value rises.
  double share_below(double value) const;

 private:
  std::vector<double> quantiles_;
  bool integers_;
  double median_;
  double rounding_;
};

/// The roundest number between two: the multiple of the largest possible power of ten, and among those the one nearest
/// to `nearest`, which comes back itself where no number of 17 digits lies between. An integer where `nearest` is one.
/// @param limit  the other end, above or below `nearest`; both ends count as between.
double roundest_between(double nearest, double limit);

}  // namespace p8
