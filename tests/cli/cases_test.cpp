// The inputs of ../shared/cases, on each of which p8 once went wrong without a word, and their right values.

#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/running_server.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/run.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8::test;

namespace {

/// `p8 score` of a case's model and clients, with the further words.
Outcome score(const std::string& model, const std::string& clients, const std::vector<std::string>& words = {}) {
  std::vector<std::string> all = {"score", "--model", model, "--data", clients, "--out", "-"};
  all.insert(all.end(), words.begin(), words.end());
  return run_p8(all);
}

void check_probabilities(const Outcome& run, const std::vector<double>& expected) {
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  const auto rows = read_csv(run.out);
  REQUIRE(rows.size() == expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK(std::stod(rows[i].at("probability_default")) == doctest::Approx(expected[i]).epsilon(2e-6));
  }
}

}  // namespace

TEST_CASE("case logitraw: the base score is a margin, alone and in a list" * needs_shared()) {
  const auto clients = shared_file("cases/logitraw/clients.csv");
  const auto model = shared_file("cases/logitraw/model.json");
  const auto newer = shared_file("cases/logitraw/model31.json");
  check_probabilities(score(model, clients), {0.383766, 0.383766, 0.729464, 0.265204, 0.302776});
  check_probabilities(score(newer, clients), {0.139327, 0.139327, 0.412076, 0.085772, 0.101432});
}

TEST_CASE("case lightgbm_pandas_categorical: values are found in the model's lists, texts too" * needs_shared()) {
  const auto numbers = shared_file("cases/lightgbm_pandas_categorical/model.txt");
  const auto jobs = shared_file("cases/lightgbm_pandas_categorical/clients.csv");
  const auto texts = shared_file("cases/lightgbm_pandas_categorical/text.txt");
  const auto housing = shared_file("cases/lightgbm_pandas_categorical/text.csv");
  const Outcome run = score(numbers, jobs);
  check_probabilities(run, {0.268941, 0.268941, 0.731059, 0.268941});
  CHECK(contains(run.error, "column 'job': cells with a category not seen in training, read as missing: 1"));
  check_probabilities(score(texts, housing), {0.268941, 0.731059, 0.268941});
}

TEST_CASE("case lightgbm_pandas_categorical: explained and served by the values that the data have" * needs_shared()) {
  const auto model = shared_file("cases/lightgbm_pandas_categorical/model.txt");
  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", "id,job,age\na,10.0,30\nb,50,30\nc,,30\n");
  const std::string out = directory.file("out");
  const Outcome run = run_p8({"explain", "--model", model, "--data", clients, "--id", "id", "--all", "--set", "job=20",
                              "--threshold", "0.5", "--counterfactual", "--out", out});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  const auto contributions = read_csv(read(out + "/contributions.csv"));
  double b = 0.0;
  for (const auto& row : contributions) {
    if (row.at("id") != "b") continue;
    if (row.at("feature") == "job") CHECK(row.at("value") == "50");
    b += std::stod(row.at("contribution"));
  }
  const double base = 0.3 * 1.0 - 0.7;  // the tree's leaves, weighted by their rows
  CHECK(base + b == doctest::Approx(1.0));
  CHECK(contains(read(out + "/counterfactuals.csv"), "50"));
  CHECK(run_p8({"explain", "--model", model, "--data", clients, "--all", "--set", "job=30", "--out", out + "2"})
            .exit_code == 2);

  RunningServer server({"--model", model, "--data", clients, "--id", "id"});
  const std::string two = directory.write("two.csv", "id,job,age\na,10.0,30\nb,50,30\n");
  check_probabilities(score(server.address() + "predict", two, {"--id", "id"}), {0.268941, 0.731059});
}

TEST_CASE("case best_iteration: iterations count as scikit-learn's wrapper counts them, or all" * needs_shared()) {
  const auto model = shared_file("cases/best_iteration/model.json");
  const auto clients = shared_file("cases/best_iteration/clients.csv");
  const std::vector<double> best = {0.930939, 0.273004, 0.719119, 0.747829, 0.373543};
  const Outcome run = score(model, clients);
  check_probabilities(run, best);
  CHECK(contains(run.error, "Using 17 of 37 boosting iterations"));
  check_probabilities(score(model, clients, {"--iterations", "best"}), best);
  const Outcome all = score(model, clients, {"--iterations", "all"});
  check_probabilities(all, {0.981826, 0.223568, 0.796172, 0.858855, 0.240400});
  CHECK(all.error.empty());
}

TEST_CASE("case best_iteration: run.json and the page say how many count" * needs_shared()) {
  const auto model = shared_file("cases/best_iteration/model.json");
  const auto clients = shared_file("cases/best_iteration/clients.csv");
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  REQUIRE(run_p8({"score", "--model", model, "--data", clients, "--out", out}).exit_code == 0);
  const auto record = nlohmann::json::parse(read(out + "/run.json"));
  CHECK(record["iterations"]["used"] == 17);
  CHECK(record["iterations"]["total"] == 37);
  CHECK(contains(read(out + "/report.html"), "up to the best iteration of early stopping"));
}

TEST_CASE("case lightgbm_names: a column whose blanks LightGBM wrote as _ is found, and that is said once" *
          needs_shared()) {
  const auto model = shared_file("cases/lightgbm_names/model.txt");
  const auto clients = shared_file("cases/lightgbm_names/clients.csv");
  const Outcome run = score(model, clients);
  check_probabilities(run, {0.731059, 0.268941});
  CHECK(contains(run.error, "'credit amount' for 'credit_amount'"));
  CHECK(run.error.find("credit amount") == run.error.rfind("credit amount"));
}

TEST_CASE("na_tokens: a column of numbers with NA among them is refused with row, value and remedy" * needs_shared()) {
  const auto income = shared_file("cases/na_tokens/income.csv");
  const auto clean = shared_file("cases/na_tokens/clean.csv");
  const TemporaryDirectory directory;
  const auto train = [&](const std::string& data) {
    return run_p8({"train", "--data", data, "--label", "SeriousDlqin2yrs", "--trees", "20", "--quiet", "--out",
                   directory.file("model")});
  };
  const Outcome refused = train(income);
  CHECK(refused.exit_code == 3);
  CHECK_MESSAGE(
      refused.error.find("column 'MonthlyIncome': 'NA' is not a number in a column of numbers") != std::string::npos,
      refused.error);
  CHECK(refused.error.find("leave the cell empty") != std::string::npos);
  REQUIRE(train(clean).exit_code == 0);
  for (const char* word : {"NULL", "N_A", "NaN", "dash", "dot", "hN_A", "inf", "nan", "null", "q"}) {
    CAPTURE(word);
    const auto clients = shared_file("cases/na_tokens/score_" + std::string(word) + ".csv");
    const Outcome run = run_p8({"score", "--model", directory.file("model"), "--data", clients, "--out", "-"});
    CHECK(run.exit_code == 3);
    CHECK_MESSAGE(run.error.find(", row 2, column 'MonthlyIncome': '") != std::string::npos, run.error);
    CHECK_MESSAGE(run.error.find(std::string(word) == "inf" ? "expected a number or an empty cell"
                                                            : "leave the cell empty") != std::string::npos,
                  run.error);
  }
}

TEST_CASE("an API has no iterations to choose from") {
  const TemporaryDirectory directory;
  const std::string clients = directory.write("clients.csv", "age\n30\n");
  const Outcome run = score("https://127.0.0.1:1/predict", clients, {"--iterations", "all"});
  CHECK(run.exit_code == 2);
  CHECK(contains(run.error, "--iterations all: an API has no boosting iterations"));
}
