#include "p8/credit/monitoring/fairness.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/statistics/bootstrap.h"
#include "p8/statistics/metrics.h"
#include "support/error.h"

using namespace p8;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Clients {
  Groups groups;
  std::vector<double> p;
  std::vector<int> y;

  // `count` clients of one group with the same P(default) and label.
  void add(std::size_t group, std::size_t count, double p_default, int defaulted = 0) {
    while (groups.names.size() <= group) groups.names.push_back(same("g" + std::to_string(groups.names.size())));
    groups.of_client.insert(groups.of_client.end(), count, group);
    p.insert(p.end(), count, p_default);
    y.insert(y.end(), count, defaulted);
  }
  Fairness figures(const FairnessOptions& options, bool labelled = true) const {
    return group_fairness(groups, p, labelled ? y : std::vector<int>{}, options);
  }
};

FairnessOptions at_half() {
  FairnessOptions options;
  options.threshold = 0.5;
  return options;
}

// Two groups: 60 of 100 accepted, 40 of 50 accepted; a ratio of 0.75.
Clients two_groups() {
  Clients clients;
  clients.add(0, 55, 0.25, 0);
  clients.add(0, 5, 0.25, 1);
  clients.add(0, 20, 0.75, 0);
  clients.add(0, 20, 0.75, 1);
  clients.add(1, 38, 0.25, 0);
  clients.add(1, 2, 0.5, 1);  // on the threshold: accepted
  clients.add(1, 2, 0.75, 0);
  clients.add(1, 8, 0.75, 1);
  return clients;
}

// `accepted` of `rows` in each group.
Fairness of_counts(const std::vector<std::pair<std::size_t, std::size_t>>& counts) {
  Clients clients;
  for (std::size_t g = 0; g < counts.size(); ++g) {
    clients.add(g, counts[g].first, 0.1);
    clients.add(g, counts[g].second - counts[g].first, 0.9);
  }
  return clients.figures(at_half(), false);
}

double rate_of(const std::vector<std::size_t>& rows, const Clients& clients, int label) {
  double all = 0.0;
  double refused = 0.0;
  for (const std::size_t row : rows) {
    if (label >= 0 && clients.y[row] != label) continue;
    all += 1.0;
    refused += clients.p[row] > 0.5 ? 1.0 : 0.0;
  }
  return refused / all;
}

std::vector<std::size_t> drawn(const std::vector<std::size_t>& rows, Random& random) {
  std::vector<std::size_t> sample;
  for (std::size_t i = 0; i < rows.size(); ++i) sample.push_back(rows[random.below(rows.size())]);
  return sample;
}

void check_close(const Interval& a, const Interval& b, double margin) {
  CHECK(std::abs(a.low - b.low) <= margin);
  CHECK(std::abs(a.high - b.high) <= margin);
}

}  // namespace

TEST_CASE("rates and ratio of two groups can be computed by hand") {
  const Fairness fairness = two_groups().figures(at_half());
  REQUIRE(fairness.groups.size() == 2);
  const GroupMetrics& first = fairness.groups[0];
  CHECK(first.rows == 100);
  CHECK(first.refused == 40);
  CHECK(first.accepted() == 60);
  CHECK(first.approval_rate.value == 0.6);
  CHECK(first.ratio == doctest::Approx(0.75));
  CHECK(first.mean_p_default == doctest::Approx(0.45));
  CHECK(first.outcomes->defaults == 25);
  CHECK(first.outcomes->default_rate == 0.25);
  CHECK(first.outcomes->false_refusal_rate.value == doctest::Approx(20.0 / 75.0));
  CHECK(first.outcomes->missed_default_rate.value == doctest::Approx(5.0 / 25.0));
  // 20 of 25 defaults are above, 55 of 75 good ones below: 0.8 * 55/75 + (0.8 * 20/75 + 0.2 * 55/75) / 2.
  CHECK(first.outcomes->auc.value == doctest::Approx(0.8 * 55 / 75 + 0.5 * (0.8 * 20 / 75 + 0.2 * 55 / 75)));
  CHECK(fairness.groups[1].approval_rate.value == 0.8);
  CHECK(fairness.groups[1].ratio == 1.0);

  REQUIRE(fairness.four_fifths);
  CHECK(fairness.four_fifths->lowest == 0);
  CHECK(fairness.four_fifths->highest == 1);
  CHECK(fairness.four_fifths->value.value == doctest::Approx(0.75));
  REQUIRE(fairness.false_refusal);
  CHECK(fairness.false_refusal->highest == 0);
  CHECK(fairness.false_refusal->value.value == doctest::Approx(20.0 / 75.0 - 2.0 / 40.0));
  CHECK_FALSE(fairness.missed_default);  // 25 and 10 defaults: too few to compare
}

