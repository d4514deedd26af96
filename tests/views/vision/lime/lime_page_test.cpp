#include "p8/views/vision/lime/lime_page.h"

#include <doctest/doctest.h>

#include "gallery/lime_case.h"
#include "p8/report/escape.h"
#include "p8/report/html/render.h"
#include "p8/views/vision/lime/lime_sections.h"
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
  return report::without_isolates(words);
}

LimeCaseOptions one_image(std::size_t top_labels, ExplainMethod method) {
  LimeCaseOptions options;
  options.photos = 1;
  options.per_class = false;
  options.top_labels = top_labels;
  options.method = method;
  options.failed = 0;
  return options;
}

}  // namespace

TEST_CASE("Evidence is read in words: how many regions, which share, which area, where") {
  Evidence evidence{4, 0.62, 0.09, 0.2, 0.1, 0.1};
  CHECK(views::evidence_in_words(evidence, same("Watches")).en ==
        "The four strongest regions carry 62% of the evidence for Watches; they cover 9% of the picture, mostly in the "
        "upper left.");
  CHECK(contains(views::evidence_in_words(evidence, same("Watches")).fr,
                 "Les quatre régions les plus fortes portent 62"));
  CHECK(contains(views::evidence_in_words(evidence, same("Watches")).fr, "surtout en haut à gauche."));
  evidence = {1, 1.0, 0.004, 0.5, 0.5, 0.1};
  CHECK(views::evidence_in_words(evidence, same("Watches")).en ==
        "The strongest region carries 100% of the evidence for Watches; it covers 0.4% of the picture, mostly in the "
        "centre.");
  evidence.spread = 0.28;
  CHECK(contains(views::evidence_in_words(evidence, same("Watches")).fr, "étendue dans toute l'image."));
  evidence.regions = 0;
  CHECK(contains(views::evidence_in_words(evidence, same("Watches")).en, "Nothing in the picture speaks for Watches"));
}

TEST_CASE(
    "The page of a run by class shows averages, each photo beside its segments and map, and how far to believe it") {
  const std::string page = words_of(LimeCase({}).page());
  CHECK(contains(page, "flipkart.csv: what the model looks at"));
  CHECK(contains(page, "1 of 6 maps do not beat chance"));
  CHECK(contains(page, "Class by class"));
  CHECK(contains(page, "Photos of Watches"));
  CHECK(contains(page, "Cells that differ from noise: 40 of 196."));
  CHECK(contains(page, "do not rely on it"));
  CHECK(contains(page, "How reliable are the maps?"));
  CHECK(contains(page, "which happens by chance once in 9"));
  CHECK(contains(page, "0.21 (0.50)"));
  CHECK(contains(page, "Images that could not be read"));
  CHECK(contains(page, "the square of 224 × 224 pixels"));
  std::size_t pictures = 0;
  for (std::size_t at = page.find("data:image/jpeg"); at != std::string::npos;
       at = page.find("data:image/jpeg", at + 1)) {
    ++pictures;
  }
  CHECK(pictures == 6 * 3 + 3);
}

TEST_CASE("With several classes the reader chooses: the averages of all at first, or the photos of one") {
  const report::Page page = LimeCase({}).page();
  REQUIRE(page.picker);
  REQUIRE(page.picker->entries.size() == 4);
  const std::string html = words_of(page);
  CHECK(contains(html, "All classes</option>"));
  CHECK(contains(html, "Watches</option>"));
  CHECK(count(html, "<section id=\"classes\" data-group=\"classes\">") == 1);
  CHECK(count(html, "<section id=\"photos-2\" data-group=\"photos-2\">") == 1);
  CHECK(contains(html, "<section id=\"belief\">"));
  CHECK(contains(words_of(page, Language::French), "Toutes les classes"));
  CHECK(!contains(words_of(LimeCase(one_image(2, ExplainMethod::Lime)).page()), "class=\"controls picker\""));
}

TEST_CASE("The alt text of a map says the same as the picture and the sentence above it") {
  const LimeCase made(one_image(3, ExplainMethod::Lime));
  const std::string page = words_of(made.page());
  for (std::size_t i = 0; i < 3; ++i) {
    const Text name = same(made.result.classes[i]);
    const std::string reading = views::evidence_in_words(made.result.photos[0].maps[i].evidence, name).en;
    CHECK(contains(page, ">" + reading));
    CHECK(contains(page, "for " + name.en + ": red speaks for it, blue against. " + reading));
  }
  CHECK(contains(page, "Photo by photo"));
}

TEST_CASE("SHAP's page says what is there with all regions hidden and what they add, in both languages") {
  const report::Page page = LimeCase(one_image(2, ExplainMethod::Shap)).page();
  CHECK(contains(words_of(page), "With all regions hidden the probability is "));
  CHECK(contains(words_of(page), "Shapley values"));
  const std::string french = words_of(page, Language::French);
  CHECK(contains(french, "Toutes régions masquées, la probabilité est de "));
  CHECK(contains(french, "ce que regarde le modèle"));
}

TEST_CASE("A run in which no photo could be read says so and why") {
  LimeCaseOptions options;
  options.photos = 0;
  options.per_class = false;
  options.failed = 2;
  const std::string page = words_of(LimeCase(options).page());
  CHECK(contains(page, "No photo could be explained"));
  CHECK(contains(page, "the JPEG image is cut off"));
}

TEST_CASE("Fifty photos stay below two megabytes") {
  LimeCaseOptions options;
  options.photos = 50;
  CHECK(report::render_html(LimeCase(options).page(), Language::English).size() < 2'000'000);
}
