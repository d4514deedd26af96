#include "p8/vision/attribution/evidence.h"

#include <algorithm>
#include <cmath>

#include "p8/vision/attribution/faithfulness.h"

namespace p8 {

std::vector<std::size_t> strongest_segments(const std::vector<double>& weights) {
  std::vector<std::size_t> ranking = ranking_of(weights);
  ranking.resize(std::min(kEvidenceRegions, ranking.size()));
  while (!ranking.empty() && !(weights[ranking.back()] > 0.0)) ranking.pop_back();
  return ranking;
}

Evidence evidence_of(const Segments& segments, const std::vector<double>& weights) {
  Evidence evidence;
  const std::vector<std::size_t> strongest = strongest_segments(weights);
  evidence.regions = strongest.size();
  if (strongest.empty()) return evidence;
  const std::vector<std::size_t> sizes = segment_sizes(segments);
  std::vector<double> density(segments.count, 0.0);  // weight a pixel; 0: not among the strongest
  double all = 0.0, chosen = 0.0;
  for (const double weight : weights) all += std::max(0.0, weight);
  for (const std::size_t segment : strongest) {
    density[segment] = weights[segment] / static_cast<double>(sizes[segment]);
    chosen += weights[segment];
    evidence.area += static_cast<double>(sizes[segment]) / static_cast<double>(segments.labels.size());
  }
  evidence.share = chosen / all;
  double sum_x = 0.0, sum_y = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < segments.labels.size(); ++i) {
    const double weight = density[segments.labels[i]] / chosen;
    const double x = (static_cast<double>(i % segments.width) + 0.5) / static_cast<double>(segments.width);
    const double y = (static_cast<double>(i / segments.width) + 0.5) / static_cast<double>(segments.height);
    sum_x += weight * x;
    sum_y += weight * y;
    squares += weight * (x * x + y * y) / 2.0;
  }
  evidence.x = sum_x;
  evidence.y = sum_y;
  evidence.spread = std::sqrt(std::max(0.0, squares - (sum_x * sum_x + sum_y * sum_y) / 2.0));
  return evidence;
}

}  // namespace p8