TEST_CASE("without labels there are approvals and no outcomes") {
  const Fairness fairness = two_groups().figures(at_half(), false);
  CHECK(fairness.four_fifths->value.value == doctest::Approx(0.75));
  CHECK_FALSE(fairness.groups[0].outcomes);
  CHECK_FALSE(fairness.false_refusal);
  CHECK_FALSE(fairness.missed_default);
}

TEST_CASE("the verdict needs the whole interval below four fifths") {
  CHECK(of_counts({{400, 1000}, {800, 1000}}).verdict() == FourFifthsVerdict::Below);
  CHECK(of_counts({{12, 40}, {18, 40}}).verdict() == FourFifthsVerdict::BelowWithinChance);
  CHECK(of_counts({{790, 1000}, {800, 1000}}).verdict() == FourFifthsVerdict::NotBelow);
  CHECK(of_counts({{400, 1000}, {500, 1000}}).verdict() == FourFifthsVerdict::NotBelow);  // 0.8 is not below 0.8
  CHECK(of_counts({{0, 30}, {3, 30}}).verdict() == FourFifthsVerdict::BelowWithinChance);
  CHECK(of_counts({{0, 300}, {200, 300}}).verdict() == FourFifthsVerdict::Below);
}

TEST_CASE("exactly four fifths is not below, whatever the rounding of the rates") {
  for (std::size_t rows = 30; rows < 130; ++rows) {
    for (std::size_t part = 1; 5 * part <= rows; ++part) {
      REQUIRE(of_counts({{4 * part, rows}, {5 * part, rows}}).verdict() == FourFifthsVerdict::NotBelow);
    }
  }
}

TEST_CASE("small groups have figures but are not compared") {
  const Fairness fairness = of_counts({{1, 29}, {20, 30}, {24, 30}, {0, 0}});
  CHECK(fairness.groups[0].is_small);
  CHECK(fairness.groups[0].approval_rate.value == doctest::Approx(1.0 / 29.0));
  CHECK(fairness.groups[0].ratio == doctest::Approx(1.0 / 29.0 / 0.8));
  CHECK(fairness.four_fifths->lowest == 1);
  CHECK(fairness.four_fifths->highest == 2);
  CHECK(fairness.groups[3].is_small);  // nobody at all
  CHECK(std::isnan(fairness.groups[3].approval_rate.value));
  CHECK(std::isnan(fairness.groups[3].approval_rate.interval.low));
  CHECK(std::isnan(fairness.groups[3].mean_p_default));
  CHECK(std::isnan(fairness.groups[3].approval_curve.back()));
}

TEST_CASE("an empty group is undefined also where outcomes are known") {
  Clients clients = two_groups();
  clients.add(2, 0, 0.5);
  const Fairness fairness = clients.figures(at_half());
  CHECK(fairness.groups[2].outcomes->defaults == 0);
  CHECK(std::isnan(fairness.groups[2].outcomes->default_rate));
  CHECK(std::isnan(fairness.groups[2].outcomes->auc.value));
  CHECK(std::isnan(fairness.groups[2].outcomes->false_refusal_rate.value));
}

TEST_CASE("a single group, no clients and nobody accepted leave the rule undefined") {
  CHECK(of_counts({{50, 100}}).verdict() == FourFifthsVerdict::Undefined);
  CHECK(of_counts({{50, 100}, {20, 20}}).verdict() == FourFifthsVerdict::Undefined);
  CHECK(of_counts({{0, 100}, {0, 100}}).verdict() == FourFifthsVerdict::Undefined);
  CHECK(std::isnan(of_counts({{0, 100}, {0, 100}}).groups[0].ratio));
  CHECK(of_counts({}).verdict() == FourFifthsVerdict::Undefined);
  CHECK(of_counts({}).groups.empty());
}

TEST_CASE("groups of the same rate are compared with each other, the first ones named") {
  const Fairness fairness = of_counts({{50, 100}, {50, 100}, {50, 100}});
  CHECK(fairness.four_fifths->highest == 0);
  CHECK(fairness.four_fifths->lowest == 1);
  CHECK(fairness.four_fifths->value.value == 1.0);
  CHECK(fairness.four_fifths->value.interval.low < 0.9);
  CHECK(fairness.four_fifths->value.interval.high > 1.1);
}

