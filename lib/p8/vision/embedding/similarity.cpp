#include "p8/vision/embedding/similarity.h"

#include <algorithm>
#include <cmath>

#include "p8/base/error.h"
#include "p8/base/parallel.h"

namespace p8 {

namespace {

void make_unit(float* row, std::size_t width, std::size_t index) {
  const double length = std::sqrt(cosine(row, row, width));
  if (!std::isfinite(length)) {
    throw model_error(
        "embedding {} is not finite: the model's weights are damaged or too large for its precision",
        "le plongement {} n'est pas fini : les poids du modèle sont abîmés ou trop grands pour sa précision",
        index + 1);
  }
  if (length == 0.0) return;
  for (std::size_t i = 0; i < width; ++i) row[i] = static_cast<float>(static_cast<double>(row[i]) / length);
}

}  // namespace

UnitVectors unit_vectors(const std::vector<float>& values, std::size_t width) {
  UnitVectors vectors{width, values};
  for (std::size_t i = 0; i < vectors.rows(); ++i) make_unit(vectors.values.data() + i * width, width, i);
  return vectors;
}

UnitVectors mean_directions(const UnitVectors& vectors, const std::vector<std::size_t>& counts) {
  const std::size_t width = vectors.width;
  UnitVectors means{width, std::vector<float>(counts.size() * width, 0.0F)};
  std::size_t next = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    float* const mean = means.values.data() + i * width;
    for (std::size_t j = 0; j < counts[i]; ++j) {
      const float* const row = vectors.row(next++);
      for (std::size_t k = 0; k < width; ++k) mean[k] += row[k] / static_cast<float>(counts[i]);
    }
    make_unit(mean, width, i);
  }
  return means;
}

double cosine(const float* a, const float* b, std::size_t width) {
  double sums[8] = {};  // eight sums keep the processor busy
  std::size_t i = 0;
  for (; i + 8 <= width; i += 8) {
    for (std::size_t lane = 0; lane < 8; ++lane) {
      sums[lane] += static_cast<double>(a[i + lane]) * static_cast<double>(b[i + lane]);
    }
  }
  for (; i < width; ++i) sums[0] += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]));
}

std::vector<double> cosines(const UnitVectors& a, const UnitVectors& b, int threads) {
  std::vector<double> result(a.rows() * b.rows());
  parallel_for(a.rows(), threads, [&](std::size_t i) {
    for (std::size_t j = 0; j < b.rows(); ++j) result[i * b.rows() + j] = cosine(a.row(i), b.row(j), a.width);
  });
  return result;
}

std::vector<double> softmax(const double* scores, std::size_t count, double temperature) {
  std::vector<double> p(scores, scores + count);
  const double highest = *std::max_element(p.begin(), p.end());
  double sum = 0.0;
  for (double& value : p) sum += value = std::exp((value - highest) / temperature);
  for (double& value : p) value /= sum;
  return p;
}

}  // namespace p8
