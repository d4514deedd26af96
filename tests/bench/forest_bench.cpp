// Rows a second of margins and SHAP values for a random forest of 300 trees of depth 6 on 120 features, as JSON.
// Usage: forest_bench [TREES [DEPTH [FEATURES [ROWS]]]]
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "oracles/random_forest.h"
#include "p8/base/parallel.h"
#include "p8/credit/model/forest_scorer.h"

using namespace p8;

namespace {

constexpr std::size_t kBlockRows = 4096;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Processor time of the whole process: what the work costs even when others use the machine.
double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Speed {
  double rows_per_second = 0.0;
  double microseconds = 1e300;  ///< processor time a row
};

/// Best of five runs over all blocks.
Speed measure(const ForestScorer& scorer, const std::vector<FeatureBlock>& blocks, bool with_contributions,
              int threads) {
  Speed best;
  const auto rows = static_cast<double>(blocks.size() * kBlockRows);
  for (int repeat = 0; repeat < 5; ++repeat) {
    const auto start = std::chrono::steady_clock::now();
    const double processor_start = processor_seconds();
    parallel_for(blocks.size(), threads, [&](std::size_t i) { scorer.score(blocks[i], with_contributions); });
    best.rows_per_second = std::max(best.rows_per_second, rows / seconds_since(start));
    best.microseconds = std::min(best.microseconds, (processor_seconds() - processor_start) / rows * 1e6);
  }
  return best;
}

std::size_t argument(int argc, char** argv, int index, std::size_t otherwise) {
  return argc > index ? static_cast<std::size_t>(std::strtoull(argv[index], nullptr, 10)) : otherwise;
}

}  // namespace

int main(int argc, char** argv) {
  test::RandomForestOptions options;
  options.trees = argument(argc, argv, 1, 300);
  options.depth = argument(argc, argv, 2, 6);
  options.leaves = std::size_t{1} << options.depth;
  options.features = argument(argc, argv, 3, 120);
  const std::size_t rows = argument(argc, argv, 4, 32768);

  Random rng(42);
  Forest forest = test::random_forest(options, rng);
  std::vector<FeatureBlock> blocks;
  for (std::size_t row = 0; row < rows; row += kBlockRows) {
    blocks.push_back(test::random_block(forest, kBlockRows, rng));
  }
  const auto start = std::chrono::steady_clock::now();
  const ForestScorer scorer(std::move(forest), "bench");
  const double prepared = seconds_since(start);
  std::string out =
      fmt::format("{{\"trees\": {}, \"depth\": {}, \"features\": {}, \"rows\": {}, \"prepare_seconds\": {:.4f}",
                  options.trees, options.depth, options.features, blocks.size() * kBlockRows, prepared);
  for (const int threads : {1, 2}) {
    for (const bool with_contributions : {false, true}) {
      const Speed speed = measure(scorer, blocks, with_contributions, threads);
      out += fmt::format(", \"{0}_rows_per_second_{1}\": {2:.0f}, \"{0}_cpu_microseconds_per_row_{1}\": {3:.3f}",
                         with_contributions ? "shap" : "margin", threads, speed.rows_per_second, speed.microseconds);
    }
  }
  fmt::print("{}}}\n", out);
}
