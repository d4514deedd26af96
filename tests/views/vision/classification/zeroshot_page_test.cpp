#include "p8/views/vision/classification/zeroshot_page.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "gallery/zeroshot_case.h"
#include "p8/report/html/render.h"
#include "support/contains.h"
#include "support/drawn_picture.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::test;

namespace {

/// Ten images of pens and watches: eight right, two watches taken for pens.
ZeroshotCase ten_images() {
  ZeroshotOptions options;
  options.classes = {"Pens", "Watches"};
  options.images = 10;
  options.failed = 0;
  options.with_texts = false;
  options.with_thumbnails = false;
  ZeroshotCase made(options);
  for (std::size_t i = 0; i < 10; ++i) {
    ImagePrediction& image = made.result.classification.images[i];
    image.label = i < 6 ? 1 : 0;
    image.predicted = i < 4 ? 1 : 0;
    image.p = i < 4 ? std::vector<double>{0.25, 0.75} : std::vector<double>{0.75, 0.25};
  }
  made.figures = classifier_metrics(made.result.classification);
  return made;
}

std::string html(const ZeroshotCase& made, Language language = Language::English) {
  const std::string page = report::render_html(made.page(), language);
  check_nesting(page);
  return page;
}

std::string html(const ZeroshotOptions& options, Language language = Language::English) {
  return html(ZeroshotCase(options), language);
}

/// Without <bdi>, so that sentences can be looked for.
std::string in_words(const std::string& page) {
  std::string words = page;
  for (const char* tag : {"<bdi>", "</bdi>"}) {
    for (std::size_t at = words.find(tag); at != std::string::npos; at = words.find(tag)) {
      words.erase(at, std::string(tag).size());
    }
  }
  return words;
}

}  // namespace

TEST_CASE("the first screen says how many are right, against chance, and the most frequent mistake") {
  const ZeroshotCase made = ten_images();
  const std::string english = in_words(html(made));
  CHECK(contains(english,
                 "8 of 10 images were classified correctly (80.0%); always naming the same class would reach "
                 "60.0% at most. The most frequent mistake: 2 images of Watches were taken for Pens."));
  CHECK(contains(english, "95% interval: 49.0% to 94.3%"));
  const std::string french = in_words(html(made, Language::French));
  CHECK(contains(french, "8 images sur 10 sont bien classées (80,0\u202F%)"));
  CHECK(contains(french, "2 images de la classe «\u00A0Watches\u00A0» ont été prises pour «\u00A0Pens\u00A0»."));
  CHECK(contains(french, "intervalle à 95\u202F%\u00A0: de 49,0\u202F% à 94,3\u202F%"));
}

TEST_CASE("a single mistake is spoken of in the singular") {
  ZeroshotCase made = ten_images();
  made.result.classification.images[5].predicted = 1;
  CHECK(contains(in_words(html(made)), "1 image of Watches was taken for Pens"));
  CHECK(contains(in_words(html(made, Language::French)),
                 "1 image de la classe «\u00A0Watches\u00A0» a été prise pour «\u00A0Pens\u00A0»"));
}

TEST_CASE("a table says what abstaining would give") {
  const std::string page = html(ten_images());
  const std::string table = between(page, "If the model may abstain", "</table>").at(0);
  CHECK(contains(table, "<th scope=\"row\">70%</th><td><data value=\"1\">100.0%</data></td><td><data value=\"0.8\">"));
  CHECK(contains(table,
                 "<th scope=\"row\">80%</th><td><data value=\"0\">0.0%</data></td><td>"
                 "<span class=\"undefined\">n/a</span></td><td><data value=\"0\">0</data></td>"));
}

TEST_CASE("abstentions are counted on the first screen and in a column of the matrix") {
  ZeroshotCase made = ten_images();
  made.result.classification.images[4].predicted.reset();
  made.figures = classifier_metrics(made.result.classification);
  const std::string page = in_words(html(made));
  CHECK(contains(page, "9 of 10 images were answered (90.0%); 8 of these were classified correctly: 88.9%"));
  CHECK(contains(page, "Had all been answered, accuracy would be 80.0%."));
  CHECK(contains(page, "of the 90.0% that were answered; 95% interval: "));
  CHECK(contains(in_words(html(made, Language::French)), "9 images sur 10 ont reçu une réponse"));
  CHECK(contains(page, "<th scope=\"col\" class=\"n\">not answered</th>"));
}

TEST_CASE("where the model was made with some of the photos, the others answer first") {
  ZeroshotCase made = ten_images();
  std::vector<bool> seen(10, false);
  std::fill(seen.begin(), seen.begin() + 6, true);
  made.seen = seen_images(made.result.classification, seen);
  const std::string page = in_words(html(made));
  CHECK(contains(page, "The classifier was built with 6 of these 10 images. Of the 4 new ones that were answered, "));
  CHECK(contains(page, "Accuracy on new photos"));
  CHECK(contains(page, "6 photos that the classifier was built with"));
  made.seen = seen_images(made.result.classification, std::vector<bool>(10, true));
  CHECK(contains(in_words(html(made)), "on them says nothing about new photos."));
}

