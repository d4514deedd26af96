#include <filesystem>
#include <sstream>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/run.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8::test;
namespace fs = std::filesystem;

namespace {

std::vector<std::vector<std::string>> cells(const std::string& csv) {  // no quoted cells here
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(csv);
  for (std::string line; std::getline(lines, line);) {
    rows.emplace_back();
    std::istringstream row(line + ",");
    for (std::string cell; std::getline(row, cell, ',');) rows.back().push_back(cell);
  }
  return rows;
}

}  // namespace

TEST_CASE("score writes scores, metrics, run record and report") {
  const TemporaryDirectory directory;
  const Outcome run = run_p8({"score", "--model", trained_model(), "--data", kGermanCredit, "--label", "default",
                              "--out", directory.file("out"), "--json"});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  const auto printed = nlohmann::json::parse(run.out);
  CHECK(fs::exists(printed["files"]["report.html"].get<std::string>()));
  const auto metrics = nlohmann::json::parse(read(directory.file("out/metrics.json")));
  CHECK(metrics == printed["figures"]);
  CHECK(metrics["rows"] == 1000);
  CHECK(metrics["accepted"].get<int>() + metrics["refused"].get<int>() == 1000);
  for (const char* key : {"auc", "average_precision", "brier", "ks", "log_loss", "cost"})
    CHECK(metrics[key].is_number());
  CHECK(metrics["auc"].get<double>() > 0.8);
  CHECK(metrics["psi"]["age"].get<double>() == doctest::Approx(0.0));
  const auto record = nlohmann::json::parse(read(directory.file("out/run.json")));
  CHECK(record["inputs"].size() == 3);
  CHECK(record["options"]["label"] == "default");
  CHECK(record["options"]["reasons"] == "4");

  const auto rows = cells(read(directory.file("out/scores.csv")));
  REQUIRE(rows.size() == 1001);
  CHECK(rows[0] == std::vector<std::string>{"id", "probability_default", "probability_repayment", "score", "decision",
                                            "margin", "reason_1", "reason_2", "reason_3", "reason_4"});
  const auto bundle = nlohmann::json::parse(read(trained_model() + "/bundle.json"));
  for (std::size_t row = 1; row < rows.size(); ++row) {
    const double p = std::stod(rows[row][1]);
    REQUIRE(p + std::stod(rows[row][2]) == doctest::Approx(1.0));
    REQUIRE(rows[row][4] == (p > bundle["threshold"].get<double>() ? "refused" : "accepted"));
  }
}

TEST_CASE("a pipe gives the same lines as a file, whatever the threads, and writes nothing else") {
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  REQUIRE(run_p8({"score", "--model", trained_model(), "--data", kGermanCredit, "--out", out}).exit_code == 0);
  const std::string expected = read(out + "/scores.csv");
  for (const char* threads : {"1", "2", "7"}) {
    const Outcome run = run_p8({"score", "--model", trained_model(), "--data", "-", "--out", "-", "--threads", threads},
                               read(kGermanCredit));
    CHECK(run.exit_code == 0);
    CHECK(run.out == expected);
    CHECK(run.error.empty());
  }
}

TEST_CASE("the same command twice gives the same bytes, the run record aside") {
  const TemporaryDirectory directory;
  for (const char* name : {"a", "b"}) {
    const std::string model = directory.file(std::string("model-") + name);
    REQUIRE(run_p8({"train", "--data", kGermanCredit, "--label", "default", "--id", "client_id", "--trees", "40",
                    "--calibrate", "isotonic", "--encoding", "ordinal", "--out", model})
                .exit_code == 0);
    REQUIRE(run_p8({"score", "--model", model, "--data", kGermanCredit, "--label", "default", "--out",
                    directory.file(name)})
                .exit_code == 0);
  }
  for (const char* name : {"scores.csv", "metrics.json"}) {
    CHECK(read(directory.file("a/") + name) == read(directory.file("b/") + name));
  }
  for (const char* name : {"bundle.json", "metrics.json", "folds.csv", "model.ubj"}) {
    CHECK(read(directory.file("model-a/") + name) == read(directory.file("model-b/") + name));
  }
}

