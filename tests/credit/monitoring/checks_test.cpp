#include "p8/credit/monitoring/checks.h"

#include <limits>

#include <doctest/doctest.h>

#include "p8/base/error.h"
#include "p8/credit/portfolio/portfolio_metrics.h"
#include "support/error.h"

using namespace p8;

namespace {

const Schema kSchema({{"income", FeatureKind::Number, {}}, {"a>b", FeatureKind::Number, {}}},
                     CategoryEncoding::Ordinal);

std::string parse_message(const std::string& text, Language language = Language::English) {
  return test::message_of([&] { parse_checks(text); }, language);
}

std::string broken(const std::string& checks, const CheckMetrics& figures, Language language = Language::English) {
  std::string all;
  for (const Text& sentence : broken_checks(parse_checks(checks), figures)) all += sentence.in(language) + "\n";
  return all;
}

}  // namespace

TEST_CASE("checks are read with their sign and limit, spaces or not") {
  const std::vector<Check> checks = parse_checks("psi>0.25, auc <0.65,psi.a>b >= 1e-1 ,refused_share<=.5");
  REQUIRE(checks.size() == 4);
  CHECK(checks[0].figure == "psi");
  CHECK(checks[0].side == CheckSide::Above);
  CHECK(checks[0].limit == 0.25);
  CHECK(checks[1].figure == "auc");
  CHECK(checks[1].side == CheckSide::Below);
  CHECK(checks[2].figure == "psi.a>b");  // a feature's name may hold a sign
  CHECK(checks[2].side == CheckSide::AtLeast);
  CHECK(checks[2].limit == 0.1);
  CHECK(checks[3].side == CheckSide::AtMost);
  CHECK(parse_checks(std::vector<std::string>{"psi>1,auc<1", "ks<1"}).size() == 3);
}

TEST_CASE("a text that is no check, an unknown figure and a limit that is no number are usage errors") {
  for (const char* text : {"", "psi", "psi=0.25", ">0.25", "psi>0.25,", "psi>0.25;auc<0.65", "gini<0.3", "psi.>1",
                           "auc<high", "auc<", "auc<nan", "auc<0,65"}) {
    CAPTURE(text);
    CHECK(test::kind_of([&] { parse_checks(std::string(text)); }) == 2);
  }
  CHECK(parse_message("psi") ==
        "--fail-on: 'psi' is not a check; expected a figure, one of > >= < <= and a number, in quotes: "
        "\"psi>0.25,auc<0.65\"");
  CHECK(parse_message("gini<0.3")
            .find("'gini' is not a figure that can be checked; known are psi, psi.FEATURE, "
                  "missing.FEATURE, auc") != std::string::npos);
  CHECK(parse_message("gini<0.3").find("four_fifths") != std::string::npos);
  CHECK(parse_message("auc<high") == "--fail-on: in 'auc<high', 'high' is not a number");
  CHECK(parse_message("auc<high", Language::French) == "--fail-on : dans « auc<high », « high » n'est pas un nombre");
}

TEST_CASE("each side of the limit is told apart, the limit itself included") {
  const CheckMetrics figures = {{"auc", {0.65}}};
  CHECK(broken("auc<0.65", figures).empty());
  CHECK(broken("auc>0.65", figures).empty());
  CHECK(broken("auc<=0.65", figures) == "auc is 0.65, which is at most 0.65\n");
  CHECK(broken("auc>=0.65", figures) == "auc is 0.65, which is at least 0.65\n");
  CHECK(broken("auc<0.7", figures) == "auc is 0.65, which is below 0.7\n");
  CHECK(broken("auc>0.6", figures) == "auc is 0.65, which is above 0.6\n");
  CHECK(broken("auc<0.7", figures, Language::French) == "auc vaut 0,65, ce qui est inférieur à 0,7\n");
}

TEST_CASE("a figure is written with enough digits to show on which side it lies") {
  CHECK(broken("auc<0.65", {{"auc", {0.6123456}}}) == "auc is 0.6123, which is below 0.65\n");
  CHECK(broken("auc<0.65", {{"auc", {0.6499999}}}) == "auc is 0.6499999, which is below 0.65\n");
  CHECK(broken("psi>0.25", {{"psi", {0.25000000001}}}) == "psi is 0.25000000001, which is above 0.25\n");
}

