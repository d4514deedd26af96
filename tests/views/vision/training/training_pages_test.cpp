#include <cmath>

#include <doctest/doctest.h>

#include "gallery/made_up_run.h"
#include "gallery/training_cases.h"
#include "p8/report/html/render.h"
#include "p8/views/vision/training/methodology.h"
#include "support/contains.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::test;

namespace {

/// The rendered page without <bdi>, so that sentences can be looked for.
std::string words_of(const report::Page& page, Language language = Language::English) {
  std::string words = report::render_html(page, language);
  check_nesting(words);
  for (const char* tag : {"<bdi>", "</bdi>"}) {
    for (std::size_t at = words.find(tag); at != std::string::npos; at = words.find(tag)) {
      words.erase(at, std::string(tag).size());
    }
  }
  return words;
}

std::vector<EpochMetrics> history_without_validation() {
  std::vector<EpochMetrics> history = made_up_history(3, 2);
  for (EpochMetrics& epoch : history) epoch.val_loss = epoch.val_accuracy = std::nan("");
  return history;
}

CompareOptions two_runs() {
  CompareOptions options;
  options.names = {"zero-shot", "clip-head"};
  options.error_rates = {0.45, 0.1};
  options.repeats = 1;
  return options;
}

}  // namespace

TEST_CASE("the page of a training starts with its accuracy, the best epoch and the time it took") {
  const std::string page = words_of(FinetuneCase().page());
  CHECK(contains(page, "flipkart.csv: two-layer head on ViT-B/32"));
  CHECK(contains(page, "With other photos of the same kind, expect between "));
  CHECK(contains(page, "of 8 run"));
  CHECK(contains(page, "133,127"));
  CHECK(contains(page, "133,127 trained of 87,982,344"));
  CHECK(contains(page, "Epoch 5 is kept; afterwards the loss on validation photos rose from 0.400 to 0.700"));
  CHECK(contains(page, "Best: epoch 5 (lowest validation loss)"));
  CHECK(contains(page, "Trained 5 times with other seeds, the classifier reaches 89.4% on average, ± 1.1 percentage"));
  const std::string french = words_of(FinetuneCase().page(), Language::French);
  CHECK(contains(french, "on peut attendre de "));
}

TEST_CASE("near-identical photos in different parts are a warning on the first screen, and none is said too") {
  FinetuneCase made;
  CHECK(contains(words_of(made.page()), "2 pairs of near-identical photos in different parts"));
  CHECK(contains(words_of(made.page()), "photos/product-17.jpg"));
  made.result.duplicates.clear();
  const std::string page = words_of(made.page());
  CHECK(!contains(page, "near-identical"));
  CHECK(contains(page, "No photo of one part looks the same as a photo of another."));
}

TEST_CASE("a training without epochs, repeats or figures of validation is a page too") {
  FinetuneCase made;
  made.result.history.clear();
  made.result.best_epoch = 0;
  made.result.repeated.reset();
  const std::string page = words_of(made.page());
  CHECK(!contains(page, "How it learned"));
  CHECK(!contains(page, "How much is luck?"));
  made.result.history = history_without_validation();
  CHECK(contains(words_of(made.page()), "How it learned"));
}

TEST_CASE("predictions of new photos: with labels how good, without them what went where") {
  CHECK(contains(words_of(predict_case_page(true)), "of 210 images were classified correctly"));
  const std::string page = words_of(predict_case_page(false));
  CHECK(contains(page, "new-photos: photos sorted into 7 classes"));
  CHECK(contains(page, "The true classes are not known"));
  CHECK(contains(page, "broken.jpg"));
}

TEST_CASE("the page of a comparison says first which run is best and what it is better than") {
  const CompareCase made{CompareOptions{}};
  const std::string page = words_of(made.page());
  CHECK(contains(page, "4 classifiers on the same 210 photos"));
  CHECK(contains(page, "It is significantly better than zero-shot"));
  CHECK(contains(page, "these photos cannot tell it from "));
  CHECK(contains(page, "is significantly better than zero-shot: by "));
  CHECK(contains(page, "not distinguishable"));
  CHECK(contains(page, "Validation accuracy by epoch"));
  CHECK(contains(page,
                 "the one with the lowest validation loss: clip-head after 5 epochs (70.0%), vgg16 after 7 epochs"));
  CHECK(contains(page, "Mean accuracy of repeated trainings"));
  CHECK(count(page, "<img ") == 12);
  CHECK(contains(words_of(made.page(), Language::French), "ces photos ne permettent pas de le distinguer"));
}

