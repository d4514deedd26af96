#include "p8/credit/counterfactual/change_set.h"

#include <limits>
#include <vector>

#include <doctest/doctest.h>

using namespace p8;

namespace {

ChangeSet set_of(std::vector<std::uint32_t> features, double cost) { return {std::move(features), {}, cost}; }

std::vector<std::vector<std::uint32_t>> features_of(const Shortlist& list) {
  std::vector<std::vector<std::uint32_t>> features;
  for (const ChangeSet& set : list.sets()) features.push_back(set.features);
  return features;
}

}  // namespace

TEST_CASE("a shortlist holds the fewest changes first, then the least cost, then the features that come first") {
  Shortlist list(3);
  for (const ChangeSet& set : {set_of({5}, 0.9), set_of({2, 3}, 0.1), set_of({1, 4}, 0.1), set_of({0, 7}, 0.2)}) {
    list.offer(set);
  }
  CHECK(features_of(list) == std::vector<std::vector<std::uint32_t>>{{5}, {1, 4}, {2, 3}});
  CHECK(list.is_full());
}

TEST_CASE("a shortlist holds no set that needs all features of another and more") {
  Shortlist list(5);
  list.offer(set_of({2}, 0.9));
  list.offer(set_of({1, 2}, 0.1));
  list.offer(set_of({1, 3}, 0.1));
  CHECK(features_of(list) == std::vector<std::vector<std::uint32_t>>{{2}, {1, 3}});
  CHECK(list.has_part_of({1, 3, 4}));
  CHECK_FALSE(list.has_part_of({1, 3}));
  list.offer(set_of({3}, 0.5));  // found late
  CHECK(features_of(list) == std::vector<std::vector<std::uint32_t>>{{3}, {2}});
}

TEST_CASE("a set of features stands in a shortlist once, with its least cost") {
  Shortlist list(2);
  list.offer(set_of({1, 2}, 0.5));
  list.offer(set_of({1, 2}, 0.3));
  list.offer(set_of({1, 2}, 0.4));
  REQUIRE(list.sets().size() == 1);
  CHECK(list.sets()[0].cost == 0.3);
}

TEST_CASE("the limit of a shortlist is what a set of so many changes may cost to come in") {
  Shortlist list(2);
  list.offer(set_of({1}, 0.5));
  CHECK(list.limit(2) == std::numeric_limits<double>::infinity());
  list.offer(set_of({2, 3}, 0.7));
  CHECK(list.limit(2) == 0.7);
  CHECK(list.limit(3) < 0.0);
  CHECK(list.limit(1) == std::numeric_limits<double>::infinity());
  CHECK(Shortlist(0).limit(1) < 0.0);
}