TEST_CASE("all broken checks are named, in their order, and the worst feature with them") {
  const CheckMetrics figures = {{"psi", {0.3125, "income"}}, {"auc", {0.61}}, {"ks", {0.4}}};
  CHECK(broken("auc<0.65,ks<0.3,psi>0.25", figures) ==
        "auc is 0.61, which is below 0.65\n"
        "psi is 0.3125 ('income'), which is above 0.25\n");
  const auto fail = [&] { throw_if_broken(parse_checks("auc<0.65,ks<0.3,psi>0.25"), figures); };
  CHECK(test::kind_of(fail) == 1);
  CHECK(test::message_of(fail) ==
        "--fail-on: auc is 0.61, which is below 0.65; psi is 0.3125 ('income'), which is above 0.25");
  CHECK(test::message_of(fail, Language::French) ==
        "--fail-on : auc vaut 0,61, ce qui est inférieur à 0,65 ; psi vaut 0,3125 (« income »), ce qui est supérieur à "
        "0,25");
  CHECK(test::kind_of([&] { throw_if_broken(parse_checks("ks<0.3"), figures); }) == 0);
}

TEST_CASE("an undefined figure does not pass for one that holds") {
  const CheckMetrics figures = {{"auc", {std::numeric_limits<double>::quiet_NaN()}}};
  CHECK(broken("auc<0.65", figures) == "auc is undefined for these clients\n");
}

TEST_CASE("what a run cannot check it says before it begins, with what to give") {
  const auto require = [](const std::string& checks, const CheckInputs& inputs) {
    return test::message_of([&] { require_inputs(parse_checks(checks), inputs, kSchema); });
  };
  CHECK(require("refused_share>0.5", {}) == "no error");
  CHECK(require("auc<0.65", {}) == "--fail-on: auc needs known outcomes: give --label COL");
  CHECK(require("auc<0.65", {true, false, false}) == "no error");
  CHECK(require("psi>0.25", {}) ==
        "--fail-on: psi needs clients to compare with: give --reference FILE, or a bundle of p8 train as --model");
  CHECK(require("psi.income>0.25,missing.a>b>0.1", {false, true, false}) == "no error");
  CHECK(require("four_fifths<0.8", {}) ==
        "--fail-on: four_fifths needs protected columns: give --protected COL, an option of p8 explain");
  CHECK(require("four_fifths<0.8", {false, false, true}) == "no error");
  CHECK(require("psi.wealth>0.25,ks<0.3", {false, true, false}) ==
        "--fail-on: the model has no feature 'wealth'; its features are 'income', 'a>b'; ks needs known outcomes: give "
        "--label COL");
  CHECK(test::kind_of([] { require_inputs(parse_checks("auc<0.65"), {}, kSchema); }) == 2);
  CHECK(need_reference(parse_checks("auc<0.65,missing.income>0")));
  CHECK_FALSE(need_reference(parse_checks("auc<0.65")));
}

TEST_CASE("a figure that a finished run does not have is a usage error too") {
  CHECK(test::message_of([] { broken_checks(parse_checks("brier>0.1"), {}); }) ==
        "--fail-on: brier needs known outcomes: give --label COL");
}

TEST_CASE("the figures of a portfolio: shares, drift with the feature that moved most, quality where known") {
  const std::vector<FeatureProfile> reference = {{{}, {50.0}, {50, 50, 0}}, {{}, {50.0}, {50, 50, 0}}};
  Portfolio portfolio(2, reference);
  portfolio.rows = 4;
  portfolio.accepted = 3;
  FeatureBlock values(2, 4);
  for (std::size_t row = 0; row < 4; ++row) {
    values.column(0)[row] = row < 2 ? 10.0 : 90.0;
    values.column(1)[row] = row < 3 ? 90.0 : kMissing;
  }
  portfolio.counts.add(values);
  CheckMetrics figures = check_metrics(portfolio, portfolio_metrics(portfolio, reference, 0.5, {}), kSchema);
  CHECK(figures.at("refused_share").value == 0.25);
  CHECK(figures.at("psi.income").value == doctest::Approx(0.0));
  CHECK(figures.at("psi").value == figures.at("psi.a>b").value);
  CHECK(figures.at("psi").of == "a>b");
  CHECK(figures.at("missing.a>b").value == 0.25);
  CHECK(figures.at("missing.income").value == 0.0);
  CHECK(figures.count("auc") == 0);

  portfolio.p_default = {0.1, 0.2, 0.3, 0.9};
  portfolio.defaulted = {0, 0, 1, 1};
  figures = check_metrics(portfolio, portfolio_metrics(portfolio, {}, 0.5, {}), kSchema);
  CHECK(figures.at("auc").value == 1.0);
  CHECK(figures.at("cost").value == 2.5);  // one accepted default of 10 among four clients
  CHECK(figures.count("psi") == 0);
}