TEST_CASE("--on-error skip leaves out rows that cannot be read, lists them and scores the others as if alone") {
  const TemporaryDirectory directory;
  const std::string good = german_clients(1000);
  std::string bad;  // every 100th client's age is a word, and the last client comes twice
  std::string alone;
  std::istringstream lines(good);
  std::string last;
  std::string line;
  for (std::size_t row = 1; std::getline(lines, line); ++row) {
    last = line;
    if (row % 100 != 0) {
      alone += line + "\n";
      bad += line + "\n";
      continue;
    }
    std::vector<std::string> row_cells = cells(line).front();
    row_cells[6] = "old";
    for (const std::string& cell : row_cells) bad += (&cell == &row_cells[0] ? "" : ",") + cell;
    bad += "\n";
  }
  bad += last + "\n";
  const std::string file = directory.write("bad.csv", bad);
  const std::vector<std::string> score = {"score", "--model", trained_model(), "--data", file, "--label", "default"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), score.begin(), score.end());
    return run_p8(more);
  };
  const Outcome stopped = with({"--out", directory.file("stopped")});
  CHECK(stopped.exit_code == 3);
  CHECK(contains(stopped.error, "row 100, column 'age': 'old' is not a number"));
  CHECK(!fs::exists(directory.file("stopped")));

  const std::string expected =
      run_p8({"score", "--model", trained_model(), "--data", "-", "--label", "default", "--out", "-"}, alone).out;
  REQUIRE(cells(expected).size() == 991);
  for (const char* threads : {"1", "7"}) {
    const std::string out = directory.file(std::string("out") + threads);
    const Outcome skipped = with({"--on-error", "skip", "--threads", threads, "--out", out});
    REQUIRE_MESSAGE(skipped.exit_code == 0, skipped.error);
    CHECK(contains(skipped.error,
                   "clients that could not be scored: 11, see errors.csv; the first (row 100, column "
                   "'age'): 'old' is not a number"));
    CHECK(!contains(skipped.error, "row 200"));
    CHECK(read(out + "/scores.csv") == expected);
    const auto errors = read_csv(read(out + "/errors.csv"));
    REQUIRE(errors.size() == 11);
    CHECK(errors[0] ==
          std::map<std::string, std::string>{{"row", "100"},
                                             {"id", "99"},
                                             {"column", "age"},
                                             {"value", "old"},
                                             {"reason", "'old' is not a number; expected a number or an empty cell"}});
    CHECK(errors[9].at("row") == "1000");
    CHECK(errors[10].at("row") == "1002");
    CHECK(errors[10].at("column") == "client_id");
    CHECK(errors[10].at("reason") == "the client of row 1001 again; each client must appear once");
    const auto metrics = nlohmann::json::parse(read(out + "/metrics.json"));
    CHECK(metrics["errors"] == 11);
    CHECK(metrics["rows"] == 990);
    CHECK(contains(read(out + "/report.html"), "errors.csv"));
  }

  const Outcome streamed = with({"--on-error", "skip", "--out", "-"});
  CHECK(streamed.exit_code == 0);
  CHECK(streamed.out == expected);
  CHECK(contains(streamed.error, "clients that could not be scored: 11 (--out DIR lists them in errors.csv)"));

  const Outcome checked = with({"--on-error", "skip", "--fail-on", "errors>0", "--out", directory.file("checked")});
  CHECK(checked.exit_code == 1);
  CHECK(contains(checked.error, "errors is 11, which is above 0"));
  CHECK(fs::exists(directory.file("checked/errors.csv")));
  CHECK(with({"--on-error", "skip", "--fail-on", "errors>11", "--out", "-"}).exit_code == 0);
  CHECK(with({"--on-error", "skip", "--fail-on", "errors>=11", "--out", "-"}).exit_code == 1);
  CHECK(with({"--on-error", "ignore", "--out", "-"}).exit_code == 2);
}

