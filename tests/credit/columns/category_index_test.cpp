#include "p8/credit/columns/category_index.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "p8/base/random.h"

using namespace p8;

TEST_CASE("every category has its code and any other text has none") {
  Random random(4);
  std::vector<std::string> categories = {"", "a", "b", "None", "Secondary / secondary special", "eight ch"};
  for (int i = 0; i < 400; ++i) {
    std::string text;
    for (std::uint64_t length = random.below(30); length > 0; --length)
      text += static_cast<char>('a' + random.below(3));
    categories.push_back(text);
  }
  const CategoryIndex index(categories);
  for (const std::string& text : categories) {
    const auto first = std::find(categories.begin(), categories.end(), text) - categories.begin();
    CHECK(index.code(text) == first);
    CHECK(index.code(text + "!") == -1);
  }
  const std::vector<std::string> none;
  CHECK(CategoryIndex(none).code("a") == -1);
}
