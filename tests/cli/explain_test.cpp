#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

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

using Rows = std::vector<std::map<std::string, std::string>>;

double number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

/// Every number of a page in full precision: the values of its <data> elements.
std::multiset<double> numbers_of(const std::string& html) {
  std::multiset<double> numbers;
  const std::string open = "<data value=\"";
  for (std::size_t i = html.find(open); i != std::string::npos; i = html.find(open, i)) {
    i += open.size();
    numbers.insert(std::strtod(html.c_str() + i, nullptr));
  }
  return numbers;
}

/// Runs `p8 explain` on the German clients.
Outcome explain(const std::vector<std::string>& arguments, const std::string& out) {
  std::vector<std::string> words = {"explain", "--model", trained_model(), "--data", kGermanCredit, "--out", out};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return run_p8(words);
}

/// The scores of the German clients by id, from `p8 score`.
const std::map<std::string, std::map<std::string, std::string>>& scores() {
  static const auto by_id = [] {
    std::map<std::string, std::map<std::string, std::string>> all;
    for (auto& row :
         read_csv(run_p8({"score", "--model", trained_model(), "--data", kGermanCredit, "--out", "-"}).out)) {
      all[row["id"]] = row;
    }
    return all;
  }();
  return by_id;
}

std::string first_client(const std::string& decision) {
  for (const auto& [id, row] : scores()) {
    if (row.at("decision") == decision) return id;
  }
  FAIL("no such client");
  return {};
}

nlohmann::json bundle() { return nlohmann::json::parse(read(trained_model() + "/bundle.json")); }

}  // namespace

TEST_CASE("explain writes the page, all contributions, which add up to the margin, and what weighs over all clients") {
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  const std::string id = first_client("refused");
  const Outcome run = explain({"--client", id, "--json"}, out);
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  const auto printed = nlohmann::json::parse(run.out);
  for (const auto& file : printed["files"]) CHECK(fs::exists(file.get<std::string>()));
  CHECK(printed["figures"]["explained"] == 1);

  const Rows contributions = read_csv(read(out + "/contributions.csv"));
  REQUIRE(contributions.size() == 20);
  double sum = bundle()["base_value"].get<double>();
  for (std::size_t i = 0; i < contributions.size(); ++i) {
    const auto& row = contributions[i];
    CHECK(row.at("id") == id);
    CHECK(row.at("rank") == std::to_string(i + 1));
    if (i > 0)
      CHECK(std::abs(number(row.at("contribution"))) <= std::abs(number(contributions[i - 1].at("contribution"))));
    sum += number(row.at("contribution"));
  }
  CHECK(sum == doctest::Approx(number(scores().at(id).at("margin"))).epsilon(1e-9));
  const Rows global = read_csv(read(out + "/global.csv"));
  REQUIRE(global.size() == 20);
  CHECK(number(global[0].at("mean_abs_contribution")) >= number(global[19].at("mean_abs_contribution")));
}

