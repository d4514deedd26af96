// What clients' files look like in the wild: the program reads them right, or says what is wrong and what to do.

#include <algorithm>
#include <functional>

#include <doctest/doctest.h>

#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/paths.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8::test;

namespace {

/// A hundred clients; the income says who defaults. `income` and `label` write both.
std::string clients(const std::function<std::string(int)>& label, const std::function<std::string(int)>& income) {
  std::string csv = "default,income,age\n";
  for (int i = 0; i < 100; ++i) csv += label(i) + "," + income(i) + "," + std::to_string(20 + i % 37) + "\n";
  return csv;
}

std::string outcome(int i) { return i % 3 == 0 ? "1" : "0"; }
std::string income(int i) { return std::to_string(1000 + 13 * i - 500 * (i % 3 == 0)); }

struct Files {
  TemporaryDirectory directory;

  Outcome train(const std::string& csv, std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {
        "train",   "--data", directory.write("d.csv", csv), "--label", "default", "--trees", "20",
        "--force", "--out",  directory.file("model")};
    words.insert(words.end(), more.begin(), more.end());
    return run_p8(words);
  }
  Outcome score(const std::string& csv, std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {
        "score",   "--model", directory.file("model"), "--data", directory.write("s.csv", csv),
        "--force", "--out",   directory.file("scores")};
    words.insert(words.end(), more.begin(), more.end());
    return run_p8(words);
  }
};

void check_says(const Outcome& run, int exit_code, const std::string& part) {
  CHECK(run.exit_code == exit_code);
  CHECK_MESSAGE(contains(run.error, part), run.error.substr(0, 600));
}

}  // namespace

TEST_CASE("a column of numbers with words among them is refused by train, unless it is said to hold categories") {
  const Files files;
  const std::string csv = clients(outcome, [](int i) { return i % 9 == 0 ? "NA" : income(i); });
  const Outcome refused = files.train(csv);
  check_says(refused, 3, "d.csv, row 2, column 'income': 'NA' is not a number in a column of numbers (88 of 100 cells");
  CHECK(contains(refused.error, "leave the cell empty, or leave the column out with --drop 'income'"));
  CHECK(files.train(csv, {"--drop", "income"}).exit_code == 0);
  CHECK(files.train(csv, {"--categorical", "income"}).exit_code == 0);
  check_says(files.train(csv, {"--lang", "fr"}), 3, "cela ressemble à une valeur manquante : laissez la cellule vide");
}

TEST_CASE("true and false give the model that 1 and 0 give, as labels and as values") {
  const Files files;
  const auto with = [](const char* yes, const char* no) {
    std::string csv = "default,income,owner\n";
    for (int i = 0; i < 100; ++i)
      csv += std::string(i % 3 == 0 ? yes : no) + "," + income(i) + "," + (i % 4 < 2 ? yes : no) + "\n";
    return csv;
  };
  REQUIRE(files.train(with("1", "0")).exit_code == 0);
  const std::string model = read(files.directory.file("model/model.ubj"));
  for (const auto& [yes, no] : {std::pair("True", "False"), std::pair("TRUE", "false"), std::pair("vrai", "FAUX")}) {
    REQUIRE(files.train(with(yes, no)).exit_code == 0);
    CHECK(read(files.directory.file("model/model.ubj")) == model);
  }
  REQUIRE(files.score(with("1", "0"), {"--label", "default"}).exit_code == 0);
  const std::string scores = read(files.directory.file("scores/scores.csv"));
  const std::string metrics = read(files.directory.file("scores/metrics.json"));
  REQUIRE(files.score(with("tRUE", "False"), {"--label", "default"}).exit_code == 0);
  CHECK(read(files.directory.file("scores/scores.csv")) == scores);
  CHECK(read(files.directory.file("scores/metrics.json")) == metrics);
}