TEST_CASE("where every row is bad, --on-error skip ends with 3 and the first reason") {
  std::string clients = german_clients(2);
  for (const char* age : {",67,", ",22,"}) clients.replace(clients.find(age), 4, ",??,");
  for (const char* reasons : {"0", "4"}) {
    const Outcome run = run_p8(
        {"score", "--model", trained_model(), "--data", "-", "--on-error", "skip", "--reasons", reasons, "--out", "-"},
        clients);
    CHECK(run.exit_code == 3);
    CHECK(contains(run.error, "none of the 2 clients could be scored; the first (row 2, column 'age'): '?\?' is not"));
  }
}

TEST_CASE("explain skips bad rows in the same way") {
  const TemporaryDirectory directory;
  std::string clients = german_clients(40);
  clients.replace(clients.find(",22,"), 4, ",??,");
  const std::string file = directory.write("clients.csv", clients);
  const Outcome run = run_p8({"explain", "--model", trained_model(), "--data", file, "--client", "3", "--on-error",
                              "skip", "--out", directory.file("out")});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  CHECK(read(directory.file("out/errors.csv")) ==
        "row,id,column,value,reason\n3,2,age,??,'?\?' is not a number; it reads like a missing value: leave the cell "
        "empty\n");
  CHECK(nlohmann::json::parse(read(directory.file("out/metrics.json")))["errors"] == 1);
}

TEST_CASE("columns are found by name: their order does not matter, and more of them do no harm") {
  const TemporaryDirectory directory;
  const std::string original = german_clients(50);
  std::string turned;  // columns in reverse order, and one more
  for (const auto& row : cells(original)) {
    for (auto cell = row.rbegin(); cell != row.rend(); ++cell) turned += *cell + ",";
    turned += "extra\n";
  }
  const auto scores = [&](const std::string& clients) {
    return run_p8({"score", "--model", trained_model(), "--data", "-", "--out", "-"}, clients).out;
  };
  CHECK(scores(original).size() > 1000);
  CHECK(scores(original) == scores(turned));
}

TEST_CASE("an unseen category is read as missing and warned of") {
  std::string clients = german_clients(3);
  clients.replace(clients.find("Under 0"), 7, "Moonbase");
  const Outcome run = run_p8({"score", "--model", trained_model(), "--data", "-", "--out", "-"}, clients);
  CHECK(run.exit_code == 0);
  CHECK(
      contains(run.error, "column 'checking_account': cells with a category not seen in training, read as missing: 1"));
  CHECK(run_p8({"score", "--model", trained_model(), "--data", "-", "--out", "-", "--quiet"}, clients).error.empty());
}

TEST_CASE("PSI compares with the training data, or with a reference; a plain model without one has none") {
  const TemporaryDirectory directory;
  const std::string model = trained_model() + "/model.ubj";  // numbers only: a plain XGBoost model
  std::string moved = german_clients(300);
  for (std::size_t at = 0; (at = moved.find("\n", at)) != std::string::npos && at + 1 < moved.size(); ++at) {
    // duration_months becomes 99: <id>,<default>,<duration>,…
    const std::size_t begin = moved.find(',', moved.find(',', at) + 1) + 1;
    moved.replace(begin, moved.find(',', begin) - begin, "99");
  }
  const std::string clients = directory.write("moved.csv", moved);
  const auto psi_of = [&](const std::vector<std::string>& words, const std::string& out) {
    std::vector<std::string> all = {"score", "--data", clients, "--reasons", "0", "--out", directory.file(out)};
    all.insert(all.end(), words.begin(), words.end());
    const Outcome run = run_p8(all);
    REQUIRE_MESSAGE(run.exit_code == 0, run.error);
    return nlohmann::json::parse(read(directory.file(out + "/metrics.json")))["psi"];
  };
  const auto against_training = psi_of({"--model", trained_model()}, "a");
  CHECK(against_training["duration_months"].get<double>() > 1.0);
  CHECK(against_training["age"].get<double>() < 0.25);
  const auto against_itself = psi_of({"--model", trained_model(), "--reference", clients}, "b");
  CHECK(against_itself["duration_months"].get<double>() == 0.0);
  const auto without = psi_of({"--model", model, "--allow-missing", "--quiet"}, "c");
  CHECK(without["duration_months"].is_null());
}

