#include "p8/backends/onednn/layers/thread_pool.h"

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <doctest/doctest.h>

#include "p8/backends/onednn/encoders/schedule.h"

namespace p8::engine {

TEST_CASE("members share a range among them and see after a meeting what the others wrote before it") {
  for (const std::size_t threads : {1, 2, 5}) {
    ThreadPool team(threads);
    std::vector<int> numbers(1000);
    std::vector<int> sums(threads);
    for (int round = 1; round <= 50; ++round) {
      team.run([&](const Worker& member) {
        const Range share = member.share(numbers.size());
        for (std::size_t i = share.begin; i < share.end; ++i) numbers[i] = round;
        member.arrive_and_wait();
        sums[member.index()] = std::accumulate(numbers.begin(), numbers.end(), 0);
        member.arrive_and_wait();
      });
      for (const int sum : sums) REQUIRE(sum == 1000 * round);
    }
  }
}

TEST_CASE("a member's exception ends the work of all and is thrown; the team works on") {
  ThreadPool team(3);
  const auto broken = [&](const Worker& member) {
    if (member.index() == 1) throw std::runtime_error("broken");
    member.arrive_and_wait();
  };
  CHECK_THROWS_WITH_AS(team.run(broken), "broken", std::runtime_error);
  std::atomic<int> ran{0};
  team.run([&](const Worker& member) {
    member.arrive_and_wait();
    ++ran;
  });
  CHECK(ran == 3);
}

TEST_CASE("a schedule gives every item to one member or to all, in pieces that fit the cache") {
  const std::vector<std::size_t> rows = {50, 60, 70, 80, 90, 100, 110, 300, 10, 20, 30};
  const Schedule schedule = make_schedule(rows, 3);
  REQUIRE(schedule.alone.size() == 3);
  std::vector<int> taken(rows.size());
  for (const Range& piece : schedule.pieces()) {
    std::size_t sum = 0;
    for (std::size_t i = piece.begin; i < piece.end; ++i) {
      ++taken[i];
      sum += rows[i];
    }
    CHECK((sum <= kRowsAtOnce || piece.size() == 1));
  }
  CHECK(taken == std::vector<int>(rows.size(), 1));
  REQUIRE(schedule.together.size() == 1);
  CHECK(schedule.together[0].begin == 9);
}

}  // namespace p8::engine
