#include "p8/credit/portfolio/portfolio.h"

#include <doctest/doctest.h>

#include "oracles/difference_model.h"
#include "p8/credit/portfolio/portfolio_metrics.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;

namespace {

struct Run {
  std::string lines;
  Portfolio portfolio;
};

Run score(const std::string& csv, const ScoreOptions& options, const ClientColumns& columns = {"id", "", "", false}) {
  const test::TemporaryDirectory directory;
  const Model model = test::difference_model();
  CsvReader file(directory.write("f.csv", csv));
  const ClientReader clients(file.header(), "f.csv", model.card.schema, columns);
  std::string lines;
  Portfolio portfolio = score_clients(
      model, {}, file, clients, options, [&](const std::string& part) { lines += part; }, [](double) {});
  return {lines, std::move(portfolio)};
}

ScoreOptions at_half(std::size_t reasons = 2) {
  ScoreOptions options;
  options.threshold = 0.5;
  options.reasons = reasons;
  return options;
}

}  // namespace

TEST_CASE("each client's line can be computed by hand, also on the threshold") {
  const Run run = score("id,a,b\nx,1,1\ny,2,-1\nz,-1,0\n", at_half());
  CHECK(run.lines ==
        "id,probability_default,probability_repayment,score,decision,margin,reason_1,reason_2\n"
        "x,0.5,0.5,487,accepted,0,a,\n"
        "y,0.9525741268224334,0.047425873177566635,401,refused,3,a,b\n"
        "z,0.2689414213699951,0.7310585786300049,516,accepted,-1,,\n");
  CHECK(run.portfolio.rows == 3);
  CHECK(run.portfolio.accepted == 2);
  CHECK(run.portfolio.first_reason == std::vector<std::size_t>{1, 0});
  CHECK(run.portfolio.sum_contribution == std::vector<double>{2.0, 0.0});
  CHECK(run.portfolio.sum_abs_contribution == std::vector<double>{4.0, 2.0});
  CHECK(run.portfolio.by_score.at(401).refused == 1);
}

TEST_CASE("lines and figures do not depend on the number of threads") {
  std::string csv = "id,a,b,y\n";
  for (int i = 0; i < 60000; ++i) {
    csv += std::to_string(i) + "," + std::to_string(i % 13) + "." + std::to_string(i % 7) + "," +
           std::to_string(i % 11) + (i % 3 == 0 ? ",1\n" : ",0\n");
  }
  REQUIRE(csv.size() > 3 * CsvReader::kBlockBytes);
  ScoreOptions options = at_half();
  const Run one = score(csv, options, {"id", "y", "", false});
  options.threads = 3;
  const Run three = score(csv, options, {"id", "y", "", false});
  CHECK(one.lines == three.lines);
  CHECK(one.portfolio.sum_p_default == three.portfolio.sum_p_default);
  CHECK(one.portfolio.sum_abs_contribution == three.portfolio.sum_abs_contribution);
  CHECK(one.portfolio.p_default == three.portfolio.p_default);
  CHECK(one.portfolio.defaulted.size() == 60000);
}

TEST_CASE("a repeated client and a file without clients are errors") {
  CHECK(test::message_of([] {
          score("id,a,b\nx,1,1\ny,1,1\nx,2,2\n", at_half());
        }).find("row 4: the client of row 2 again") != std::string::npos);
  CHECK(test::message_of([] { score("id,a,b\n", at_half()); }).find("no rows") != std::string::npos);
}

TEST_CASE("figures are null where they are undefined") {
  const Run run = score("id,a,b\nx,1,1\n", at_half(0));
  const Schema schema({{"a", FeatureKind::Number, {}}, {"b", FeatureKind::Number, {}}}, CategoryEncoding::Ordinal);
  const std::string json = metrics_json(portfolio_metrics(run.portfolio, {}, 0.5, {}), schema);
  for (const char* text : {"\"auc\": null", "\"cost\": null", "\"a\": null", "\"rows\": 1", "\"accepted\": 1"}) {
    CHECK(json.find(text) != std::string::npos);
  }
}
