#include "p8/vision/classifier/run_directory.h"

#include <cmath>
#include <filesystem>

#include <doctest/doctest.h>

#include "gallery/made_up_run.h"
#include "support/contains.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::test;

namespace {

MadeUpRun small_run() {
  MadeUpRun run = made_up_run({"Pens", "=Watches"}, {0, 1, 1}, {0, 1, 0});
  run.history = made_up_history(3, 2);
  run.best_epoch = 2;
  run.parameters_trained = 10;
  return run;
}

/// What reading says after a file of a good run was replaced.
std::string said_with(const std::string& name, const std::string& bytes, Language language = Language::English) {
  const TemporaryDirectory directory;
  write_run(directory.file("run"), small_run());
  directory.write("run/" + name, bytes);
  return message_of([&] { read_run_directory(directory.file("run")); }, language);
}

/// The same with three good rows of predictions of which one was replaced.
std::string said_of_row(const std::string& row, Language language = Language::English) {
  return said_with("predictions.csv",
                   "image,label,predicted,correct,p_Pens,p_Watches\na.jpg,Pens,Pens,1,0.8,0.2\n" + row + "\n",
                   language);
}

}  // namespace

TEST_CASE("a run is read as it was written, whatever a spreadsheet is kept from running") {
  const TemporaryDirectory directory;
  MadeUpRun run = small_run();
  run.predictions.images[0].image = "=a.jpg";
  run.predictions.images[2].label.reset();
  run.options["augment"] = "2";
  write_run(directory.file("run"), run);
  directory.write("run/split.csv", "image,part\nx,train\ny,train\nz,validation\na,test\n");
  const RunDirectory found = read_run_directory(directory.file("run"));
  CHECK(found.command == "finetune");
  CHECK(found.is_trained());
  CHECK(found.option("augment") == "2");
  CHECK(found.option("unfreeze").empty());
  CHECK(found.test.classes == std::vector<std::string>{"Pens", "=Watches"});
  REQUIRE(found.test.images.size() == 2);
  CHECK(found.unlabelled == 1);
  CHECK(found.test.images[0].path == "photos/=a.jpg");
  CHECK(found.test.images[1].label == 1);
  CHECK(found.test.images[1].p[1] == doctest::Approx(0.8));
  CHECK(found.rows == std::vector<std::size_t>{2, 3});
  CHECK(found.history.size() == 3);
  CHECK(found.history[1].val_accuracy == doctest::Approx(0.7));
  CHECK(found.best_epoch == 2);
  CHECK(found.seconds_to_best == 0.5);
  CHECK(found.images_by_part == std::array<std::size_t, 3>{2, 1, 1});
  CHECK(found.predictions.digest.sha256.size() == 64);
}

TEST_CASE("classes that differ in blanks at their ends only are told apart") {
  const TemporaryDirectory directory;
  write_run(directory.file("run"), made_up_run({"Pens", "Pens "}, {0, 1, 1}, {0, 1, 0}));
  const RunDirectory found = read_run_directory(directory.file("run"));
  CHECK(found.test.classes == std::vector<std::string>{"Pens", "Pens "});
  CHECK(found.test.images[1].label == 1);
  CHECK(found.test.images[2].predicted == 0);
}

TEST_CASE("a photo whose name leads out of the folder has no file") {
  const TemporaryDirectory directory;
  MadeUpRun run = small_run();
  run.predictions.images[0].image = "../secret.jpg";
  run.predictions.images[1].image = "/etc/passwd";
  write_run(directory.file("run"), run);
  const RunDirectory found = read_run_directory(directory.file("run"));
  CHECK(found.test.images[0].path.empty());
  CHECK(found.test.images[1].path.empty());
}

TEST_CASE("a directory or a file that is missing is named") {
  const TemporaryDirectory directory;
  CHECK(contains(message_of([&] { read_run_directory(directory.file("none")); }), "none: no such directory"));
  for (const char* name : {"run.json", "predictions.csv", "metrics.json"}) {
    write_run(directory.file("run"), small_run());
    std::filesystem::remove(directory.file("run/") + name);
    CHECK(contains(message_of([&] { read_run_directory(directory.file("run")); }), name));
  }
  write_run(directory.file("run"), small_run());
  std::filesystem::remove(directory.file("run/history.csv"));
  CHECK(read_run_directory(directory.file("run")).history.empty());
}

