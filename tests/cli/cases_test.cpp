// The small inputs of the shared folder on which the program once went wrong, each with its right value.

#include <doctest/doctest.h>

#include "support/run.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8::test;

TEST_CASE("na_tokens: a column of numbers with NA among them is refused with row, value and remedy") {
  const auto income = shared_file("cases/na_tokens/income.csv");
  const auto clean = shared_file("cases/na_tokens/clean.csv");
  if (!income || !clean) return;
  const TemporaryDirectory directory;
  const auto train = [&](const std::string& data) {
    return run_p8({"train", "--data", data, "--label", "SeriousDlqin2yrs", "--trees", "20", "--quiet", "--out",
                   directory.file("model")});
  };
  const Outcome refused = train(*income);
  CHECK(refused.exit_code == 3);
  CHECK_MESSAGE(
      refused.error.find("column 'MonthlyIncome': 'NA' is not a number in a column of numbers") != std::string::npos,
      refused.error);
  CHECK(refused.error.find("leave the cell empty") != std::string::npos);
  REQUIRE(train(*clean).exit_code == 0);
  for (const char* word : {"NULL", "N_A", "NaN", "dash", "dot", "hN_A", "inf", "nan", "null", "q"}) {
    CAPTURE(word);
    const auto clients = shared_file("cases/na_tokens/score_" + std::string(word) + ".csv");
    REQUIRE(clients);
    const Outcome run = run_p8({"score", "--model", directory.file("model"), "--data", *clients, "--out", "-"});
    CHECK(run.exit_code == 3);
    CHECK_MESSAGE(run.error.find(", row 2, column 'MonthlyIncome': '") != std::string::npos, run.error);
    CHECK_MESSAGE(run.error.find(std::string(word) == "inf" ? "expected a number or an empty cell"
                                                            : "leave the cell empty") != std::string::npos,
                  run.error);
  }
}
