// What the program says of a command line that is wrong, and of options in a --config file.
#include <algorithm>

#include <doctest/doctest.h>

#include "cli/trained_model.h"
#include "support/contains.h"
#include "support/run.h"
#include "support/temporary.h"

using namespace p8::test;

namespace {

/// The message of a command line that is wrong; one line, exit code 2.
std::string said(const std::vector<std::string>& words, const std::vector<std::string>& environment = {}) {
  const Outcome run = run_p8(words, {}, environment);
  CAPTURE(run.error);
  CHECK(run.exit_code == 2);
  CHECK(run.out.empty());
  CHECK(std::count(run.error.begin(), run.error.end(), '\n') == 1);
  return run.error.substr(0, run.error.find('\n'));
}

}  // namespace

TEST_CASE("an unknown command is named, with the nearest one") {
  CHECK(said({"scor"}) == "p8: error: unknown command 'scor'; did you mean 'score'? See p8 --help");
  CHECK(said({"SCORE", "--model", "m"}) == "p8: error: unknown command 'SCORE'; did you mean 'score'? See p8 --help");
  CHECK(said({"expalin", "--help"}) == "p8: error: unknown command 'expalin'; did you mean 'explain'? See p8 --help");
  CHECK(said({"help", "zero-shot"}) ==
        "p8: error: unknown command 'zero-shot'; did you mean 'zeroshot'? See p8 --help");
  CHECK(said({"somersault"}) == "p8: error: unknown command 'somersault'; see p8 --help");
  CHECK(contains(said({}), "no command given; expected one of train, score, explain, "));
}

TEST_CASE("an unknown option is named before what is missing, with the nearest one and the command's own help") {
  CHECK(said({"score", "--modle", "x"}) ==
        "p8: error: unknown option --modle; did you mean '--model'? See p8 score --help");
  CHECK(said({"score", "--label_col=y", "--model", "m"}) ==
        "p8: error: unknown option --label_col; did you mean '--label'? See p8 score --help");
  CHECK(contains(said({"zeroshot", "--label_col", "y"}), "unknown option --label_col; did you mean '--label-col'?"));
  CHECK(contains(said({"score", "--output", "o"}), "unknown option --output; did you mean '--out'?"));
  CHECK(contains(said({"score", "--thresh", "0.5"}), "did you mean '--threshold'?"));
  CHECK(contains(said({"score", "-model", "m"}), "unknown option -model; did you mean '--model'?"));
  CHECK(contains(said({"score", "-o", "d"}), "unknown option -o; did you mean '--out'?"));
  CHECK(said({"score", "--modle", "x", "--flavour", "red"}) ==
        "p8: error: unknown option --modle; did you mean '--model'? Unknown option --flavour; see p8 score --help");
}

TEST_CASE("an unknown option before the command is named, not what follows it") {
  CHECK(said({"--configg", "x", "score"}) ==
        "p8: error: unknown option --configg; did you mean '--config'? See p8 score --help");
}

TEST_CASE("an option of another command is said to be one") {
  CHECK(said({"score", "--trees", "3"}) ==
        "p8: error: p8 score has no option --trees, only p8 train has; see p8 score --help");
  CHECK(contains(said({"serve", "--json"}), "p8 serve has no option --json; see p8 serve --help"));
  CHECK(said({"--lang", "fr", "score"}) ==
        "p8 : erreur : --lang se place après la commande : p8 COMMANDE --lang ; voir p8 score --help");
}

TEST_CASE("values that are missing, given twice or too many are named") {
  CHECK(said({"score", "--data", "d", "--model"}) == "p8: error: --model needs a value: MODEL; see p8 score --help");
  CHECK(contains(said({"score", "--model", "--data", "d", "--out", "o"}), "--model needs a value: MODEL"));
  CHECK(contains(said({"score", "--model=", "--data", "d", "--out", "o"}), "--model needs a value: MODEL"));
  CHECK(contains(said({"score", "--lang"}), "--lang needs a value: en|fr"));
  CHECK(contains(said({"score", "--model", "a", "--model", "b"}), "--model is given twice"));
  CHECK(said({"score", "model", "--data", "d"}) ==
        "p8: error: surplus word 'model'; did you mean '--model'? See p8 score --help");
  CHECK(contains(said({"score", "--model", "m", "b.csv", "--out", "o"}), "surplus word 'b.csv'; see"));
  CHECK(contains(said({"doctor", "train"}), "surplus word 'train'"));
}

