#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/credit/model/scorer.h"
#include "p8/credit/portfolio/population.h"

namespace p8 {

/// SHAP values of a uniform sample of all clients: what "over all clients" means wherever contributions are averaged or
/// compared, since those of hundreds of thousands of clients would take minutes.
struct ShapSample {
  std::vector<std::size_t> rows;      ///< of the population, ascending
  std::vector<double> contributions;  ///< log-odds, client by client: contributions[i * features + f]
  std::size_t features = 0;
  std::vector<double> mean;           ///< per feature
  std::vector<double> mean_absolute;  ///< per feature

  double at(std::size_t i, std::size_t f) const { return contributions[i * features + f]; }
};

/// A sample of at most `most` clients without replacement (Floyd 1987, "A sample of brilliance"), or all of them.
/// The same population and seed give the same sample and values for any number of threads.
/// Throws Error(Model) as Scorer::score does; Interrupted.
ShapSample sample_contributions(const Scorer& scorer, const Population& population, std::size_t most,
                                std::uint64_t seed, int threads);

}  // namespace p8