TEST_CASE("intervals are those of drawing the clients themselves, one by one") {
  const Clients clients = two_groups();
  FairnessOptions options = at_half();
  options.replicates = 20'000;
  options.min_rows = 10;
  const Fairness fairness = clients.figures(options);

  std::vector<std::vector<std::size_t>> rows(2);
  for (std::size_t row = 0; row < clients.p.size(); ++row) rows[clients.groups.of_client[row]].push_back(row);
  Random random(99);
  std::vector<double> approval, ratio, false_refusal, missed, gap;
  for (int i = 0; i < 20'000; ++i) {
    const std::vector<std::size_t> first = drawn(rows[0], random);
    const std::vector<std::size_t> second = drawn(rows[1], random);
    approval.push_back(1.0 - rate_of(first, clients, -1));
    ratio.push_back(approval.back() / (1.0 - rate_of(second, clients, -1)));
    false_refusal.push_back(rate_of(first, clients, 0));
    missed.push_back(1.0 - rate_of(first, clients, 1));
    gap.push_back(rate_of(first, clients, 0) - rate_of(second, clients, 0));
  }
  check_close(fairness.groups[0].approval_rate.interval, percentile_interval(approval), 0.0101);
  check_close(fairness.four_fifths->value.interval, percentile_interval(ratio), 0.01);
  check_close(fairness.groups[0].outcomes->false_refusal_rate.interval, percentile_interval(false_refusal), 0.015);
  check_close(fairness.groups[0].outcomes->missed_default_rate.interval, percentile_interval(missed), 0.041);
  check_close(fairness.false_refusal->value.interval, percentile_interval(gap), 0.015);
}

TEST_CASE("threshold effects are those of counting at each threshold, ties included") {
  Random random(12);
  Clients clients;
  for (int i = 0; i < 400; ++i) {
    clients.add(random.below(3), 1, static_cast<double>(random.below(200)) / 400.0);  // many on a threshold
  }
  const Fairness fairness = clients.figures(FairnessOptions{}, false);
  REQUIRE(fairness.thresholds.size() == 41);
  CHECK(fairness.thresholds.front() == 0.0);
  CHECK(fairness.thresholds[1] == 0.013);  // 1.25 * 0.411 = 0.514, in steps of 1.3 %
  for (std::size_t g = 0; g < 3; ++g) {
    for (std::size_t i = 0; i < fairness.thresholds.size(); ++i) {
      double accepted = 0.0;
      for (std::size_t row = 0; row < clients.p.size(); ++row) {
        const bool is_own = clients.groups.of_client[row] == g;
        accepted += is_own && !is_refused(clients.p[row], fairness.thresholds[i]) ? 1.0 : 0.0;
      }
      REQUIRE(fairness.groups[g].approval_curve[i] ==
              doctest::Approx(accepted / static_cast<double>(fairness.groups[g].rows)));
    }
  }
}

TEST_CASE("the thresholds reach over most clients and beyond the one in use, and not above 1") {
  Clients low;
  low.add(0, 100, 0.002);
  FairnessOptions options;
  options.threshold = 0.01;
  CHECK(low.figures(options, false).thresholds.back() == doctest::Approx(0.04));
  Clients high;
  high.add(0, 100, 1.0);
  CHECK(high.figures(options, false).thresholds.back() == 1.0);
  CHECK(high.figures(options, false).groups[0].approval_curve.back() == 1.0);
}

TEST_CASE("groups are alike from the threshold on from which the ratio stays at four fifths") {
  Clients clients;
  clients.add(0, 50, 0.1);
  clients.add(0, 50, 0.4);
  clients.add(1, 100, 0.1);
  const Fairness fairness = clients.figures(FairnessOptions{}, false);
  REQUIRE(fairness.alike_from());
  CHECK(*fairness.alike_from() >= 0.4);
  CHECK(*fairness.alike_from() < 0.4 + fairness.thresholds[1]);
  CHECK(std::isnan(fairness.ratio_curve.front()));  // nobody is accepted at 0
  const auto at_two_tenths = std::lower_bound(fairness.thresholds.begin(), fairness.thresholds.end(), 0.2);
  CHECK(fairness.ratio_curve[static_cast<std::size_t>(at_two_tenths - fairness.thresholds.begin())] == 0.5);
  CHECK_FALSE(of_counts({{50, 100}}).alike_from());
}

TEST_CASE("a ratio below four fifths between two thresholds of the curve is not passed over") {
  Clients clients;
  clients.add(0, 78, 0.1);
  clients.add(0, 22, 0.415);
  clients.add(1, 95, 0.1);
  clients.add(1, 5, 0.41);  // 78 : 95 at 0.403, 78 : 100 at 0.411, 100 : 100 at 0.416
  const Fairness fairness = clients.figures(FairnessOptions{}, false);
  CHECK(fairness.ratio_curve[31] == doctest::Approx(78.0 / 95.0));
  CHECK(fairness.four_fifths->value.value == doctest::Approx(0.78));
  CHECK(fairness.alike_from() == 0.416);
}