TEST_CASE("all that is required and missing is named at once") {
  CHECK(said({"score"}) == "p8: error: --model, --data and --out are missing; see p8 score --help");
  CHECK(said({"train", "--data", "d", "--out", "o"}) == "p8: error: --label is missing; see p8 train --help");
  CHECK(said({"overview", "--out", "o"}) == "p8: error: DIR is missing; see p8 overview --help");
}

TEST_CASE("a value that is not as declared is named, with what was expected") {
  const auto score = [](const std::string& option, const std::string& value) {
    return said({"score", "--model", "m", "--data", "d", "--out", "o", option, value});
  };
  CHECK(score("--threshold", "1.5") ==
        "p8: error: --threshold 1.5: expected a number from 0 to 1; see p8 score --help");
  CHECK(contains(score("--threshold", "nan"), "--threshold nan: expected a number from 0 to 1"));
  CHECK(contains(score("--threshold", "0,5"), "--threshold 0,5: expected a number from 0 to 1"));
  CHECK(contains(score("--reasons", "many"), "--reasons many: expected a whole number from 0 to 100"));
  CHECK(contains(score("--reasons", "2.5"), "--reasons 2.5: expected a whole number from 0 to 100"));
  CHECK(contains(score("--seed", "-1"), "--seed -1: expected a whole number of at least 0"));
  CHECK(contains(score("--score-odds", "0"), "--score-odds 0: expected a number greater than 0"));
  CHECK(contains(score("--lang", "FR"), "--lang FR: expected one of en, fr; did you mean 'fr'? See p8 score --help"));
  CHECK(contains(said({"train", "--data", "d", "--label", "y", "--out", "o", "--calibrate", "isotonc"}),
                 "--calibrate isotonc: expected one of none, sigmoid, isotonic; did you mean 'isotonic'?"));
}

TEST_CASE("options that exclude or need one another are both named") {
  CHECK(said({"score", "--model", "m", "--data", "d", "--out", "o", "--quiet", "--verbose"}) ==
        "p8: error: --quiet and --verbose exclude each other; see p8 score --help");
  CHECK(contains(said({"finetune", "--backbone", "clip:c", "--images", "i", "--out", "o", "--balance-power", "1"}),
                 "--balance-power needs --balance"));
}

TEST_CASE("what is wrong with the command line is said in French too") {
  const std::vector<std::string> french = {"LC_ALL=fr_FR.UTF-8"};
  CHECK(said({"scor"}, french) ==
        "p8 : erreur : commande inconnue « scor » ; vouliez-vous dire « score » ? Voir p8 --help");
  CHECK(said({"scor", "--lang", "fr"}) == said({"scor"}, french));
  CHECK(said({"score", "--modle", "x", "--lang=fr"}) ==
        "p8 : erreur : option inconnue --modle ; vouliez-vous dire « --model » ? Voir p8 score --help");
  CHECK(said({"score"}, french) == "p8 : erreur : il manque --model, --data et --out ; voir p8 score --help");
  CHECK(said({"score", "--model"}, french) ==
        "p8 : erreur : --model demande une valeur : MODEL ; voir p8 score --help");
  CHECK(contains(said({"score", "--model", "m", "--data", "d", "--out", "o", "--threshold", "2"}, french),
                 "--threshold 2 : il faut un nombre de 0 à 1"));
  CHECK(contains(said({}, french), "il manque une commande : train, "));
}

TEST_CASE("every way to ask for help gives it") {
  const std::string program = run_p8({"--help"}).out;
  const std::string score = run_p8({"score", "--help"}).out;
  CHECK(run_p8({"-h"}).out == program);
  CHECK(run_p8({"help"}).out == program);
  CHECK(run_p8({"-help"}).out == program);
  CHECK(run_p8({"score", "-h"}).out == score);
  CHECK(run_p8({"score", "-help"}).out == score);
  CHECK(run_p8({"help", "score"}).out == score);
  CHECK(run_p8({"--help", "score"}).out == score);
  CHECK(run_p8({"score", "--model", "m", "--help"}).out == score);
  CHECK(run_p8({"score", "--modle", "m", "--help"}).out == score);
}

