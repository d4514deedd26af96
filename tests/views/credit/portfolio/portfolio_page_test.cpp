#include "p8/views/credit/portfolio/portfolio_page.h"

#include <doctest/doctest.h>

#include "p8/report/html/render.h"
#include "support/contains.h"

using namespace p8;

namespace {

// A portfolio of ten clients, three of them refused, on one feature whose distribution has moved.
struct Fixture {
  Model model;
  std::vector<FeatureProfile> reference;
  ScoreOptions options;
  RunRecord record;
  std::size_t errors = 0;

  Fixture() {
    model.card.schema = Schema({{"<i>income", FeatureKind::Number, {}}}, CategoryEncoding::Ordinal);
    reference = {{{0.0, 100.0}, {50.0}, {50, 50, 0}}};
    record.options_json = "{}";
  }

  std::string page(Language language, bool labelled, bool with_reference) const {
    const std::vector<FeatureProfile> used = with_reference ? reference : std::vector<FeatureProfile>{};
    Portfolio portfolio(1, used);
    portfolio.rows = 10;
    portfolio.accepted = 7;
    portfolio.errors = errors;
    portfolio.sum_p_default = 2.5;
    portfolio.by_score[600] = {7, 0};
    portfolio.by_score[480] = {0, 3};
    portfolio.by_probability[2] = {7, 0};
    portfolio.by_probability[60] = {0, 3};
    portfolio.sum_abs_contribution = {5.0};
    portfolio.first_reason = {3};
    if (labelled) {
      portfolio.p_default = {0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.6, 0.6, 0.6};
      portfolio.defaulted = {0, 0, 0, 0, 0, 0, 1, 0, 1, 1};
    }
    FeatureBlock values(1, 10);
    for (std::size_t row = 0; row < 10; ++row) values.column(0)[row] = 99.0;
    if (with_reference) portfolio.counts.add(values);
    const PortfolioMetrics figures = portfolio_metrics(portfolio, used, options.threshold, {});
    return report::render_html(
        views::portfolio_page({model, portfolio, figures, used, options, "dir/clients.csv", record}), language);
  }
};

using p8::test::contains;

}  // namespace

TEST_CASE("the first screen gives the decisions in figures, in both languages") {
  const Fixture fixture;
  const std::string english = fixture.page(Language::English, false, false);
  CHECK(contains(english, "Of 10 clients, the model accepts 7 (70.0%) and refuses 3."));
  CHECK(contains(english, "greater than 0.411"));
  CHECK(contains(fixture.page(Language::French, false, false),
                 "Sur 10 clients, le modèle en accepte 7 (70,0\u202F%) et en refuse 3."));
  CHECK(contains(fixture.page(Language::French, false, false), "0,411"));
}

TEST_CASE("a feature's name is text, wherever it stands") {
  const std::string page = Fixture().page(Language::English, true, true);
  CHECK(contains(page, "&lt;i&gt;income"));
  CHECK(!contains(page, "<i>income"));
}

TEST_CASE("what moved is named; without a reference the page says what to give") {
  const Fixture fixture;
  CHECK(contains(fixture.page(Language::English, false, true), "has drifted most (PSI"));
  const std::string without = fixture.page(Language::English, false, false);
  CHECK(contains(without, "--reference"));
  CHECK(!contains(without, "has drifted most"));
}

TEST_CASE("the calibration gap in words is that of the groups drawn, not of other bins") {
  // Two groups: 7 clients at 10 % of whom 1/7 default, 3 at 60 % of whom 2/3 do: 0.7 * 4.29 + 0.3 * 6.67 points.
  const std::string page = Fixture().page(Language::English, true, false);
  CHECK(contains(page, "the points shown here are off by 5.0 percentage points on average"));
  CHECK(contains(page, "into 2 groups of about equal size"));
  CHECK(contains(page, "Calibration gap of the groups shown"));
  CHECK(contains(page, "0.0500"));
}

TEST_CASE("a shift that chance explains is not called one, wherever it is shown") {
  Fixture fixture;
  fixture.reference = {{{0.0, 100.0}, {50.0}, {1, 9, 0}}};  // PSI 0.70, chance reaches 0.77
  const std::string page = fixture.page(Language::English, false, true);
  CHECK(contains(page, "No feature has drifted significantly beyond 0.25."));
  CHECK(contains(page, "chance alone may reach"));
  CHECK(!contains(page, "has drifted most"));
}

TEST_CASE("clients that could not be scored are said to be in errors.csv") {
  Fixture fixture;
  CHECK(!contains(fixture.page(Language::English, false, false), "errors.csv"));
  fixture.errors = 3;
  CHECK(contains(fixture.page(Language::English, false, false), "3 clients could not be scored"));
  CHECK(contains(fixture.page(Language::French, false, false), "errors.csv les énumère"));
}

TEST_CASE("quality is shown where outcomes are known, and marked as flattered on training data") {
  Fixture fixture;
  CHECK(!contains(fixture.page(Language::English, false, true), "ROC curve"));
  const std::string labelled = fixture.page(Language::English, true, true);
  CHECK(contains(labelled, "ROC curve"));
  CHECK(contains(labelled, "Calibration"));
  CHECK(!contains(labelled, "the model was trained on"));
  fixture.model.card.training_sha256 = "feed";
  fixture.record.inputs.push_back({"data", "clients.csv", {"feed", 1}});
  CHECK(contains(fixture.page(Language::English, true, true), "These are the clients the model was trained on"));
}
