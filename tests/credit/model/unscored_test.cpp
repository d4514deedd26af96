#include "p8/credit/model/unscored.h"

#include <cmath>

#include <doctest/doctest.h>

using namespace p8;

TEST_CASE("rows that failed leave the block, the others keep their values in order") {
  ClientBlock clients;
  clients.ids = {"a", "b", "c"};
  clients.row_numbers = {2, 3, 5};
  clients.labels = {0, 1, 1};
  clients.values = FeatureBlock(2, 3);
  for (std::size_t row = 0; row < 3; ++row) {
    clients.values.column(0)[row] = static_cast<double>(row);
    clients.values.column(1)[row] = 10.0 + static_cast<double>(row);
  }
  Scores scores;
  scores.margins = {0.5, kMissing, 1.5};
  scores.contributions.assign(2 * clients.values.stride(), 0.0);
  scores.contributions[2] = 7.0;
  scores.failures = {{1, {"late", "en retard"}}};
  const std::vector<RowFault> unscored = remove_failures(clients, scores);
  REQUIRE(unscored.size() == 1);
  CHECK(unscored[0].id == "b");
  CHECK(unscored[0].row == 3);
  CHECK(clients.ids == std::vector<std::string>{"a", "c"});
  CHECK(clients.row_numbers == std::vector<std::size_t>{2, 5});
  CHECK(clients.labels == std::vector<int>{0, 1});
  CHECK(clients.values.rows() == 2);
  CHECK(clients.values.at(1, 1) == 12.0);
  CHECK(std::isnan(clients.values.column(0)[2]));
  CHECK(scores.margins == std::vector<double>{0.5, 1.5});
  CHECK(scores.contributions[1] == 7.0);
  CHECK(errors_csv(unscored, Language::French) == "row,id,column,value,reason\n3,b,,,en retard\n");
}

TEST_CASE("errors.csv holds cells as they stand in the file, but for what is not UTF-8 or a formula") {
  CHECK(errors_csv(
            {{2, "a", "income", "1,5", {"r", "r"}}, {3, "", "job", "cl\xE9rk", {"r", "r"}}, {4, "=1", "", "", {}}},
            Language::English) == "row,id,column,value,reason\n2,a,income,\"1,5\",r\n3,,job,cl?rk,r\n4,\"'=1\",,,\n");
}

TEST_CASE("without a single client scored the rows are at fault, or the model") {
  const Error of_rows = none_scored({{2, "a", "income", "x", {"'x' is not a number", "…"}}}, 7);
  CHECK(of_rows.kind() == ErrorKind::Data);
  CHECK(of_rows.message().en ==
        "none of the 7 clients could be scored; the first (row 2, column 'income'): 'x' is not a number");
  CHECK(none_scored({{2, "a", "", "", {"late", "en retard"}, ErrorKind::Model}}, 1).kind() == ErrorKind::Model);
}
