#include <filesystem>
#include <map>

#include <doctest/doctest.h>
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8::test;

namespace {

// What a bundle says that a client can change, by feature.
nlohmann::json actionable_of(const std::string& model) {
  const nlohmann::json bundle = nlohmann::json::parse(read(model + "/bundle.json"));
  nlohmann::json words;
  for (const nlohmann::json& feature : bundle["features"]) words[feature["name"]] = feature["actionable"];
  return words;
}

Outcome train(const std::string& out, const std::vector<std::string>& options) {
  std::vector<std::string> words = {"train",     "--data",  kGermanCredit, "--label", "default", "--id",
                                    "client_id", "--trees", "5",           "--quiet", "--out",   out};
  words.insert(words.end(), options.begin(), options.end());
  return run_p8(words);
}

}  // namespace

TEST_CASE("a bundle says what clients can change: what p8 knows of the columns") {
  const nlohmann::json words = actionable_of(trained_model());
  CHECK(words.size() == 20);
  CHECK(words["age"] == "no");
  CHECK(words["foreign_worker"] == "no");
  CHECK(words["credit_amount"] == "down");
  CHECK(words["savings"] == "any");
}

TEST_CASE("--actionable says it instead, on the command line or in a file") {
  const TemporaryDirectory directory;
  const std::string out = directory.file("model");
  REQUIRE(train(out, {"--actionable", "duration_months:down", "--actionable", "savings"}).exit_code == 0);
  const nlohmann::json words = actionable_of(out);
  CHECK(words["duration_months"] == "down");
  CHECK(words["savings"] == "any");
  CHECK(words["credit_amount"] == "no");
  const std::string config = directory.write("p8.toml", "actionable = [\"credit_amount:up\"]\n");
  REQUIRE(train(out, {"--force", "--config", config}).exit_code == 0);
  CHECK(actionable_of(out)["credit_amount"] == "up");
}

TEST_CASE("no calibration gives P = 0 or 1, and none makes the log loss worse than without") {
  const TemporaryDirectory directory;
  std::map<std::string, double> losses;
  for (const std::string method : {"none", "sigmoid", "isotonic"}) {
    CAPTURE(method);
    const std::string out = directory.file(method);
    const Outcome run = run_p8({"train", "--data", kGermanCredit, "--label", "default", "--id", "client_id",
                                "--calibrate", method, "--out", out});
    REQUIRE_MESSAGE(run.exit_code == 0, run.error);
    const auto metrics = nlohmann::json::parse(read(out + "/metrics.json"));
    losses[method] = metrics["cv"]["log_loss"]["mean"].get<double>();
    CHECK(losses[method] <= losses["none"]);
    const std::string used = metrics["calibration"]["used"];
    CHECK(metrics["calibration"]["asked"] == method);
    CHECK(nlohmann::json::parse(read(out + "/bundle.json"))["calibration"]["method"] == used);
    CHECK(metrics["calibration"]["log_loss"][used].get<double>() == doctest::Approx(losses[method]));
    CHECK(contains(run.error, "taken instead: " + used) == (used != method));
    REQUIRE(run_p8({"score", "--model", out, "--data", kGermanCredit, "--reasons", "0", "--out", out + "-scores"})
                .exit_code == 0);
    for (const auto& client : read_csv(read(out + "-scores/scores.csv"))) {
      const double p = std::stod(client.at("probability_default"));
      REQUIRE(p > 0.001);
      REQUIRE(p < 0.999);
      REQUIRE(std::stod(client.at("score")) > 200.0);
      REQUIRE(std::stod(client.at("score")) < 800.0);
    }
  }
}

TEST_CASE("each figure of the model card says what it is of: the folds' mean, or all folds pooled") {
  const TemporaryDirectory directory;
  const auto metrics = nlohmann::json::parse(read(trained_model() + "/metrics.json"));
  const std::string page = read(trained_model() + "/report.html");
  const auto shown = [](double value, const char* format) { return fmt::format(format, value); };
  CHECK(contains(page, "mean of 5 folds"));
  CHECK(contains(page, shown(metrics["cv"]["auc"]["mean"], "{:.3f}")));
  CHECK(contains(page, "(AUC " + shown(metrics["pooled"]["auc"], "{:.3f}") + ", all folds pooled)"));
  CHECK(contains(page, "Quality in figures, all folds pooled"));
  CHECK(contains(page, shown(metrics["pooled"]["log_loss"], "{:.4f}")));
  CHECK(contains(page, "percentage points on average"));
  CHECK(contains(page, "10 bins of equal width"));
}

TEST_CASE("--actionable for a column that is not there is a usage error that leaves nothing") {
  const TemporaryDirectory directory;
  const Outcome run = train(directory.file("model"), {"--actionable", "credit_amout:down"});
  CHECK(run.exit_code == 2);
  CHECK(contains(run.error, "--actionable: no feature 'credit_amout'; did you mean 'credit_amount'?"));
  const Outcome french = train(directory.file("model"), {"--actionable", "housing:up", "--lang", "fr"});
  CHECK(french.exit_code == 2);
  CHECK(contains(french.error, "« housing » est une catégorie"));
  CHECK(std::filesystem::is_empty(directory.path()));
}
