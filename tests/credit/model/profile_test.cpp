#include "p8/credit/model/profile.h"

#include <numeric>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/statistics/psi.h"

using namespace p8;

namespace {

const Schema kSchema({{"x", FeatureKind::Number, {}},
                      {"c", FeatureKind::Category, {"a", "b"}},
                      {"empty", FeatureKind::Number, {}}},
                     CategoryEncoding::Ordinal);

FeatureBlock random_clients(std::size_t rows, std::uint64_t seed) {
  Random random(seed);
  FeatureBlock values(3, rows);
  for (std::size_t row = 0; row < rows; ++row) {
    if (random.below(5) != 0) values.column(0)[row] = static_cast<double>(random.below(30));
    if (random.below(5) != 0) values.column(1)[row] = static_cast<double>(random.below(2));
  }
  return values;
}

}  // namespace

TEST_CASE("a profile counts every client once: in a bin, a category, or as missing") {
  const FeatureBlock values = random_clients(777, 1);
  for (const FeatureProfile& profile : profile_features(kSchema, values)) {
    CHECK(std::accumulate(profile.counts.begin(), profile.counts.end(), std::size_t{0}) == 777);
  }
  const std::vector<FeatureProfile> profiles = profile_features(kSchema, values);
  CHECK(profiles[0].quantiles.size() == 21);
  CHECK(profiles[1].counts.size() == 3);
  CHECK(profiles[2].quantiles.empty());
  CHECK(profiles[2].counts == std::vector<std::size_t>{0, 777});
}

TEST_CASE("counting block by block gives what psi_counts gives for all at once") {
  const std::vector<FeatureProfile> profiles = profile_features(kSchema, random_clients(1000, 1));
  ProfileCounter counter(profiles);
  ProfileCounter other(profiles);
  std::vector<double> seen;
  for (std::uint64_t block = 0; block < 4; ++block) {
    const FeatureBlock values = random_clients(100 + 37 * block, 2 + block);
    (block % 2 == 0 ? counter : other).add(values);
    seen.insert(seen.end(), values.column(0), values.column(0) + values.rows());
  }
  counter.merge(other);
  CHECK(counter.counts(0) == psi_counts(seen, profiles[0].edges));
  CHECK(psi(profiles[0].counts, counter.counts(0)) < 0.1);
}
