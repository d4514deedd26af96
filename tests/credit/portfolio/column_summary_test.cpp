#include "p8/credit/portfolio/column_summary.h"

#include <cmath>
#include <numeric>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/csv/feature_block.h"

using namespace p8;

namespace {

const Feature kNumber = {"n", FeatureKind::Number, {}};

}  // namespace

TEST_CASE("numbers of few different values and categories have a bin for each value") {
  const ColumnSummary flags(kNumber, {1, 0, kMissing, 1, 1}, {true, true, true, false, false});
  CHECK_FALSE(flags.has_edges());
  CHECK(flags.distinct() == std::vector<double>{0, 1});
  CHECK(flags.all().bins == std::vector<std::size_t>{1, 3});
  CHECK(flags.all().missing == 1);
  CHECK(flags.all().missing_share() == 0.2);
  CHECK(flags.accepted().bins == std::vector<std::size_t>{1, 1});
  CHECK(flags.count({0, 3, 2}).bins == std::vector<std::size_t>{0, 2});
  CHECK(flags.count({}).rows == 0);
  CHECK(std::isnan(flags.count({}).share(0)));
  const ColumnSummary jobs({"j", FeatureKind::Category, {"A", "B", "C"}}, {2, 2, 0}, {false, true, true});
  CHECK(jobs.bins() == 3);
  CHECK(jobs.all().bins == std::vector<std::size_t>{1, 0, 2});
  CHECK(std::isnan(jobs.mean()));
  CHECK(std::isnan(jobs.share_below(1.0)));
  CHECK(jobs.typical_of_accepted() == 0.0);  // A and C once each: the earlier one
}

TEST_CASE("values that differ by noise only count as one: in bins, in ranks, as the value of a client") {
  const double third = 0.1 + 0.2;  // 0.30000000000000004
  const ColumnSummary few(kNumber, {0.1, 0.3, third, 0.3F, 0.5}, std::vector<bool>(5, true));
  CHECK(few.distinct().size() == 3);
  CHECK(few.all().bins == std::vector<std::size_t>{1, 3, 1});
  CHECK(few.bin_of(0.3) == 1);
  CHECK(few.bin_of(third) == 1);
  CHECK(few.share_below(0.3) == 0.2);
  CHECK(few.share_below(third) == 0.2);
  CHECK(few.share_below(0.3F) == 0.2);

  std::vector<double> tenths;
  for (int i = 0; i < 100; ++i) tenths.push_back(static_cast<double>(i % 10) / 10.0);
  const ColumnSummary many(kNumber, tenths, std::vector<bool>(100, true));
  REQUIRE(many.has_edges());
  for (const double value : {0.3, third, static_cast<double>(0.3F)}) {
    CHECK(many.bin_of(value) == many.bin_of(0.31));
    CHECK(many.bin_of(value) != many.bin_of(0.29));
    CHECK(many.share_below(value) == 0.3);
  }
  const ColumnSummary money(kNumber, {20000000, 20000001, 20000002}, std::vector<bool>(3, true));
  CHECK(money.distinct().size() == 3);  // integers are no noise
  CHECK(money.share_below(20000001) == doctest::Approx(1.0 / 3.0));
}

TEST_CASE("many numbers fall into about twenty round bins; what lies beyond counts in the outermost") {
  std::vector<double> values(1000);
  std::iota(values.begin(), values.end(), 0.0);
  values[999] = 1e9;
  const ColumnSummary summary(kNumber, values, std::vector<bool>(1000, true));
  REQUIRE(summary.has_edges());
  CHECK(summary.edges().front() == 0.0);
  CHECK(summary.edges()[1] == 100.0);
  CHECK(summary.edges().back() == 1000.0);
  CHECK(summary.all().bins == std::vector<std::size_t>(10, 100));
  CHECK(summary.bin_of(1e9) == 9);
  CHECK(summary.bin_of(-5.0) == 0);
  CHECK(summary.bin_of(100.0) == 1);
  CHECK_FALSE(summary.bin_of(kMissing));
  CHECK(summary.median() == 499.5);
  CHECK(summary.share_below(250.0) == 0.25);
}

TEST_CASE("values are counted as they are shown, and special ones as missing") {
  std::vector<double> days;
  for (int i = 0; i < 40; ++i) days.push_back(-365.0 * i);
  days.push_back(365243.0);
  const ColumnSummary years(kNumber, days, std::vector<bool>(41, true), {-1.0 / 365.0, {365243.0}});
  CHECK(years.all().missing == 1);
  CHECK(years.shown(-730.0) == doctest::Approx(2.0));
  CHECK(std::isnan(years.shown(365243.0)));
  CHECK(years.median() == doctest::Approx(19.5));
  CHECK(years.typical_of_accepted() == doctest::Approx(19.5));
}

TEST_CASE("every client is counted once, whatever the values") {
  Random random(3);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> values;
    std::vector<bool> accepted;
    for (int i = 0; i < 300; ++i) {
      const double size = std::pow(10.0, static_cast<double>(random.below(40)) - 20.0);
      values.push_back(random.below(10) == 0 ? kMissing : (random.uniform() - 0.5) * (round % 2 == 0 ? 1.0 : size));
      accepted.push_back(random.below(2) == 0);
    }
    const ColumnSummary summary(kNumber, values, accepted);
    const auto total = [](const BinCounts& counts) {
      return std::accumulate(counts.bins.begin(), counts.bins.end(), counts.missing);
    };
    CHECK(total(summary.all()) == 300);
    CHECK(total(summary.accepted()) == summary.accepted().rows);
    CHECK(summary.edges().size() <= 23);
  }
}

TEST_CASE("a column without values, and one of a single value, have no edges") {
  const ColumnSummary empty(kNumber, {kMissing, kMissing}, {true, false});
  CHECK(empty.bins() == 0);
  CHECK(empty.all().missing == 2);
  CHECK(std::isnan(empty.median()));
  const ColumnSummary same(kNumber, {4, 4}, {true, false});
  CHECK(same.distinct() == std::vector<double>{4});
}