TEST_CASE("a speed that was not measured is no number") {
  ZeroshotCase made{ZeroshotOptions{}};
  made.images_per_second.reset();
  CHECK(contains(in_words(html(made)), "nothing was encoded: all images came from the cache"));
}

TEST_CASE("without labels the page says what went where and claims no quality") {
  ZeroshotOptions options;
  options.labelled = false;
  const std::string page = in_words(html(options));
  CHECK(contains(page, "1,050 images, each given one of 7 classes; the most frequent is "));
  CHECK(contains(page, "The most confident answers"));
  for (const char* word : {"Accuracy", "accuracy", "Calibration", "true class\"", "mistakes"}) {
    CHECK_MESSAGE(!contains(without(page, "<style>", "</style>"), word), word);
  }
}

TEST_CASE("more than twenty classes have a list of confusions and of alike classes instead of matrices") {
  ZeroshotOptions options;
  while (options.classes.size() < 20) options.classes.push_back("Class " + std::to_string(options.classes.size()));
  CHECK(count(html(options), "class=\"mark frame\"") > 0);
  options.classes.push_back("One more");
  const std::string page = html(options);
  CHECK(count(page, "class=\"mark frame\"") == 0);
  CHECK(contains(page, "The most frequent confusions"));
  CHECK(contains(page, "The classes that look most alike to the model"));
}

TEST_CASE("pictures have the words that they need, also where a thumbnail lacks") {
  const std::string page = html(ZeroshotOptions{});
  CHECK(count(page, "<img ") == 24);
  CHECK(count(page, "<img alt=\"") == 24);
  CHECK(count(page, "src=\"data:image/") == 24);
  ZeroshotOptions bare;
  bare.with_thumbnails = false;
  CHECK(count(html(bare), "class=\"no-picture\"") == 24);
}

TEST_CASE("class names and file names are text, wherever they stand") {
  ZeroshotOptions options;
  options.classes = {"<i>Pens", "\"onload=\"x", "{0}"};
  options.images = 60;
  const std::string page = html(options);
  CHECK(!contains(page, "<i>Pens"));
  CHECK(contains(page, "&lt;i&gt;Pens"));
  CHECK(contains(page, "{0}"));
}

TEST_CASE("unreadable images, texts that were cut, retrieval and prompts have their places") {
  const std::string page = in_words(html(ZeroshotOptions{}));
  CHECK(contains(page, "Left out because unreadable: 3 images."));
  CHECK(contains(page, "photos/broken-2.jpg"));
  CHECK(contains(page, "the JPEG file is cut off"));
  CHECK(contains(page, "5 of 1,078 texts are too long"));
  CHECK(contains(page, "Given the photo, its text comes first in 41.2% of cases"));
  CHECK(contains(page, "a photo of a Watches."));
  CHECK(contains(page, "12.3 s; 85.1 images encoded per second"));
  ZeroshotOptions plain;
  plain.failed = 0;
  plain.with_texts = false;
  const std::string without_them = html(plain);
  for (const char* part : {"unreadable", "Texts longer", "text retrieval"}) CHECK(!contains(without_them, part));
}

TEST_CASE("without a readable image the page says so first, and why") {
  ZeroshotOptions options;
  options.images = 0;
  const report::Page page = ZeroshotCase(options).page();
  REQUIRE(page.verdict);
  CHECK(page.verdict->tone == report::Tone::Warning);
  CHECK(page.sections.front().anchor == "failed");
  CHECK(contains(html(options, Language::French), "Aucune image lisible"));
}

TEST_CASE("one class, one image, and a run in which nothing was answered are pages too") {
  ZeroshotOptions options;
  options.classes = {"Pens"};
  options.images = 1;
  CHECK(contains(html(options), "1 of 1 image was classified correctly"));
  options.classes = {"Pens", "Watches"};
  options.images = 20;
  options.abstain_below = 1.1;
  CHECK(contains(html(options), "None of 20 images got an answer"));
  options.labelled = false;
  CHECK(contains(html(options), "No image got a class."));
}

TEST_CASE("a page of 24 thumbnails of 20 KB is under 1 MB") {
  ZeroshotCase made{ZeroshotOptions{}};
  for (auto& [path, thumbnail] : made.thumbnails) thumbnail.jpeg = drawn_jpeg(8, 8, 1) + std::string(20'000, 'x');
  const std::size_t pictures = made.thumbnails.size() * 27'200;
  const std::size_t page = html(made).size();
  CHECK(page < 1'000'000);
  CHECK(page - pictures < 250'000);
}
