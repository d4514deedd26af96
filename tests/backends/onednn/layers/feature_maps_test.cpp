#include "p8/backends/onednn/layers/feature_maps.h"

#include <vector>

#include <doctest/doctest.h>

#include "p8/backends/onednn/layers/convolution.h"

namespace p8::engine {

namespace {

/// Numbers one channel after the other, laid out in blocks of channels.
std::vector<float> in_blocks(const std::vector<float>& planes, std::size_t channels, std::size_t side) {
  std::vector<float> map(map_count(channels, side));
  const std::size_t block = channel_block();
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t i = 0; i < side * side; ++i) {
      map[(c / block * side * side + i) * block + c % block] = planes[c * side * side + i];
    }
  }
  return map;
}

}  // namespace

TEST_CASE("pooling takes the largest of each two by two; an odd last line counts for nothing") {
  const std::vector<float> planes = {1, 2, 9, 3, 4, 9, 9, 9, 9};
  std::vector<float> pooled(map_count(1, 1));
  pool_largest(in_blocks(planes, 1, 3).data(), 1, 3, pooled.data(), Worker());
  CHECK(pooled[0] == 4.0F);
}

TEST_CASE("fields of a mean overlap where they do not divide the side") {
  const std::vector<float> planes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90};
  std::vector<float> pooled(2 * 4);
  pool_mean(in_blocks(planes, 2, 3).data(), 2, 3, 2, pooled.data(), Worker());
  CHECK(pooled == std::vector<float>{3, 4, 6, 7, 30, 40, 60, 70});
  pooled.resize(2 * 16);
  pool_mean(in_blocks({1, 2, 3, 4, 5, 6, 7, 8}, 2, 2).data(), 2, 2, 4, pooled.data(), Worker());
  CHECK(std::vector<float>(pooled.begin(), pooled.begin() + 8) == std::vector<float>{1, 1, 2, 2, 1, 1, 2, 2});
}

}  // namespace p8::engine