TEST_CASE("the numbers on the page are those of the files") {
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  const std::string id = first_client("refused");
  REQUIRE(explain({"--client", id, "--counterfactual"}, out).exit_code == 0);
  const std::string html = read(out + "/report.html");
  const std::multiset<double> shown = numbers_of(html);
  for (const auto& row : read_csv(read(out + "/contributions.csv"))) {
    CAPTURE(row.at("feature"));
    CHECK(shown.count(number(row.at("contribution"))) > 0);
    char* end = nullptr;
    const double value = std::strtod(row.at("value").c_str(), &end);
    if (!row.at("value").empty() && *end == '\0') CHECK(shown.count(value) > 0);
  }
  const Rows global = read_csv(read(out + "/global.csv"));
  for (std::size_t i = 0; i < 15; ++i) CHECK(shown.count(number(global[i].at("mean_abs_contribution"))) > 0);
  const auto& score = scores().at(id);
  CHECK(shown.count(number(score.at("probability_default"))) > 0);
  CHECK(shown.count(number(score.at("probability_repayment"))) > 0);
  CHECK(shown.count(number(score.at("score"))) > 0);
  CHECK(shown.count(number(score.at("margin"))) > 0);
  CHECK(shown.count(bundle()["base_value"].get<double>()) > 0);
  for (const auto& row : read_csv(read(out + "/counterfactuals.csv"))) {
    CHECK(shown.count(number(row.at("probability_default_after"))) > 0);
  }
  CHECK(html.size() < 250'000);
}

TEST_CASE("the decision is worded rightly on both sides of the threshold and on it") {
  const TemporaryDirectory directory;
  const std::string id = first_client("accepted");
  const std::string p = scores().at(id).at("probability_default");
  const auto page_at = [&](const std::string& threshold, const char* language) {
    const std::string out = directory.file("out");
    REQUIRE(explain({"--client", id, "--threshold", threshold, "--force", "--lang", language}, out).exit_code == 0);
    return read(out + "/report.html");
  };
  char below[64];
  std::snprintf(below, sizeof below, "%.17g", std::nextafter(number(p), 0.0));
  CHECK(contains(page_at(p, "en"), "exactly at the threshold"));
  CHECK(contains(page_at(p, "en"), "accepted</h1>"));
  CHECK(contains(page_at(below, "en"), "refused</h1>"));
  CHECK(contains(page_at(below, "en"), "less than 0.1 points"));
  CHECK(contains(page_at("1", "en"), "to spare"));
  CHECK(contains(page_at(p, "fr"), "exactement au seuil"));
  CHECK(contains(page_at(below, "fr"), "moins de 0,1"));
  CHECK(contains(page_at("0.999", "fr"), "demande acceptée</h1>"));
}

TEST_CASE("many clients get an index and a page each; failures and names stay inside the directory") {
  const TemporaryDirectory directory;
  std::string csv = german_clients(40);
  // Hostile ids in place of the first ones: the id is the first cell of a line.
  const std::vector<std::string> ids = {
      "/../../evil", "..", std::string(10'000, 'x'), "\"<b>bold</b>, \"\"x\"\"\"", "\u202Eright-to-left\u05D0",
      "a/b",         "a_b"};
  std::size_t line = csv.find('\n') + 1;
  for (const std::string& id : ids) {
    csv.replace(line, csv.find(',', line) - line, id);
    line = csv.find('\n', line) + 1;
  }
  const std::string data = directory.write("clients.csv", csv);
  const std::string out = directory.file("out");
  const Outcome run = run_p8({"explain", "--model", trained_model(), "--data", data, "--all", "--out", out});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  std::size_t pages = 0;
  for (const auto& entry : fs::recursive_directory_iterator(out)) {
    CHECK(entry.path().filename().string().size() <= 100);
    if (entry.path().parent_path().filename() == "clients") ++pages;
  }
  CHECK(pages == 40);
  CHECK(fs::exists(out + "/clients/a_b.html"));
  for (const auto& entry : fs::directory_iterator(directory.path())) {
    CHECK((entry.path().filename() == "out" || entry.path().filename() == "clients.csv"));
  }
  const std::string index = read(out + "/report.html");
  CHECK(contains(index, "&lt;b&gt;bold&lt;/b&gt;"));
  CHECK_FALSE(contains(index, "<b>bold"));
  CHECK_FALSE(contains(index, "\u202E"));
  const std::string open = "href=\"clients/";
  std::size_t links = 0;
  for (std::size_t i = index.find(open); i != std::string::npos; i = index.find(open, i + 1)) {
    const std::size_t start = i + 6;
    CHECK(fs::exists(out + "/" + index.substr(start, index.find('"', start) - start)));
    ++links;
  }
  CHECK(links == 40);
  CHECK(contains(read(out + "/clients/a_b.html"), "href=\"../report.html\""));
}

TEST_CASE("up to 25 clients share one page; --top takes the riskiest first") {
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  REQUIRE(explain({"--top", "3"}, out).exit_code == 0);
  CHECK_FALSE(fs::exists(out + "/clients"));
  const Rows rows = read_csv(read(out + "/contributions.csv"));
  REQUIRE(rows.size() == 60);
  std::multiset<double> all;
  for (const auto& [id, row] : scores()) all.insert(number(row.at("probability_default")));
  CHECK(number(scores().at(rows[0].at("id")).at("probability_default")) == *all.rbegin());
  CHECK(number(scores().at(rows[20].at("id")).at("probability_default")) == *std::next(all.rbegin()));
}

TEST_CASE("every counterfactual flips the decision when it is scored as a new client") {
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  REQUIRE(explain({"--top", "300", "--counterfactual"}, out).exit_code == 0);
  Rows clients = read_csv(read(kGermanCredit));
  std::map<std::string, std::map<std::string, std::string>> by_id;
  for (auto& client : clients) by_id[client["client_id"]] = client;
  std::map<std::string, std::map<std::string, std::string>> changed;
  for (const auto& row : read_csv(read(out + "/counterfactuals.csv"))) {
    const std::string name = row.at("id") + "-" + row.at("way");
    if (changed.count(name) == 0) changed[name] = by_id.at(row.at("id"));
    CHECK(changed[name].at(row.at("feature")) == row.at("from"));
    changed[name][row.at("feature")] = row.at("to");
    CHECK(row.at("feature") != "age");
    CHECK(row.at("feature") != "personal_status");
    CHECK(row.at("feature") != "foreign_worker");
    CHECK(row.at("feature") != "dependents");
  }
  REQUIRE(changed.size() > 100);
  std::string csv;
  for (const auto& [column, cell] : clients.front()) csv += (csv.empty() ? "" : ",") + column;
  csv += "\n";
  for (auto& [name, client] : changed) {
    client["client_id"] = name;
    std::string line;
    for (const auto& [column, cell] : client) line += (line.empty() ? "" : ",") + cell;
    csv += line + "\n";
  }
  const Rows again = read_csv(run_p8({"score", "--model", trained_model(), "--data", "-", "--out", "-"}, csv).out);
  REQUIRE(again.size() == changed.size());
  for (const auto& row : again) CHECK(row.at("decision") == "accepted");
}

TEST_CASE("refused clients get a letter with at most four reasons, accepted ones none") {
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  const std::string refused = first_client("refused");
  const std::string accepted = first_client("accepted");
  for (const char* language : {"en", "fr"}) {
    REQUIRE(
        explain({"--client", refused, accepted, "--counterfactual", "--force", "--lang", language}, out).exit_code ==
        0);
    CHECK_FALSE(fs::exists(out + "/letters/" + accepted + ".txt"));
    const std::string letter = read(out + "/letters/" + refused + ".txt");
    const bool is_french = std::string(language) == "fr";
    const std::size_t start = letter.find(is_french ? "principale" : "main reason");
    REQUIRE(start != std::string::npos);
    std::size_t reasons = 0;
    for (std::size_t i = letter.find('\n', start); letter.compare(i, 5, "\n– ") == 0; i = letter.find('\n', i + 1))
      ++reasons;
    CHECK(reasons >= 1);
    CHECK(reasons <= 4);
    CHECK(contains(letter, is_french ? "qu’une personne examine" : "that a person look"));
    CHECK(contains(letter, is_french ? "Votre dossier" : "Your application"));
    CHECK_FALSE(contains(letter, "\u2068"));
    CHECK_FALSE(contains(letter, "{"));
  }
}

TEST_CASE("--set scores again; a value beyond the range is used and warned of") {
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  const std::string id = first_client("refused");
  const Outcome run = explain({"--client", id, "--set", "duration_months=500", "--set", "telephone=yes"}, out);
  REQUIRE(run.exit_code == 0);
  CHECK(contains(run.error, "--set: duration_months=500 is outside the range seen in training"));
  CHECK(contains(read(out + "/report.html"), "Before and after the change"));
  const auto refuse = [&](const std::string& setting) {
    return explain({"--client", id, "--force", "--set", setting}, out);
  };
  CHECK(refuse("duration_months=long").exit_code == 2);
  CHECK(refuse("telephone=perhaps").exit_code == 2);
  CHECK(refuse("telephone").exit_code == 2);
  CHECK(contains(refuse("duration_month=6").error, "did you mean 'duration_months'"));
}

TEST_CASE("what cannot be done is said: whom, which column, which pair") {
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  const auto fails = [&](const std::vector<std::string>& arguments, int code, const std::string& words) {
    const Outcome run = explain(arguments, out);
    CAPTURE(run.error);
    CHECK(run.exit_code == code);
    CHECK(contains(run.error, words));
    CHECK_FALSE(fs::exists(out));
  };
  fails({}, 2, "give --client ID, --top N or --all");
  fails({"--all", "--top", "3"}, 2, "--top and --all exclude each other");
  // Ids are not for the logs of a job: neither what was asked for nor those that are like it.
  fails({"--client", "100199"}, 3, "no client of the data has this id");
  fails({"--client", std::string(10'000, 'x')}, 3, "no client of the data has this id");
  fails({"--client", "1", "100199", "2", "x"}, 3, "the data lack 2 of these 4 clients: 2nd, 4th");
  CHECK(!contains(explain({"--client", "1", "100199"}, out).error, "100199"));
  fails({"--client", "1", "--compare", "agee"}, 3, "no column 'agee'; did you mean 'age'");
  fails({"--client", "1", "--pair", "age"}, 2, "expected two columns");
  fails({"--client", "1", "--pair", "age,job,housing,telephone"}, 2, "expected two columns");
  fails({"--client", "1", "--protected", "nothing"}, 3, "no column 'nothing'");
  fails({"--client", "1", "--actionable", "agee"}, 2, "agee");
  fails({"--client", "1", "--fail-on", "four_fifths<0.8"}, 2, "--protected");
}

TEST_CASE("a check that does not hold ends with 1 and its reason, and the results stand") {
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  const Outcome run = explain({"--top", "2", "--label", "default", "--protected", "personal_status", "--fail-on",
                               "auc<0.999,four_fifths<0.99,refused_share>2"},
                              out);
  CHECK(run.exit_code == 1);
  CHECK(contains(run.error, "auc is"));
  CHECK(contains(run.error, "four_fifths is"));
  CHECK_FALSE(contains(run.error, "refused_share"));
  const auto metrics = nlohmann::json::parse(read(out + "/metrics.json"));
  CHECK(metrics["auc"].is_number());
  CHECK(metrics["fairness"]["personal_status"]["groups"].size() == 4);
  CHECK(contains(read(out + "/report.html"), "four-fifths"));
}

TEST_CASE("the same run gives the same files, whatever the threads") {
  const TemporaryDirectory directory;
  const auto files = [&](const char* name, const char* threads) {
    const std::string out = directory.file(name);
    REQUIRE(explain({"--top", "30", "--counterfactual", "--threads", threads}, out).exit_code == 0);
    return read(out + "/contributions.csv") + read(out + "/counterfactuals.csv") + read(out + "/global.csv") +
           read(out + "/metrics.json");
  };
  const std::string one = files("a", "1");
  CHECK(one == files("b", "1"));
  CHECK(one == files("c", "3"));
}

TEST_CASE("the company's model: base value, sums, and pages of under 250 KB with its 351 features" * needs_shared()) {
  const auto model = shared_file("data/existing_model/existing_model.txt");
  const auto clients = shared_file("golden/scoring/existing_clients.csv");
  const TemporaryDirectory directory;
  const std::string out = directory.file("out");
  const Outcome run =
      run_p8({"explain", "--model", model, "--data", clients, "--id", "SK_ID_CURR", "--all", "--out", out});
  REQUIRE_MESSAGE(run.exit_code == 0, run.error);
  const double base = -0.9053249661763899;
  std::map<std::string, double> margins;
  for (const auto& row : read_csv(read(out + "/contributions.csv"))) {
    margins.emplace(row.at("id"), base).first->second += number(row.at("contribution"));
  }
  REQUIRE(margins.size() == 40);
  const auto expected = shared_file("golden/scoring/existing_expected.csv");
  for (const auto& row : read_csv(read(expected))) {
    CHECK(margins.at(row.at("SK_ID_CURR")) == doctest::Approx(number(row.at("raw_margin"))).epsilon(1e-9));
    const std::string page = read(out + "/clients/" + row.at("SK_ID_CURR") + ".html");
    CHECK(page.size() < 250'000);
    bool has_base = false;
    for (const double shown : numbers_of(page)) has_base = has_base || std::abs(shown - base) < 1e-12;
    CHECK(has_base);
    CHECK(contains(page, number(row.at("probability")) > 0.411 ? "refused</h1>" : "accepted</h1>"));
  }
}