TEST_CASE("the same seed gives the same figures, another seed others; the order of clients does not matter") {
  const Clients clients = two_groups();
  FairnessOptions options = at_half();
  const Fairness once = clients.figures(options);
  const Fairness twice = clients.figures(options);
  CHECK(once.four_fifths->value.interval.low == twice.four_fifths->value.interval.low);
  CHECK(once.groups[1].outcomes->false_refusal_rate.interval.high ==
        twice.groups[1].outcomes->false_refusal_rate.interval.high);

  Clients turned = clients;
  std::reverse(turned.groups.of_client.begin(), turned.groups.of_client.end());
  std::reverse(turned.p.begin(), turned.p.end());
  std::reverse(turned.y.begin(), turned.y.end());
  CHECK(turned.figures(options).four_fifths->value.interval.high == once.four_fifths->value.interval.high);
  CHECK(turned.figures(options).groups[0].outcomes->auc.interval.low ==
        doctest::Approx(once.groups[0].outcomes->auc.interval.low).epsilon(1e-12));

  options.seed = 43;
  CHECK(clients.figures(options).four_fifths->value.interval.low != once.four_fifths->value.interval.low);
}

TEST_CASE("wrong input is refused in words") {
  const Groups groups = {{same("a")}, {0, 0}};
  CHECK(test::message_of([&] { group_fairness(groups, {0.1}, {}); }) ==
        "2 clients in groups but 1 probabilities and 0 labels");
  CHECK(test::message_of([&] {
          group_fairness(groups, {0.1, 0.2}, {1});
        }) == "2 clients in groups but 2 probabilities and 1 labels");
  CHECK(test::message_of([&] {
          group_fairness(groups, {0.1, kNan}, {});
        }) == "the probability of row 2 is nan, expected a number from 0 to 1");
  CHECK(test::message_of(
            [&] {
              group_fairness(groups, {0.1, 0.2}, {1, 2});
            },
            Language::French) == "l'étiquette de la ligne 2 vaut 2, attendu 0 ou 1");
}

TEST_CASE("numbers are cut into groups of equal counts that end at values that occur") {
  const QuantileGroups groups = group_by_quantiles({50, 20, 30, 40, 60, 70, 80, 90});
  CHECK(groups.edges == std::vector<double>{20, 30, 50, 70, 90});
  CHECK(groups.of_client == std::vector<std::size_t>{1, 0, 0, 1, 2, 2, 3, 3});
  CHECK(groups.count() == 4);
  CHECK_FALSE(groups.has_missing);
}

TEST_CASE("equal numbers stay together, and those without one have a group of their own") {
  const QuantileGroups tied = group_by_quantiles({1, 1, 1, kNan, 10});
  CHECK(tied.edges == std::vector<double>{1, 1, 10});
  CHECK(tied.of_client == std::vector<std::size_t>{0, 0, 0, 2, 1});
  CHECK(tied.has_missing);
  const QuantileGroups single = group_by_quantiles({5, 5, 5});
  CHECK(single.edges == std::vector<double>{5, 5});
  CHECK(single.of_client == std::vector<std::size_t>{0, 0, 0});
  const QuantileGroups none = group_by_quantiles({kNan});
  CHECK(none.count() == 0);
  CHECK(none.of_client == std::vector<std::size_t>{0});
  CHECK(group_by_quantiles({}).of_client.empty());
}

TEST_CASE("numbers that differ by noise only are in one group") {
  const double third = 0.1 + 0.2;
  const QuantileGroups groups = group_by_quantiles({0.3, 0.3, third, third, 0.7, 0.7, 0.7, 0.7}, 4);
  CHECK(groups.count() == 2);
  CHECK(groups.of_client == std::vector<std::size_t>{0, 0, 0, 0, 1, 1, 1, 1});
}

TEST_CASE("whatever the numbers, no group is empty and each lies between its edges") {
  Random random(13);
  for (int repeat = 0; repeat < 300; ++repeat) {
    std::vector<double> values;
    const std::size_t rows = 1 + random.below(40);
    for (std::size_t i = 0; i < rows; ++i) values.push_back(static_cast<double>(random.below(10)));
    const QuantileGroups groups = group_by_quantiles(values, 1 + static_cast<int>(random.below(6)));
    std::vector<int> counts(groups.count(), 0);
    for (std::size_t i = 0; i < rows; ++i) {
      const std::size_t g = groups.of_client[i];
      ++counts.at(g);
      REQUIRE(values[i] <= groups.edges[g + 1]);
      REQUIRE((values[i] > groups.edges[g] || g == 0));
    }
    REQUIRE(*std::min_element(counts.begin(), counts.end()) > 0);
  }
}
