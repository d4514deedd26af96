#include "p8/vision/comparison/comparison.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "gallery/made_up_run.h"
#include "support/contains.h"
#include "support/csv.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::test;

namespace {

const std::vector<std::string> kClasses = {"Pens", "Watches"};
constexpr std::nullopt_t kNone = std::nullopt;

/// Eight photos, half of each class; answers as given.
MadeUpRun eight(const std::vector<std::optional<std::size_t>>& answers) {
  return made_up_run(kClasses, {0, 0, 0, 0, 1, 1, 1, 1}, answers);
}

/// Right on 7, on 4 and on 6 of the eight.
MadeUpRun good() { return eight({0, 0, 0, 0, 1, 1, 1, 0}); }
MadeUpRun poor() { return eight({1, 1, 0, 0, 1, 0, 0, 1}); }

RunSource source_of(const TemporaryDirectory& directory, const std::string& name, const MadeUpRun& run,
                    const std::string& group = {}) {
  write_run(directory.file(name), run);
  return {name, group, read_run_directory(directory.file(name))};
}

}  // namespace

TEST_CASE("two runs on eight photos, counted by hand") {
  const TemporaryDirectory directory;
  const Comparison comparison =
      compare_runs({source_of(directory, "good", good()), source_of(directory, "poor", poor())});
  CHECK(comparison.photos() == 8);
  CHECK(comparison.runs[0].figures.metrics.accuracy == 7.0 / 8.0);
  CHECK(comparison.runs[1].figures.metrics.accuracy == 0.5);
  REQUIRE(comparison.pairs.size() == 1);
  const ComparedPair& pair = comparison.pairs[0];
  // Photos 2, 3 and 4 both right; 0, 1, 5 and 6 only the first; 7 only the second.
  CHECK(pair.both_right == 3);
  CHECK(pair.discordant.only_first == 4);
  CHECK(pair.discordant.only_second == 1);
  CHECK(pair.both_wrong == 0);
  CHECK(pair.difference == doctest::Approx(3.0 / 8.0));
  CHECK(pair.p_value == doctest::Approx(2.0 * 6.0 / 32.0));
  CHECK(pair.p_adjusted == pair.p_value);
  CHECK_FALSE(pair.better);
  CHECK(pair.interval.low == doctest::Approx(-0.125));
  CHECK(pair.interval.high == doctest::Approx(0.875));  // P(0.875 or more) = 8 0.5^7 0.375 + 0.5^8 = 0.027
  CHECK(comparison.disagreements == std::vector<std::size_t>{0, 1, 5, 6, 7});
}

TEST_CASE("of three runs the p-values are Holm's, and photos that divide them most evenly come first") {
  const TemporaryDirectory directory;
  std::vector<std::size_t> labels(60, 0);
  labels[59] = 1;
  const auto wrong_on_first = [&](std::size_t count) {
    std::vector<std::optional<std::size_t>> answers(labels.begin(), labels.end());
    for (std::size_t i = 0; i < count; ++i) answers[i] = 1;
    return made_up_run(kClasses, labels, answers);
  };
  const Comparison comparison =
      compare_runs({source_of(directory, "a", wrong_on_first(0)), source_of(directory, "b", wrong_on_first(6)),
                    source_of(directory, "c", wrong_on_first(16))});
  REQUIRE(comparison.pairs.size() == 3);
  CHECK(comparison.pair(0, 1).p_value == doctest::Approx(1.0 / 32.0));
  CHECK(comparison.pair(2, 1).p_value == doctest::Approx(1.0 / 512.0));
  CHECK(comparison.pair(0, 2).p_value == doctest::Approx(1.0 / 32768.0));
  CHECK(comparison.pair(0, 2).p_adjusted == doctest::Approx(3.0 / 32768.0));
  CHECK(comparison.pair(1, 2).p_adjusted == doctest::Approx(2.0 / 512.0));
  CHECK(comparison.pair(0, 1).p_adjusted == doctest::Approx(1.0 / 32.0));
  CHECK(comparison.pair(0, 1).better);
  CHECK(comparison.disagreements.size() == 16);
}

TEST_CASE("zero-shot over all photos is cut down to the test part of the training, in its order") {
  const TemporaryDirectory directory;
  MadeUpRun zeroshot = eight({0, 0, 0, 0, 1, 1, 1, 1});
  zeroshot.command = "zeroshot";
  MadeUpRun finetune = good();
  std::swap(finetune.predictions.images[0], finetune.predictions.images[7]);
  finetune.predictions.images.resize(3);
  const Comparison comparison =
      compare_runs({source_of(directory, "zeroshot", zeroshot), source_of(directory, "head", finetune)});
  CHECK(comparison.photos() == 3);
  CHECK(comparison.runs[0].left_aside == 5);
  CHECK(comparison.runs[1].left_aside == 0);
  CHECK(comparison.test(0).images[0].image == "photo-7.jpg");
  CHECK(comparison.runs[0].figures.metrics.accuracy == 1.0);
  CHECK(comparison.runs[1].figures.metrics.accuracy == 2.0 / 3.0);
}