TEST_CASE("hostile names are text in the page and neutralised in the CSV") {
  const TemporaryDirectory directory;
  std::string data = "id,<script>alert(1)</script>,\"=cmd()\",y\n";
  for (int i = 0; i < 300; ++i) {
    data += (i == 7 ? "=1+1" : "c" + std::to_string(i)) + "," + std::to_string(i % 17) + "," + std::to_string(i % 5) +
            "," + (i % 17 > 11 || i % 5 == 4 ? "1" : "0") + "\n";
  }
  const std::string clients = directory.write("<b>.csv", data);
  REQUIRE(run_p8({"train", "--data", clients, "--label", "y", "--id", "id", "--out", directory.file("m")}).exit_code ==
          0);
  REQUIRE(
      run_p8({"score", "--model", directory.file("m"), "--data", clients, "--out", directory.file("s")}).exit_code ==
      0);
  const std::string scores = read(directory.file("s/scores.csv"));
  CHECK(contains(scores, "\n\"'=1+1\","));
  CHECK(contains(scores, "\"'=cmd()\""));
  CHECK(!contains(scores, ",=cmd()"));
  for (const char* page : {"m/report.html", "s/report.html"}) {
    CHECK(!contains(read(directory.file(page)), "<script>alert"));
    CHECK(contains(read(directory.file(page)), "&lt;script&gt;alert(1)"));
  }
}

TEST_CASE("the company's model: margins, probabilities and decisions as in the reference" * needs_shared()) {
  const auto model = shared_file("data/existing_model/existing_model.txt");
  const Outcome run = run_p8({"score", "--model", model, "--data", shared_file("golden/scoring/existing_clients.csv"),
                              "--id", "SK_ID_CURR", "--out", "-"});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  const auto scores = cells(run.out);
  const auto expected = cells(read(shared_file("golden/scoring/existing_expected.csv")));
  REQUIRE(scores.size() == expected.size());
  for (std::size_t row = 1; row < scores.size(); ++row) {
    CHECK(scores[row][0] == expected[row][0]);
    CHECK(std::stod(scores[row][5]) == doctest::Approx(std::stod(expected[row][2])).epsilon(1e-12));
    CHECK(std::stod(scores[row][1]) == doctest::Approx(std::stod(expected[row][3])).epsilon(1e-12));
    CHECK(scores[row][4] == (expected[row][4] == "1" ? "refused" : "accepted"));
  }
}

TEST_CASE("real applications with missing values train and score within the targets" * needs_shared()) {
  const auto data = shared_file("data/home_credit/application_sample.csv");
  const TemporaryDirectory directory;
  const Outcome train =
      run_p8({"train", "--data", data, "--label", "TARGET", "--id", "SK_ID_CURR", "--out", directory.file("m")});
  REQUIRE_MESSAGE(train.exit_code == 0, train.error);
  const auto metrics = nlohmann::json::parse(read(directory.file("m/metrics.json")));
  CHECK(metrics["cv"]["auc"]["mean"].get<double>() >= 0.730);
  CHECK(metrics["cv"]["brier"]["mean"].get<double>() <= 0.0716);
  CHECK(metrics["cv"]["cost"]["mean"].get<double>() <= 0.565);
  CHECK(metrics["positives"].get<int>() > 300);
  REQUIRE(run_p8({"score", "--model", directory.file("m"), "--data", data, "--label", "TARGET", "--out",
                  directory.file("s")})
              .exit_code == 0);
  CHECK(nlohmann::json::parse(read(directory.file("s/metrics.json")))["rows"] == 5000);
}
