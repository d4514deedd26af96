#include <map>
#include <set>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/csv.h"
#include "support/run.h"
#include "support/shared.h"
#include "support/temporary.h"

using namespace p8::test;

TEST_CASE("on Home Credit's applications at least nine refused clients in ten learn at most three changes to make" *
          needs_shared()) {
  const auto data = shared_file("data/home_credit/application_sample.csv");
  const TemporaryDirectory directory;
  const Outcome training = run_p8({"train", "--data", data, "--label", "TARGET", "--id", "SK_ID_CURR", "--folds", "2",
                                   "--quiet", "--out", directory.file("model")});
  REQUIRE_MESSAGE(training.exit_code == 0, training.error);
  const std::string out = directory.file("out");
  const Outcome run = run_p8({"explain", "--model", directory.file("model"), "--data", data, "--top", "400",
                              "--counterfactual", "--out", out});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  const auto metrics = nlohmann::json::parse(read(out + "/metrics.json"));
  CHECK(metrics["failed"] == 0);
  REQUIRE(metrics["explained_refused"].get<double>() > 100);
  CHECK(metrics["with_counterfactual"].get<double>() >= 0.9 * metrics["explained_refused"].get<double>());
  std::map<std::string, std::set<std::string>> changed;  // by client and way
  for (const auto& row : read_csv(read(out + "/counterfactuals.csv"))) {
    changed[row.at("id") + " " + row.at("way")].insert(row.at("feature"));
    for (const char* never : {"CODE_GENDER", "DAYS_BIRTH", "CNT_CHILDREN", "NAME_FAMILY_STATUS", "CNT_FAM_MEMBERS"}) {
      CHECK(row.at("feature") != never);
    }
  }
  for (const auto& [way, features] : changed) CHECK(features.size() <= 3);
}