TEST_CASE("classes are matched by name, whatever their order, and a run may know more of them") {
  const TemporaryDirectory directory;
  MadeUpRun zeroshot =
      made_up_run({"Computers", "Watches", "Pens"}, {2, 2, 2, 2, 1, 1, 1, 1}, {2, 2, 0, 2, 1, 1, 1, 1});
  zeroshot.command = "zeroshot";
  const Comparison comparison =
      compare_runs({source_of(directory, "head", good()), source_of(directory, "zeroshot", zeroshot)});
  CHECK(comparison.classes == std::vector<std::string>{"Pens", "Watches", "Computers"});
  CHECK(comparison.runs[1].figures.metrics.accuracy == 7.0 / 8.0);
  CHECK(comparison.test(1).images[2].predicted == 2);
  CHECK(comparison.test(1).images[4].p[1] == doctest::Approx(0.8));
}

TEST_CASE("a run that abstained is judged by its most probable class") {
  const TemporaryDirectory directory;
  const Comparison comparison = compare_runs(
      {source_of(directory, "good", good()), source_of(directory, "shy", eight({0, 0, kNone, 0, 1, 1, kNone, 1}))});
  CHECK(comparison.runs[1].abstained == 2);
  CHECK(comparison.runs[1].figures.answered == 8);
  CHECK(comparison.runs[1].figures.metrics.accuracy == 7.0 / 8.0);  // photo 2 is a pen, photo 6 is none
}

TEST_CASE("repeats of a training have a mean with Student's interval and do not take part in the pairs") {
  const TemporaryDirectory directory;
  const Comparison comparison =
      compare_runs({source_of(directory, "head", good(), "head"), source_of(directory, "head-seed-43", poor(), "head"),
                    source_of(directory, "other", poor(), "other")});
  CHECK(comparison.firsts() == std::vector<std::size_t>{0, 2});
  CHECK(comparison.pairs.size() == 1);
  REQUIRE(comparison.repeats.size() == 1);
  CHECK(comparison.repeats[0].mean == doctest::Approx(0.6875));
  CHECK(comparison.repeats[0].interval.high == doctest::Approx(0.6875 + 12.7062 * 0.1875).epsilon(1e-4));
  CHECK(comparison.runs[1].repeat_of == 0);
}

TEST_CASE("runs on other photos or with other labels are refused, and the message says which") {
  const TemporaryDirectory directory;
  const RunSource head = source_of(directory, "head", good());
  MadeUpRun fewer = good();
  fewer.predictions.images.erase(fewer.predictions.images.begin() + 1, fewer.predictions.images.begin() + 3);
  fewer.predictions.images.back().image = "other.jpg";
  const RunSource other = source_of(directory, "other", fewer);
  const std::string photos = message_of([&] { compare_runs({head, other}); });
  CHECK(contains(photos, "other/predictions.csv: other test photos than "));
  CHECK(contains(photos, "3 missing ('photo-1.jpg', 'photo-2.jpg', 'photo-7.jpg'), 1 more ('other.jpg')"));
  CHECK(contains(message_of(
                     [&] {
                       compare_runs({head, other});
                     },
                     Language::French),
                 "3 en moins (« photo-1.jpg », « photo-2.jpg », « photo-7.jpg »), 1 en plus (« other.jpg »)"));
  MadeUpRun relabelled = good();
  relabelled.predictions.images[2].label = 1;
  const RunSource labels = source_of(directory, "labels", relabelled);
  const std::string message = message_of([&] { compare_runs({head, labels}); });
  CHECK(contains(message, "labels/predictions.csv, row 4: 'photo-2.jpg' is 'Watches' here and 'Pens' in "));
  CHECK(contains(message, "photos with another label (1): 'photo-2.jpg'"));
  CHECK(contains(message_of(
                     [&] {
                       compare_runs({head, labels});
                     },
                     Language::French),
                 "ligne 4 : « photo-2.jpg » est « Watches » ici et « Pens » dans "));
  CHECK(kind_of([&] { compare_runs({head}); }) == static_cast<int>(ErrorKind::Usage));
}

TEST_CASE("a trained run may not have more photos than the first one, nor zero-shot fewer") {
  const TemporaryDirectory directory;
  MadeUpRun half = good();
  half.predictions.images.resize(4);
  CHECK(contains(message_of([&] {
                   compare_runs({source_of(directory, "half", half), source_of(directory, "head", good())});
                 }),
                 "4 more ("));
  half.command = "zeroshot";
  CHECK(contains(message_of([&] {
                   compare_runs({source_of(directory, "half", half), source_of(directory, "head", good())});
                 }),
                 "4 missing ("));
}