TEST_CASE("help names the program, --out -, and value beside option, in lines of 80 columns at most") {
  const std::string score = run_p8({"score", "--help"}).out;
  CHECK(score.rfind("Usage: p8 score [OPTIONS]\n", 0) == 0);
  CHECK(contains(score, "\n  --out DIR "));
  CHECK(contains(score, "; - streams"));
  CHECK(contains(score, "\n  --lang en|fr "));
  CHECK(contains(score, "\n  --config FILE "));
  CHECK(contains(score, "--fail-on \\\n      'psi>0.25"));  // an example is to be copied into a shell
  CHECK(contains(score, "\n  cat clients.csv | p8 score "));
  CHECK(contains(score, "(0 to 1)"));
  CHECK(contains(run_p8({"compare", "--help"}).out, "Usage: p8 compare [OPTIONS] [RUN_DIR...]\n"));
  for (const std::string command : {"train", "score", "explain", "serve", "zeroshot", "finetune", "predict", "compare",
                                    "lime", "overview", "doctor"}) {
    for (const std::string language : {"en", "fr"}) {
      const std::string help = run_p8({command, "--help", "--lang", language}).out;
      CHECK(contains(help, (language == "fr" ? "Utilisation : p8 " : "Usage: p8 ") + command + " [OPTIONS]"));
      CHECK(!contains(help, " in ["));  // CLI11's "INT:INT in [0 - 100]"
      std::size_t widest = 0;
      std::size_t width = 0;
      for (const char c : help) {
        width = c == '\n' ? 0 : width + ((static_cast<unsigned char>(c) & 0xC0) != 0x80 ? 1 : 0);
        widest = std::max(widest, width);
      }
      CAPTURE(help);
      CHECK(widest <= 80);
    }
  }
}

TEST_CASE("help in French translates every option") {
  for (const std::string command : {"train", "score", "explain", "serve", "zeroshot", "finetune", "predict", "compare",
                                    "lime", "overview", "doctor"}) {
    // Text without line breaks and the heads of options, sentence by sentence.
    const auto sentences = [&](const std::string& language) {
      std::string text = run_p8({command, "--help", "--lang", language}).out;
      text.erase(text.find(language == "fr" ? "\nExemples :\n" : "\nExamples:\n"));  // commands are the same in both
      std::vector<std::string> found;
      std::string sentence;
      bool is_description = false;  // of the command: lines without indent
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at);
        const std::string line = text.substr(at, end - at);
        at = end + 1;
        const std::size_t begin = line.find_first_not_of(' ');
        const bool goes_on = begin != std::string::npos && (begin >= 24 || (begin == 0 && is_description));
        is_description = begin == 0;
        if (begin == std::string::npos) continue;
        if (!goes_on && !sentence.empty()) found.push_back(sentence);
        if (!goes_on) sentence.clear();
        sentence += (goes_on ? " " : "") + line.substr(begin);
      }
      found.push_back(sentence);
      return found;
    };
    const std::vector<std::string> english = sentences("en");
    const std::vector<std::string> french = sentences("fr");
    REQUIRE(english.size() == french.size());
    for (std::size_t i = 0; i < english.size(); ++i) {
      CAPTURE(command);
      CHECK(english[i] != french[i]);
    }
  }
}

TEST_CASE("manual pages put the value beside the option and name TOML") {
  const std::string page = run_p8({"man"}).out;
  CHECK(contains(page, "\\fB\\-\\-config \\fIFILE\\fR\nRead options from a TOML file"));
  CHECK(!contains(page, "ini file"));
  CHECK(contains(run_p8({"man", "score"}).out, "\\fB\\-\\-data \\fIFILE\\fR\n"));
  CHECK(contains(run_p8({"man", "scor"}).error, "unknown command 'scor'; did you mean 'score'?"));
}

