#include "p8/vision/attribution/ridge.h"

#include <cmath>
#include <utility>

namespace p8 {

namespace {

/// Solves A b = c for a symmetric positive semidefinite A by Cholesky's decomposition. A row that depends on earlier
/// ones gets 0.   @param a  (n, n), used up.
std::vector<double> solve(std::vector<double> a, std::vector<double> c) {
  const std::size_t n = c.size();
  constexpr double kDependent = 1e-12;  // of the diagonal's own size
  for (std::size_t i = 0; i < n; ++i) {
    const double size = a[i * n + i];
    for (std::size_t k = 0; k < i; ++k) a[i * n + i] -= a[i * n + k] * a[i * n + k];
    if (a[i * n + i] <= kDependent * size || size <= 0.0) {
      for (std::size_t j = i; j < n; ++j) a[j * n + i] = 0.0;
      continue;
    }
    a[i * n + i] = std::sqrt(a[i * n + i]);
    for (std::size_t j = i + 1; j < n; ++j) {
      for (std::size_t k = 0; k < i; ++k) a[j * n + i] -= a[j * n + k] * a[i * n + k];
      a[j * n + i] /= a[i * n + i];
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) c[i] -= a[i * n + k] * c[k];
    c[i] = a[i * n + i] > 0.0 ? c[i] / a[i * n + i] : 0.0;
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) c[i] -= a[k * n + i] * c[k];
    c[i] = a[i * n + i] > 0.0 ? c[i] / a[i * n + i] : 0.0;
  }
  return c;
}

}  // namespace

WeightedMoments::WeightedMoments(const WeightedRows& rows)
    : columns_(rows.columns),
      means_(rows.columns, 0.0),
      products_(rows.columns * rows.columns, 0.0),
      products_y_(rows.columns, 0.0) {
  double total = 0.0;
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    total += rows.weights[i];
    mean_y_ += rows.weights[i] * rows.y[i];
    for (std::size_t j = 0; j < columns_; ++j) means_[j] += rows.weights[i] * rows.x[i * columns_ + j];
  }
  mean_y_ /= total;
  for (double& mean : means_) mean /= total;
  std::vector<double> centred(columns_);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const double weight = rows.weights[i], y = rows.y[i] - mean_y_;
    for (std::size_t j = 0; j < columns_; ++j) centred[j] = rows.x[i * columns_ + j] - means_[j];
    for (std::size_t j = 0; j < columns_; ++j) {
      const double weighted = weight * centred[j];
      products_y_[j] += weighted * y;
      for (std::size_t k = 0; k <= j; ++k) products_[j * columns_ + k] += weighted * centred[k];
    }
    variance_y_ += weight * y * y;
  }
  for (std::size_t j = 0; j < columns_; ++j) {
    for (std::size_t k = 0; k < j; ++k) products_[k * columns_ + j] = products_[j * columns_ + k];
  }
}

LinearFit WeightedMoments::fit(const std::vector<std::size_t>& columns, double alpha) const {
  const std::size_t n = columns.size();
  std::vector<double> a(n * n), c(n);
  for (std::size_t i = 0; i < n; ++i) {
    c[i] = products_y_[columns[i]];
    for (std::size_t j = 0; j < n; ++j) a[i * n + j] = products_[columns[i] * columns_ + columns[j]];
    a[i * n + i] += alpha;
  }
  LinearFit result;
  result.coefficients = solve(std::move(a), std::move(c));
  result.intercept = mean_y_;
  double residual = variance_y_;  // Σ w (y - ŷ)² = Syy - 2 bᵀ Sxy + bᵀ Sxx b
  for (std::size_t i = 0; i < n; ++i) {
    result.intercept -= result.coefficients[i] * means_[columns[i]];
    double explained = -2.0 * products_y_[columns[i]];
    for (std::size_t j = 0; j < n; ++j)
      explained += products_[columns[i] * columns_ + columns[j]] * result.coefficients[j];
    residual += result.coefficients[i] * explained;
  }
  result.r2 = variance_y_ > 0.0 ? 1.0 - residual / variance_y_ : 1.0;
  return result;
}

std::vector<double> fit_through_origin(const WeightedRows& rows) {
  const std::size_t n = rows.columns;
  std::vector<double> a(n * n, 0.0), c(n, 0.0);
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const double* const x = rows.x.data() + i * n;
    for (std::size_t j = 0; j < n; ++j) {
      const double weighted = rows.weights[i] * x[j];
      c[j] += weighted * rows.y[i];
      for (std::size_t k = 0; k < n; ++k) a[j * n + k] += weighted * x[k];
    }
  }
  return solve(std::move(a), std::move(c));
}

LinearFit fit_ridge(const WeightedRows& rows, const std::vector<std::size_t>& columns, double alpha) {
  return WeightedMoments(rows).fit(columns, alpha);
}

}  // namespace p8
