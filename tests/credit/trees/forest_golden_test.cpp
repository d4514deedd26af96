// Margins and SHAP values against the reference libraries; see shared/golden/scoring/README.md.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "p8/credit/formats/lightgbm_model.h"
#include "p8/credit/formats/xgboost_model.h"
#include "p8/credit/model/forest_scorer.h"
#include "support/golden_csv.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::test;

namespace {

/// The largest difference between the contributions and the columns PREFIX + feature of a golden file.
double worst_contribution(const ForestScorer& scorer, const FeatureBlock& block, const Scores& scores,
                          const GoldenCsv& expected, const std::string& prefix) {
  double worst = 0.0;
  for (std::size_t f = 0; f < block.features(); ++f) {
    const std::size_t column = expected.column(prefix + scorer.features()[f]);
    for (std::size_t row = 0; row < block.rows(); ++row) {
      worst = std::max(worst, std::abs(scores.contributions[f * block.stride() + row] - expected.number(row, column)));
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("the company's LightGBM model scores its golden clients to the last bit and explains them to 1e-9" *
          needs_shared()) {
  const auto model = shared_file("data/existing_model/existing_model.txt");
  const auto clients = shared_file("golden/scoring/existing_clients.csv");
  const auto expected_path = shared_file("golden/scoring/existing_expected.csv");
  const auto shap = shared_file("golden/scoring/existing_shap.csv");

  const ForestScorer scorer(read_lightgbm(read(model), model), model);
  CHECK(scorer.features().size() == 351);
  CHECK(scorer.forest().trees.size() == 260);
  CHECK(std::abs(scorer.base_value() - -0.9053249661763899) < 1e-12);

  const FeatureBlock block = feature_block(read_golden_csv(clients), scorer.features());
  const GoldenCsv expected = read_golden_csv(expected_path);
  const Scores scores = scorer.score(block, true);
  for (std::size_t row = 0; row < block.rows(); ++row) {
    CAPTURE(row);
    CAPTURE(expected.rows[row][1]);
    CHECK(scores.margins[row] == expected.number(row, "raw_margin"));
    const double probability = scorer.probability(scores.margins[row]);
    CHECK(probability == expected.number(row, "probability"));
    CHECK((probability > 0.411 ? 1.0 : 0.0) == expected.number(row, "prediction"));
  }
  CHECK(worst_contribution(scorer, block, scores, read_golden_csv(shap), "") < 1e-9);
  MESSAGE("largest SHAP difference: ", worst_contribution(scorer, block, scores, read_golden_csv(shap), ""));
}

TEST_CASE("a LightGBM model with categorical splits agrees to 1e-9" * needs_shared()) {
  const auto model = shared_file("golden/scoring/lgbm_cat_model.txt");
  const auto rows = shared_file("golden/scoring/lgbm_cat_rows.csv");
  const auto expected_path = shared_file("golden/scoring/lgbm_cat_expected.csv");

  const ForestScorer scorer(read_lightgbm(read(model), model), model);
  const FeatureBlock block = feature_block(read_golden_csv(rows), scorer.features());
  const GoldenCsv expected = read_golden_csv(expected_path);
  const Scores scores = scorer.score(block, true);
  for (std::size_t row = 0; row < block.rows(); ++row) {
    CAPTURE(row);
    CHECK(scores.margins[row] == expected.number(row, "raw_margin"));
    CHECK(scorer.probability(scores.margins[row]) == expected.number(row, "probability"));
    CHECK(std::abs(scorer.base_value() - expected.number(row, "expected_value")) < 1e-9);
  }
  CHECK(worst_contribution(scorer, block, scores, expected, "shap:") < 1e-9);
}

TEST_CASE("an XGBoost model agrees in JSON and UBJSON: 1e-5 with its float32, 1e-9 with the double reference" *
          needs_shared()) {
  const auto rows = shared_file("golden/scoring/xgb_rows.csv");
  const auto expected_path = shared_file("golden/scoring/xgb_expected.csv");
  const auto contribs = shared_file("golden/scoring/xgb_contribs.csv");
  const auto contribs_f64 = shared_file("golden/scoring/xgb_contribs_f64.csv");
  const GoldenCsv expected = read_golden_csv(expected_path);
  const GoldenCsv expected_contributions = read_golden_csv(contribs);

  for (const char* name : {"golden/scoring/xgb_model.json", "golden/scoring/xgb_model.ubj"}) {
    CAPTURE(name);
    const auto model = shared_file(name);
    const ForestScorer scorer(read_xgboost(read(model), model), model);
    CHECK(scorer.forest().trees.size() == 400);
    const FeatureBlock block = feature_block(read_golden_csv(rows), scorer.features());
    const Scores scores = scorer.score(block, true);
    for (std::size_t row = 0; row < block.rows(); ++row) {
      CAPTURE(row);
      CHECK(std::abs(scores.margins[row] - expected.number(row, "margin_f64")) < 1e-9);
      CHECK(std::abs(scores.margins[row] - expected.number(row, "margin")) < 1e-5);
      const double probability = scorer.probability(scores.margins[row]);
      CHECK(std::abs(probability - expected.number(row, "probability")) < 1e-5);
      CHECK(std::abs(scorer.base_value() - expected.number(row, "expected_value_f64")) < 1e-9);
      CHECK(std::abs(scorer.base_value() - expected_contributions.number(row, "BIAS")) < 1e-5);
    }
    CHECK(worst_contribution(scorer, block, scores, expected_contributions, "") < 1e-5);
    CHECK(worst_contribution(scorer, block, scores, read_golden_csv(contribs_f64), "") < 1e-9);
  }
}