TEST_CASE("compare.csv and compare.json say what is known, and nothing where it is not") {
  const TemporaryDirectory directory;
  MadeUpRun trained = good();
  trained.history = made_up_history(6, 4);
  trained.best_epoch = 4;
  trained.parameters_trained = 133'127;
  MadeUpRun zeroshot = poor();
  zeroshot.command = "zeroshot";
  const Comparison comparison =
      compare_runs({source_of(directory, "=head", trained), source_of(directory, "zero", zeroshot)});
  const auto rows = read_csv(compare_csv(comparison));
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].at("run") == "'=head");
  CHECK(rows[0].at("accuracy") == "0.875");
  CHECK(rows[0].at("best_epoch") == "4");
  CHECK(rows[0].at("epochs") == "6");
  CHECK(rows[0].at("seconds_to_best") == "1");
  CHECK(rows[0].at("parameters_trained") == "133127");
  CHECK(rows[1].at("command") == "zeroshot");
  CHECK(rows[1].at("best_epoch").empty());
  CHECK(rows[1].at("images_per_second") == "81.5");
  const auto json = nlohmann::json::parse(compare_json(comparison));
  CHECK(json["images"] == 8);
  CHECK(json["runs"][0]["parameters_trained"] == 133'127);
  CHECK(json["runs"][1]["epochs"].is_null());
  CHECK(json["pairs"][0]["mcnemar_p"] == doctest::Approx(0.375));
  CHECK(json["pairs"][0]["only_first_right"] == 4);
  CHECK(json["pairs"][0]["beyond_chance"] == false);
  CHECK(json["disagreements"] == 5);
}

TEST_CASE("the same runs give the same bytes, and pairs turned round the opposite figures") {
  const TemporaryDirectory directory;
  const RunSource a = source_of(directory, "a", good()), b = source_of(directory, "b", poor());
  CHECK(compare_json(compare_runs({a, b})) == compare_json(compare_runs({a, b})));
  const ComparedPair one = compare_runs({a, b}).pairs[0], turned = compare_runs({b, a}).pairs[0];
  CHECK(one.difference == -turned.difference);
  CHECK(one.p_value == turned.p_value);
}

TEST_CASE("a photo in two rows is compared twice, the first with the first") {
  const TemporaryDirectory directory;
  MadeUpRun one = good(), other = poor();
  for (MadeUpRun* run : {&one, &other}) run->predictions.images[4].image = "photo-0.jpg";  // here labelled a watch
  const Comparison comparison = compare_runs({source_of(directory, "good", one), source_of(directory, "poor", other)});
  CHECK(comparison.photos() == 8);
  CHECK(comparison.runs[0].figures.metrics.accuracy == 7.0 / 8.0);
  CHECK(comparison.runs[1].figures.metrics.accuracy == 0.5);
}

TEST_CASE("classes in two spellings are two, until --merge-labels makes them one") {
  const TemporaryDirectory directory;
  MadeUpRun other = poor();
  other.predictions.classes = {"pens ", "WATCHES"};
  const std::vector<RunSource> sources = {source_of(directory, "good", good()), source_of(directory, "poor", other)};
  CHECK(contains(message_of([&] { compare_runs(sources); }), "; --merge-labels takes such spellings for one label"));
  CHECK(spellings_in_words(class_variants(sources)).en == "'Pens' and 'pens'; 'WATCHES' and 'Watches'");
  ComparisonOptions options;
  options.merge_labels = true;
  const Comparison comparison = compare_runs(sources, options);
  CHECK(comparison.classes == kClasses);
  CHECK(comparison.runs[1].figures.metrics.accuracy == 0.5);
}

TEST_CASE("two spellings in one run become one class with the sum of their probabilities") {
  const TemporaryDirectory directory;
  MadeUpRun split = made_up_run({"Pens", "Watches", "watches"}, {0, 1, 1, 2}, {0, 0, 1, 1});
  split.predictions.images[1].p = {0.4, 0.3, 0.3};
  const MadeUpRun whole = made_up_run(kClasses, {0, 1, 1, 1}, {0, 1, 1, 1});
  ComparisonOptions options;
  options.merge_labels = true;
  const Comparison comparison =
      compare_runs({source_of(directory, "split", split), source_of(directory, "whole", whole)}, options);
  CHECK(comparison.classes == kClasses);
  CHECK(comparison.runs[0].figures.metrics.accuracy == 1.0);
  CHECK(comparison.test(0).images[1].p[1] == doctest::Approx(0.6));
}

TEST_CASE("of a run that abstained the share it answered and its accuracy on these stand beside each other") {
  const TemporaryDirectory directory;
  MadeUpRun careful = eight({0, 0, kNone, kNone, 1, 1, 1, 0});
  careful.command = "zeroshot";
  const Comparison comparison =
      compare_runs({source_of(directory, "good", good()), source_of(directory, "careful", careful)});
  CHECK(comparison.runs[1].abstained == 2);
  CHECK(comparison.runs[1].answered_right == 5);
  const auto rows = read_csv(compare_csv(comparison));
  CHECK(rows[0].at("answered_share") == "1");
  CHECK(rows[1].at("answered_share") == "0.75");
  CHECK(std::stod(rows[1].at("accuracy_of_answered")) == doctest::Approx(5.0 / 6.0));
  const auto json = nlohmann::json::parse(compare_json(comparison));
  CHECK(json["runs"][1]["answered_share"] == 0.75);
}
