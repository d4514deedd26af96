#include "p8/base/closest.h"

#include <algorithm>
#include <chrono>

#include <doctest/doctest.h>

#include "p8/base/random.h"

using namespace p8;

namespace {

using Names = std::vector<std::string>;

// The definition, by recursion: what the last step of a cheapest alignment may have been.
std::size_t slow_distance(const std::string& a, const std::string& b) {
  if (a.empty() || b.empty()) return std::max(a.size(), b.size());
  const std::string a1 = a.substr(0, a.size() - 1);
  const std::string b1 = b.substr(0, b.size() - 1);
  std::size_t least = std::min(slow_distance(a1, b), slow_distance(a, b1)) + 1;
  least = std::min(least, slow_distance(a1, b1) + (a.back() == b.back() ? 0 : 1));
  if (a.size() > 1 && b.size() > 1 && a.back() == b1.back() && a1.back() == b.back()) {
    least = std::min(least, slow_distance(a.substr(0, a.size() - 2), b.substr(0, b.size() - 2)) + 1);
  }
  return least;
}

}  // namespace

TEST_CASE("each edit costs one, a swap of neighbours too, but no part is edited twice") {
  CHECK(alignment_distance("income", "income") == 0);
  CHECK(alignment_distance("income", "incme") == 1);
  CHECK(alignment_distance("income", "inncome") == 1);
  CHECK(alignment_distance("income", "imcome") == 1);
  CHECK(alignment_distance("income", "inocme") == 1);
  CHECK(alignment_distance("ca", "abc") == 3);  // 2 if what was swapped could be edited again
  CHECK(alignment_distance("", "abc") == 3);
  CHECK(alignment_distance("", "") == 0);
}

TEST_CASE("the distance is that of the definition on random texts of few letters") {
  Random random(5);
  const auto word = [&] {
    std::string text(random.below(7), 'a');
    for (char& c : text) c = static_cast<char>('a' + random.below(3));
    return text;
  };
  for (int i = 0; i < 300; ++i) {
    const std::string a = word();
    const std::string b = word();
    CAPTURE(a);
    CAPTURE(b);
    CHECK(alignment_distance(a, b) == slow_distance(a, b));
    CHECK(alignment_distance(a, b) == alignment_distance(b, a));
  }
}

TEST_CASE("an accented letter is one character, and broken bytes are compared too") {
  CHECK(alignment_distance("prénom", "prenom") == 1);
  CHECK(alignment_distance("日本", "日木") == 1);
  CHECK(alignment_distance("a\xC3", "a") == 1);
  CHECK(alignment_distance("\xFF\xFE", "\xFE\xFF") == 1);
}

TEST_CASE("the nearest names come first, letters in another case last of all differences") {
  CHECK(closest_names("incme", {"age", "outcome", "income", "incomes"}) == Names{"income", "incomes"});
  CHECK(closest_names("age", {"AGE", "Age", "wage", "housing"}) == Names{"Age", "AGE", "wage"});
  CHECK(closest_names("a1", {"a3", "a2"}) == Names{"a3", "a2"});  // equally near: as they come
  CHECK(closest_names("incme", {"income", "incomes"}, 1) == Names{"income"});
  CHECK(closest_names("100001", {"100002", "200001", "999999"}) == Names{"100002", "200001"});
}

TEST_CASE("names that have nothing in common are not suggested") {
  CHECK(closest_names("ab", {"xy", "abcdefgh"}).empty());
  CHECK(closest_names("zzzzzzzz", {"income", "age"}).empty());
  CHECK(closest_names("", {"income"}).empty());
  CHECK(closest_names("income", {}).empty());
}

TEST_CASE("names of any length cost no more than their first characters") {
  const std::string endless(5'000'000, 'x');
  const Names candidates(1000, std::string(10'000, 'x'));
  const auto start = std::chrono::steady_clock::now();
  CHECK(closest_names(endless, candidates).size() == 3);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  CHECK(alignment_distance(std::string(200, 'a') + "b", std::string(300, 'a')) == 0);
}

TEST_CASE("the question names one, two or three candidates in both languages") {
  CHECK(did_you_mean({}).en.empty());
  CHECK(did_you_mean({"age"}).en == "; did you mean 'age'?");
  CHECK(did_you_mean({"a", "b", "c"}).en == "; did you mean 'a', 'b' or 'c'?");
  CHECK(did_you_mean({"a", "b"}).fr == " ; vouliez-vous dire « a » ou « b » ?");
  CHECK(did_you_mean({"a\nb"}).en == "; did you mean 'a?b'?");
}
