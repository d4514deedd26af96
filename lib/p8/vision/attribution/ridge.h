#pragma once

#include <cstddef>
#include <vector>

namespace p8 {

/// Rows of S numbers with what they give and how much they count.
struct WeightedRows {
  std::size_t columns = 0;      ///< S
  std::vector<double> x;        ///< (N, S), row-major
  std::vector<double> y;        ///< (N)
  std::vector<double> weights;  ///< (N), at least 0, not all 0

  std::size_t rows() const { return y.size(); }
};

/// y ≈ intercept + Σ coefficient · x.
struct LinearFit {
  double intercept = 0.0;
  std::vector<double> coefficients;  ///< one a column that was used, in their order
  double r2 = 0.0;                   ///< weighted share of the variance that is explained; 1 where y does not vary
};

/// Least squares with weights and the penalty alpha · Σ coefficient² on a choice of columns; the intercept is not
/// penalised (Hoerl and Kennard 1970; as scikit-learn's Ridge with sample weights). A column that follows from earlier
/// ones gets 0 where alpha is 0.
/// @param columns  indices of the columns to use, each once.
LinearFit fit_ridge(const WeightedRows& rows, const std::vector<std::size_t>& columns, double alpha);

/// The coefficients of the least squares fit without intercept and without penalty, all columns used.
std::vector<double> fit_through_origin(const WeightedRows& rows);

/// Weighted sums over rows from which a ridge regression on any choice of columns follows, so that trying many choices
/// does not look at the rows again.
class WeightedMoments {
 public:
  explicit WeightedMoments(const WeightedRows& rows);

  LinearFit fit(const std::vector<std::size_t>& columns, double alpha) const;

 private:
  std::size_t columns_;
  std::vector<double> means_;  // (S)
  double mean_y_ = 0.0;
  std::vector<double> products_;    // (S, S) of columns less their means
  std::vector<double> products_y_;  // (S) with y less its mean
  double variance_y_ = 0.0;         // sum of weights · (y less its mean)²
};

}  // namespace p8
