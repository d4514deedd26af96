#pragma once

#include <cstddef>
#include <vector>

namespace p8 {

/// Embeddings of length 1: cosines are dot products of them.
struct UnitVectors {
  std::size_t width = 0;      ///< E
  std::vector<float> values;  ///< (N, E), row-major

  std::size_t rows() const { return width == 0 ? 0 : values.size() / width; }
  const float* row(std::size_t index) const { return values.data() + index * width; }
};

/// Each row divided by its length; a row of zeros stays zeros. Throws Error(Model) naming the first row that is not
/// finite.   @param values  (N, E).
UnitVectors unit_vectors(const std::vector<float>& values, std::size_t width);

/// The means of neighbouring rows, of length 1 again (prompt ensembling in the space of embeddings, Radford et al.
/// 2021, section 3.1.4): (sum of counts, E) → (C, E).   @param counts  (C) rows of each mean, at least 1.
UnitVectors mean_directions(const UnitVectors& vectors, const std::vector<std::size_t>& counts);

/// The cosine of two rows, in [-1, 1] but for rounding; summed in double.
double cosine(const float* a, const float* b, std::size_t width);

/// (N, M) cosines of every row of `a` with every row of `b`, on `threads` threads.
std::vector<double> cosines(const UnitVectors& a, const UnitVectors& b, int threads);

/// The probabilities exp(score / temperature), divided by their sum. At least one score; temperature above 0.
std::vector<double> softmax(const double* scores, std::size_t count, double temperature);

}  // namespace p8