TEST_CASE("results of another version or another command are refused") {
  CHECK(contains(said_with("run.json", R"({"p8": "9.1.0", "command": "finetune", "options": {}})"),
                 "made by p8 9.1.0, whose results p8 0.1.0 does not read"));
  CHECK(
      contains(said_with("run.json", R"({"p8": "0.2.0", "command": "finetune", "options": {}})"), "made by p8 0.2.0"));
  CHECK(said_with("run.json", R"({"p8": "0.1.9", "command": "finetune", "options": {}})") == "no error");
  CHECK(contains(said_with("run.json", R"({"p8": "0.1.0", "command": "score", "options": {}})", Language::French),
                 "résultats de p8 score ; il faut ceux de p8 finetune ou p8 zeroshot"));
  CHECK(contains(said_with("classifier.json", R"({"format": 2})"), "classifier.json: format 2, of another version"));
  CHECK(said_with("classifier.json", R"({"format": 1})") == "no error");
}

TEST_CASE("JSON that is cut short or of another shape is refused, naming the field") {
  CHECK(contains(said_with("metrics.json", R"({"accuracy": 0.6)"), "metrics.json: not a JSON object"));
  CHECK(contains(said_with("metrics.json", "[]"), "not a JSON object"));
  CHECK(contains(said_with("run.json", R"({"p8": 1})"), "run.json: field 'p8': expected a text"));
  CHECK(contains(said_with("run.json", R"({"p8": "0.1.0", "command": "finetune"})"), "field 'options'"));
  CHECK(contains(said_with("metrics.json", R"({"best_epoch": "two"})"), "field 'best_epoch': expected a number"));
  CHECK(contains(said_with("metrics.json", R"({"epochs": 1.5})"), "field 'epochs': expected a whole number"));
  CHECK(contains(said_with("metrics.json", R"({"accuracy": 0.6666666666666666, "best_epoch": 7})"),
                 "field 'best_epoch': expected an epoch of history.csv"));
  CHECK(contains(said_with("metrics.json", R"({"accuracy": 0.9})"),
                 "accuracy 0.9, but predictions.csv beside it gives 0.6666666666666666"));
}

TEST_CASE("predictions that cannot be are refused, naming file, row and column") {
  CHECK(contains(said_of_row("b.jpg,Pens,Pens,1,0.8,x"), "predictions.csv, row 3, column 'p_Watches': 'x'; expected"));
  CHECK(contains(said_of_row("b.jpg,Pens,Pens,1,0.8,-0.2"), "column 'p_Watches': '-0.2'"));
  CHECK(contains(said_of_row("b.jpg,Pens,Pens,1,0.8,0.1"), "row 3: the probabilities add up to 0.9"));
  CHECK(contains(said_of_row("b.jpg,Pens,Watches,0,0.8,0.2"),
                 "column 'predicted': 'Watches'; expected the most probable"));
  CHECK(contains(said_of_row("b.jpg,Pen,Pens,1,0.8,0.2"), "column 'label': 'Pen'; expected a class"));
  CHECK(contains(said_of_row("b.jpg,Watches,Pens,1,0.8,0.2"), "column 'correct': '1'; expected 0, as label"));
  CHECK(contains(said_of_row("b.jpg,,Pens,1,0.8,0.2"), "column 'correct': '1'; expected nothing"));
  CHECK(contains(said_of_row(",Pens,Pens,1,0.8,0.2"), "column 'image'"));
  CHECK(contains(said_of_row("b.jpg,Pens,Pens,1,0.8"), "row 3"));
  CHECK(contains(said_of_row("b.jpg,Pens,Pens,1,0.8,x", Language::French),
                 "ligne 3, colonne « p_Watches » : « x » ; il faut une probabilité entre 0 et 1"));
  CHECK(contains(said_with("predictions.csv", "image,predicted\n"), "row 1: expected the columns image,label,"));
  CHECK(contains(said_with("predictions.csv", "image,label,predicted,correct,p_a\nb.jpg,,a,,1\n"),
                 "no photo whose class is known"));
}

TEST_CASE("a history that cannot be is refused, and what a training did not measure is left empty") {
  const std::string header = "epoch,train_loss,val_loss,train_accuracy,val_accuracy,seconds\n";
  CHECK(said_with("history.csv", header + "1,0.5,,0.9,,1\n2,0.4,,0.9,,1\n") == "no error");
  CHECK(contains(said_with("history.csv", header + "1,0.5,,0.9,,1\n3,0.4,,0.9,,1\n"),
                 "history.csv, row 3, column 'epoch': '3'; expected 2, the next epoch"));
  CHECK(contains(said_with("history.csv", header + "1,0.5,,1.9,,1\n"), "column 'train_accuracy': '1.9'"));
  CHECK(contains(said_with("history.csv", header + "1,0.5,nan,0.9,,1\n"), "column 'val_loss': 'nan'"));
  CHECK(contains(said_with("history.csv", "epoch,loss\n1,2\n"), "row 1: expected the columns epoch,train_loss"));
  CHECK(contains(said_with("split.csv", "image,part\na.jpg,tests\n"),
                 "split.csv, row 2, column 'part': 'tests'; expected train, validation or test"));
}
