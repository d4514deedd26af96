#include "p8/base/parallel.h"

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

using namespace p8;

namespace {

// Counts to `count`, slowly and unevenly, and returns what arrived before an exception, if any.
std::vector<int> run(int threads, int count, int failing_item, std::string* failure = nullptr) {
  int next = 0;
  std::vector<int> arrived;
  try {
    ordered_pipeline(
        threads, [&]() -> std::optional<int> { return next < count ? std::optional(next++) : std::nullopt; },
        [&](int item) {
          std::this_thread::sleep_for(std::chrono::microseconds((item * 7919) % 300));
          if (item >= failing_item) throw std::runtime_error("item " + std::to_string(item));
          return item;
        },
        [&](int item) { arrived.push_back(item); });
  } catch (const std::runtime_error& error) {
    if (failure != nullptr) *failure = error.what();
  }
  return arrived;
}

}  // namespace

TEST_CASE("results arrive in the order of production, for any number of threads") {
  std::vector<int> expected(500);
  std::iota(expected.begin(), expected.end(), 0);
  for (const int threads : {1, 2, 5}) CHECK(run(threads, 500, 1000) == expected);
  CHECK(run(3, 0, 1).empty());
}

TEST_CASE("the first failure in item order is reported, after all items before it") {
  for (const int threads : {1, 2, 5}) {
    std::string failure;
    CHECK(run(threads, 500, 37, &failure).size() == 37);
    CHECK(failure == "item 37");
  }
}

TEST_CASE("a failing producer is reported after the items it made") {
  int next = 0;
  int consumed = 0;
  CHECK_THROWS_AS(ordered_pipeline(
                      3,
                      [&]() -> std::optional<int> {
                        if (next == 20) throw std::runtime_error("produce");
                        return next++;
                      },
                      [](int item) { return item; }, [&](int) { ++consumed; }),
                  std::runtime_error);
  CHECK(consumed == 20);
}

TEST_CASE("no more items are under way than the bound") {
  std::atomic<int> under_way{0};
  int most = 0;
  int next = 0;
  ordered_pipeline(
      2,
      [&]() -> std::optional<int> {
        most = std::max(most, ++under_way);
        return next < 200 ? std::optional(next++) : std::nullopt;
      },
      [](int item) {
        if (item == 0) std::this_thread::sleep_for(std::chrono::milliseconds(30));  // the others pile up behind it
        return item;
      },
      [&](int) { --under_way; });
  CHECK(most <= 8 * 2 + 2);
}

TEST_CASE("parallel_for visits each index once") {
  std::vector<std::atomic<int>> visits(300);
  parallel_for(visits.size(), 4, [&](std::size_t i) { ++visits[i]; });
  for (const auto& count : visits) CHECK(count == 1);
}