TEST_CASE("labels are two outcomes, in training and against the model's own") {
  const Files files;
  const auto bad_or = [](const std::string& other) {
    return [other](int i) { return i % 3 == 0 ? "bad" : i == 50 ? other : "good"; };
  };
  check_says(files.train(clients(bad_or("BAD"), income), {"--positive", "bad"}), 3,
             "row 52: the label is 'BAD'; expected 'bad' (default) and one other label");
  check_says(files.train(clients(bad_or("indeterminate"), income), {"--positive", "bad"}), 3,
             "the labels are 'good' (65), 'bad' (34), 'indeterminate' (1)");
  check_says(files.train(clients([](int i) { return i % 3 == 0 ? "2" : "1"; }, income)), 3,
             "the labels are '1' (66), '2' (34)");
  check_says(files.train(clients(bad_or(""), income), {"--positive", "bad"}), 3, "row 52: the label is ''");
  REQUIRE(files.train(clients(bad_or(" good "), income), {"--positive", "bad"}).exit_code == 0);
  CHECK(contains(read(files.directory.file("model/bundle.json")), "\"negative_value\": \"good\""));
  const std::vector<std::string> labelled = {"--label", "default"};
  CHECK(files.score(clients(bad_or("good"), income), labelled).exit_code == 0);
  check_says(
      files.score(clients([](int i) { return i % 3 == 0 ? "Bad" : "good"; }, income), labelled), 3,
      "the label is 'Bad'; expected 'bad' (default) or 'good', as in training; the labels are 'good' (66), 'Bad' (34)");
  const Outcome explained = run_p8({"explain", "--model", files.directory.file("model"), "--data",
                                    files.directory.write("e.csv", clients(bad_or("?"), income)), "--label", "default",
                                    "--top", "1", "--out", files.directory.file("e")});
  check_says(explained, 3, "the label is '?'");
}

TEST_CASE("rows of commas are left out by train, score and explain, with a word") {
  const Files files;
  const std::string plain = clients(outcome, income);
  REQUIRE(files.train(plain).exit_code == 0);
  const std::string model = read(files.directory.file("model/model.ubj"));
  check_says(files.train(plain + ",,\n,,\n"), 0, "2 rows without any value were left out");
  CHECK(read(files.directory.file("model/model.ubj")) == model);
  REQUIRE(files.score(plain).exit_code == 0);
  const std::string scores = read(files.directory.file("scores/scores.csv"));
  check_says(files.score(plain + ",,\n", {"--label", "default"}), 0, "1 row without any value was left out");
  CHECK(read(files.directory.file("scores/scores.csv")) == scores);
  check_says(files.score(plain + ",,\n", {"--on-error", "skip", "--lang", "fr"}), 0,
             "1 ligne sans aucune valeur a été écartée");
  const Outcome explained =
      run_p8({"explain", "--model", files.directory.file("model"), "--data",
              files.directory.write("e.csv", plain + ",,\n"), "--client", "1", "--out", files.directory.file("e")});
  check_says(explained, 0, "1 row without any value was left out");
}

TEST_CASE("codes that lost their zeros and labels for missing outcomes are told") {
  const Files files;
  const auto code = [](int i) { return i % 3 == 0 ? "01" : i % 3 == 1 ? "1" : "75"; };
  check_says(files.train(clients(outcome, code)), 0, "column 'income': '01' also stands without its zeros");
  const auto label = [](int i) { return i % 3 == 0 ? "bad" : "NA"; };
  check_says(files.train(clients(label, income), {"--positive", "bad"}), 3, "it reads like a missing outcome");
}

