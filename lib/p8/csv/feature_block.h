#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace p8 {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// A block of clients as numbers, column by column so that one feature of many clients lies together:
/// shape (features, rows), NaN = missing. Rows are padded to a multiple of kRowPadding with missing values, so that
/// vector code may run past `rows`.
class FeatureBlock {
 public:
  static constexpr std::size_t kRowPadding = 64;

  FeatureBlock(std::size_t features, std::size_t rows)
      : features_(features),
        rows_(rows),
        stride_((rows + kRowPadding - 1) / kRowPadding * kRowPadding),
        values_(features * stride_, kMissing) {}

  std::size_t features() const { return features_; }
  std::size_t rows() const { return rows_; }
  /// Distance between two features of the same row; a multiple of kRowPadding, at least rows().
  std::size_t stride() const { return stride_; }

  /// Fewer rows than it was made for; what lies behind them must be missing.
  void shrink_rows(std::size_t rows) { rows_ = rows; }

  const double* column(std::size_t feature) const { return values_.data() + feature * stride_; }
  double* column(std::size_t feature) { return values_.data() + feature * stride_; }
  double at(std::size_t feature, std::size_t row) const { return column(feature)[row]; }

 private:
  std::size_t features_;
  std::size_t rows_;
  std::size_t stride_;
  std::vector<double> values_;
};

}  // namespace p8