TEST_CASE("runs that never differ, and two runs, are pages too") {
  CompareOptions options = two_runs();
  const std::string two = words_of(CompareCase(options).page());
  CHECK(contains(two, "the most of all, and significantly better than zero-shot."));
  CHECK(!contains(two, "Mean accuracy of repeated trainings"));
  options.error_rates = {0.0, 0.0};
  const std::string same = words_of(CompareCase(options).page());
  CHECK(contains(same, "which show no difference"));
  CHECK(contains(same, "None: on every photo, all models are right or all are wrong."));
}

TEST_CASE("names of classes and runs are text wherever they stand, in the page and in the note") {
  CompareOptions options = two_runs();
  options.names = {"<script>x</script>", "*head*\n# [a](b)"};
  options.classes = {"<i>Pens", "{0}", "Watches"};
  const CompareCase made{options};
  CHECK(!contains(words_of(made.page()), "<script>x"));
  CHECK(!contains(words_of(made.page()), "<i>Pens"));
  const Text note = views::methodology_note(made.comparison);
  CHECK(contains(note.en, "\\<script\\>x\\</script\\>"));
  CHECK(contains(note.en, "\\*head\\* \\# \\[a\\](b)"));
}

TEST_CASE("the note tells question, data, models, training, results and limits in both languages") {
  const Text note = views::methodology_note(CompareCase(CompareOptions{}).comparison);
  for (const char* part :
       {"# How these classifiers were compared\n", "\n## Data and split\n", "\n## Models\n", "\n## Limits\n",
        "The models are compared on 210 labelled photos of flipkart.csv, 30 of each category.",
        "630 for training, 210 to choose the epoch, 210 for testing.",
        "clip-head puts a new head of two linear layers with ReLU between them and 256 hidden units on the image "
        "encoder "
        "of CLIP (ViT-B-32.pt). The network itself stays as published.",
        "vgg16 minimises the cross-entropy of the true category. The optimiser is RMSprop, with a learning rate of "
        "0.0001 and 32 photos per step.",
        "The last 2 blocks of both towers are trained.", "or 3 without a lower loss on the validation photos",
        "Trained 3 times with different seeds, clip-head reaches "}) {
    CHECK_MESSAGE(contains(note.en, part), part);
  }
  for (const char* part : {"# Comment ces classifieurs ont été comparés\n", "\n## Données et répartition\n",
                           "clip-head place une nouvelle tête de deux couches linéaires séparées par ReLU, avec 256",
                           "630 pour l’apprentissage, 210 pour choisir l’époque, 210 pour le test"}) {
    CHECK_MESSAGE(contains(note.fr, part), part);
  }
  CHECK(!contains(note.en, "n/a"));
  CHECK(!contains(note.fr, "n. d."));
}

TEST_CASE("a note on zero-shot runs alone speaks of no training") {
  CompareOptions options = two_runs();
  CompareCase made{options};
  made.comparison.runs[1].directory = made.comparison.runs[0].directory;
  const std::string note = views::methodology_note(made.comparison).en;
  CHECK(!contains(note, "Loss and optimiser"));
  CHECK(!contains(note, "--repeats"));
}

TEST_CASE("the page of a training from nothing says what was trained, on what, and what its figures do not say") {
  const std::string page = words_of(PretrainCase(true).page());
  CHECK(contains(page, "Training from scratch"));
  CHECK(contains(page, "pairs.csv: ResNet, width 24, 6 bottlenecks"));
  CHECK(contains(page, "was trained from scratch on 900 photos. On 50 other photos, it finds"));
  CHECK(contains(page, "4,608 tokens, learned from the training texts"));
  CHECK(contains(page, "1,200 distinct texts, 30 of which are longer"));
  CHECK(contains(page, "in proportion to 1 / count^0.5 of the photo"));
  CHECK(contains(page, "value in column source"));
  CHECK(contains(page, "among those of a batch for"));
  CHECK(contains(page, "No photo was kept apart for a test"));
  CHECK(contains(page, "7 pairs of photos that look the same are split across the two parts"));
  CHECK(contains(page, "512, of which 128 at once"));
  CHECK(contains(page, "a running mean with decay 0.999"));
  CHECK(contains(page, "broken.jpg"));
}

TEST_CASE("the page of VGG16 from nothing speaks of labels, in French too") {
  const std::string page = words_of(PretrainCase(false).page(), Language::French);
  CHECK(contains(page, "Un classifieur de 12 étiquettes a été entraîné à partir de zéro sur 900 photos"));
  CHECK(contains(page, "entropie croisée de la vraie étiquette"));
  CHECK_FALSE(contains(page, "jetons"));
  CHECK_FALSE(contains(page, "parmi ceux d"));
}

TEST_CASE("a training from nothing without an epoch has a page all the same") {
  PretrainCase made(true);
  made.result.history.clear();
  made.result.best_epoch = 0;
  made.result.counts.clear();
  CHECK(contains(words_of(made.page()), "Training from scratch"));
}