TEST_CASE("a model of scikit-learn's wrapper says which number stands for missing values") {
  const Files files;
  const std::string model = files.directory.write(
      "m.json",
      R"({"learner": {"attributes": {"scikit_learn": "{\"max_depth\": 1, \"missing\": -999, \"n_jobs\": null}"},
          "feature_names": ["a"], "gradient_booster": {"name": "gbtree", "model": {"gbtree_model_param": {"num_trees":
          "1"}, "trees": [{"left_children": [1, -1, -1], "right_children": [2, -1, -1], "split_indices": [0, 0, 0],
          "default_left": [0, 0, 0], "split_conditions": [0, -1, 1], "sum_hessian": [2, 1, 1]}]}},
          "learner_model_param": {"base_score": "5E-1", "num_feature": "1"}, "objective": {"name":
          "binary:logistic"}}})");
  const Outcome run =
      run_p8({"score", "--model", model, "--data", files.directory.write("a.csv", "a\n-999\n-998\n1\n"), "--out", "-"});
  check_says(run, 0, "trained with missing=-999: cells of -999 are read as missing");
  const auto rows = read_csv(run.out);
  REQUIRE(rows.size() == 3);
  CHECK(std::stod(rows[0].at("margin")) == 1.0);  // the default way, right
  CHECK(std::stod(rows[1].at("margin")) == -1.0);
  CHECK(std::stod(rows[2].at("margin")) == 1.0);
}

TEST_CASE("messages about standard input are in the reader's language throughout") {
  const Files files;
  REQUIRE(files.train(clients(outcome, income)).exit_code == 0);
  const auto said = [&](const std::string& input) {
    return run_p8({"score", "--model", files.directory.file("model"), "--data", "-", "--out", "-", "--lang", "fr"},
                  input)
        .error;
  };
  for (const char* const input : {"income,age\n1,x\n", "income,age\n", "income\n1\n", "", "income,age\n1\n"}) {
    const std::string error = said(input);
    CHECK_MESSAGE(contains(error, "entrée standard"), error);
    CHECK_MESSAGE(!contains(error, "standard input"), error);
  }
}

TEST_CASE("an index column of pandas is left out and said; sep=, is passed over; other separators are named") {
  const Files files;
  const auto indexed = [](const std::string& name, const std::string& csv) {
    std::string with;
    int row = -1;
    for (std::size_t at = 0; at < csv.size(); at = csv.find('\n', at) + 1, ++row) {
      with += (row < 0 ? name : std::to_string(row)) + "," + csv.substr(at, csv.find('\n', at) + 1 - at);
    }
    return with;
  };
  const std::string plain = clients(outcome, income);
  REQUIRE(files.train(plain).exit_code == 0);
  const std::string model = read(files.directory.file("model/model.ubj"));
  const Outcome nameless = files.train(indexed("", plain));
  CHECK(contains(nameless.error, "the first column has no name and is left out"));
  CHECK(read(files.directory.file("model/model.ubj")) == model);
  CHECK(contains(files.train(indexed("Unnamed: 0", plain)).error, "column 'Unnamed: 0' is left out"));
  CHECK(read(files.directory.file("model/model.ubj")) == model);
  CHECK(files.train("sep=,\n" + plain).exit_code == 0);
  CHECK(read(files.directory.file("model/model.ubj")) == model);
  CHECK(contains(files.score(indexed("", plain)).error, "the first column has no name and is left out"));
  std::string semicolons = plain;
  std::replace(semicolons.begin(), semicolons.end(), ',', ';');
  check_says(files.train(semicolons), 3, "d.csv, row 1: the columns are separated by ';', expected commas");
  check_says(files.score("sep=;\n" + semicolons), 3, "separated by ';'");
}

TEST_CASE("compressed and foreign files are told as such, by every command that reads clients") {
  const Files files;
  REQUIRE(files.train(clients(outcome, income)).exit_code == 0);
  const std::string gzip("\x1F\x8B\x08\0\0\0\0\0", 8);
  check_says(files.train(gzip), 3, "d.csv: gzip-compressed; unpack it first: zcat FILE | p8 … --data -");
  check_says(files.score(gzip), 3, "s.csv: gzip-compressed");
  check_says(files.score(clients(outcome, income),
                         {"--reference", files.directory.write("r.xlsx", "PK\x03\x04 xl/workbook.xml")}),
             3, "r.xlsx: an Excel workbook (.xlsx), expected CSV");
}