TEST_CASE("a --config file that is wrong is named with the row, and the key that may have been meant") {
  const TemporaryDirectory directory;
  const auto with_config = [&](const std::string& toml) {
    return run_p8({"score", "--out", "-", "--config", directory.write("c.toml", toml)});
  };
  const std::string file = directory.file("c.toml");
  CHECK(with_config("# model\nmodell = \"x\"\n").error ==
        "p8: error: " + file + ", row 2: unknown key 'modell'; did you mean 'model'? See p8 score --help\n");
  CHECK(contains(with_config("trees = 3\n").error,
                 "row 1: p8 score has no option 'trees'; if it is meant for p8 train, it goes below [train]"));
  CHECK(contains(with_config("[scor]\nmodel = \"x\"\n").error, "[scor] is not a command of p8; did you mean 'score'?"));
  CHECK(contains(with_config("model = [\"a\", \"b\"]\n").error, "row 1: 'model' takes one value, 2 are given"));
  CHECK(contains(with_config("allow-missing = 3\n").error, "'allow-missing': expected true or false"));
  CHECK(contains(with_config("threshold = 1.5\n").error, "--threshold 1.5: expected a number from 0 to 1"));
  CHECK(contains(with_config("lang = \"fr\"\nmodel = \"none\"\ndata = \"nothing.csv\"\n").error,
                 "p8 : erreur : lecture impossible de none : fichier introuvable (--model)"));
  const Outcome missing = run_p8({"score", "--config", directory.file("none.toml"), "--out", "-"});
  CHECK(missing.exit_code == 3);
  CHECK(missing.error == "p8: error: cannot read " + directory.file("none.toml") + ": no such file (--config)\n");
}

TEST_CASE("a command's own table of --config wins over keys for all") {
  const TemporaryDirectory directory;
  const std::string config = directory.write("c.toml", "reasons = 3\n[score]\nreasons = 1\n");
  const Outcome run =
      run_p8({"score", "--model", trained_model(), "--data", kGermanCredit, "--out", "-", "--config", config});
  CHECK(contains(run.out, "margin,reason_1\n"));
}

TEST_CASE("every path that does not exist is named, first of all") {
  const std::string demo = P8_SOURCE_DIR "/configs/demo/";
  const auto error = [](const std::vector<std::string>& words, int code) {
    const Outcome run = run_p8(words);
    CAPTURE(run.error);
    CHECK(run.exit_code == code);
    return run.error;
  };
  CHECK(error({"score", "--model", "none", "--data", "nothing.csv", "--reference", "old.csv", "--out", "o"}, 4) ==
        "p8: error: cannot read none: no such file (--model); cannot read nothing.csv: no such file (--data); cannot "
        "read old.csv: no such file (--reference)\n");
  CHECK(contains(error({"train", "--data", "none.csv", "--label", "y", "--out", "o"}, 3),
                 "error: cannot read none.csv: no such file (--data)"));
  const std::string images = demo + "products/images";
  CHECK(contains(error({"zeroshot", "--model", "none.pt", "--images", images, "--class", "a", "b", "--out", "o"}, 4),
                 "error: cannot read none.pt: no such file (--model)\n"));
  CHECK(contains(error({"finetune", "--backbone", "clip:none.pt", "--images", "nowhere", "--out", "o"}, 4),
                 "error: cannot read none.pt: no such file (--backbone); cannot read nowhere: no such directory "
                 "(--images)\n"));
  CHECK(contains(error({"predict", "--model", "none", "--image", "x.jpg", "--out", "o"}, 4),
                 "error: cannot read none: "));
  CHECK(contains(error({"lime", "--model", "none", "--image", "x.jpg", "--out", "o"}, 4), "error: cannot read none: "));
  CHECK(contains(error({"explain", "--model", "none", "--data", kGermanCredit, "--all", "--out", "o"}, 4),
                 "error: cannot read none: "));
  CHECK(contains(error({"serve", "--model", "none", "--data", "none.csv"}, 4), "(--model); cannot read none.csv: "));
  CHECK(contains(error({"compare", "one", "two", "--out", "o"}, 3),
                 "error: cannot read one: no such directory; cannot read two: no such directory\n"));
  CHECK(contains(error({"overview", "nowhere", "--out", "o"}, 3), "error: cannot read nowhere: no such directory"));
}
