#include "p8/credit/columns/id_registry.h"

#include <string>

#include <doctest/doctest.h>

using namespace p8;

TEST_CASE("an id that comes twice is noticed, with the row where it was first") {
  IdRegistry registry;
  for (std::size_t row = 2; row < 50000; ++row) REQUIRE(!registry.add("client-" + std::to_string(row), row));
  CHECK(registry.add("client-777", 60000) == 777);
  CHECK(!registry.add("client-", 60001));
  CHECK(!registry.is_full());
}