TEST_CASE("train reads standard input, pipes and process substitution, and gives the file's model") {
  const Files files;
  const std::string csv = clients(outcome, income);
  REQUIRE(files.train(csv).exit_code == 0);
  const std::string model = read(files.directory.file("model/model.ubj"));
  const std::string data = quoted(files.directory.file("d.csv"));
  const std::string rest = " --label default --trees 20 --force --quiet --out " + quoted(files.directory.file("piped"));
  const std::string pipe = quoted(files.directory.file("pipe"));
  for (const std::string& command :
       {"cat " + data + " | $P8 train --data -" + rest, "$P8 train --data - " + rest + " < " + data,
        "cat " + data + " | $P8 train --data /dev/stdin" + rest, "$P8 train --data <(cat " + data + ")" + rest,
        "mkfifo " + pipe + " && (cat " + data + " > " + pipe + " & $P8 train --data " + pipe + rest + ")"}) {
    CAPTURE(command);
    const Outcome run = run_shell(command);
    CHECK_MESSAGE(run.exit_code == 0, run.error);
    CHECK(read(files.directory.file("piped/model.ubj")) == model);
  }
  CHECK(contains(read(files.directory.file("piped/run.json")), "\"bytes\": " + std::to_string(csv.size())));
  const std::string score = "$P8 score --model " + quoted(files.directory.file("model")) + " --quiet --out - ";
  CHECK(run_shell(score + "--data " + data + " --reference <(cat " + data + ")").exit_code == 0);
  check_says(run_shell(score + "--data - --reference - < " + data), 2, "cannot both be standard input");
  check_says(run_shell("$P8 serve --model " + quoted(files.directory.file("model")) + " --data <(cat " + data + ")"), 2,
             "--data: standard input or a pipe cannot be read again");
}

TEST_CASE("ids keep their bytes with --csv-guard off; guarded cells are counted in run.json") {
  const Files files;
  std::string csv = clients(outcome, income);
  REQUIRE(files.train(csv).exit_code == 0);
  const std::vector<std::string> ids = {"-AB12", "+336 12", "=1+1", "'=2", "-12", "+33612345678", "plain", "-"};
  std::string numbered = "id,income,age\n";
  for (const std::string& id : ids) numbered += id + ",1500,40\n";
  const auto written_ids = [&](const char* table, const char* column) {
    std::vector<std::string> written;
    for (const auto& row : read_csv(read(files.directory.file(table)))) written.push_back(row.at(column));
    return written;
  };
  const Outcome on = files.score(numbered, {"--id", "id"});
  CHECK(contains(
      on.error,
      "cells of the CSV files that got an apostrophe in front, so that no spreadsheet runs them as a formula: 4"));
  CHECK(written_ids("scores/scores.csv", "id") ==
        std::vector<std::string>{"'-AB12", "'+336 12", "'=1+1", "''=2", "-12", "+33612345678", "plain", "-"});
  CHECK(contains(read(files.directory.file("scores/run.json")), "\"csv_cells_guarded\": 4"));
  const Outcome off = files.score(numbered, {"--id", "id", "--csv-guard", "off"});
  CHECK(off.error.empty());
  CHECK(written_ids("scores/scores.csv", "id") == ids);
  CHECK(contains(read(files.directory.file("scores/scores.csv")), "\n-AB12,"));
  CHECK(contains(read(files.directory.file("scores/run.json")), "\"csv_cells_guarded\": 0"));
  const auto explain = [&](const char* guard) {
    return run_p8({"explain", "--model", files.directory.file("model"), "--data", files.directory.file("s.csv"), "--id",
                   "id", "--client", "-AB12", "--csv-guard", guard, "--force", "--quiet", "--out",
                   files.directory.file("e")});
  };
  CHECK(explain("off").exit_code == 0);
  CHECK(written_ids("e/contributions.csv", "id") == std::vector<std::string>(2, "-AB12"));
  CHECK(explain("on").exit_code == 0);
  CHECK(written_ids("e/contributions.csv", "id") == std::vector<std::string>(2, "'-AB12"));
}
