#include "p8/views/vision/classification/shown_images.h"

#include <doctest/doctest.h>

using namespace p8;
using views::gallery_of;
using views::shown_least_sure;
using views::shown_mistakes;
using views::shown_right;
using views::shown_surest;

namespace {

using Indices = std::vector<std::size_t>;
using Class = std::optional<std::size_t>;

ImagePrediction image(const std::string& name, Class label, Class predicted, std::vector<double> p) {
  return {"photos/" + name, "/data/" + name, label, predicted, std::move(p)};
}

Classification labelled() {
  Classification all;
  all.classes = {"Pens", "Watches"};
  all.images = {image("a.jpg", 0, 0, {0.90, 0.10}), image("b.jpg", 0, 1, {0.30, 0.70}),
                image("c.jpg", 1, 0, {0.80, 0.20}), image("d.jpg", 0, 0, {0.95, 0.05}),
                image("e.jpg", 1, 1, {0.40, 0.60}), image("f.jpg", 1, {}, {0.48, 0.52})};
  return all;
}

Classification unlabelled() {
  Classification all = labelled();
  for (ImagePrediction& each : all.images) each.label.reset();
  return all;
}

}  // namespace

TEST_CASE("mistakes come surest first; abstentions are none") {
  CHECK(shown_mistakes(labelled(), 12) == Indices{2, 1});
  CHECK(shown_mistakes(labelled(), 1) == Indices{2});
  CHECK(shown_mistakes(unlabelled(), 12).empty());
}

TEST_CASE("right answers come class by class, so that an easy class does not fill the gallery") {
  CHECK(shown_right(labelled(), 12) == Indices{3, 4, 0});
  CHECK(shown_right(labelled(), 2) == Indices{3, 4});
}

TEST_CASE("without labels the surest answers are shown, and the least sure with the abstentions") {
  CHECK(shown_surest(unlabelled(), 12) == Indices{3, 1, 0, 4, 2});
  CHECK(shown_least_sure(unlabelled(), 2) == Indices{5, 4});
  CHECK(shown_surest(labelled(), 12).empty());
}

TEST_CASE("thumbnails are asked for once each, and for no other image") {
  CHECK(views::pictured_paths(labelled()) ==
        std::vector<std::string>{"/data/a.jpg", "/data/b.jpg", "/data/c.jpg", "/data/d.jpg", "/data/e.jpg"});
  CHECK(views::pictured_paths(unlabelled()).size() == 6);
  CHECK(views::pictured_paths({}).empty());
}

TEST_CASE("a picture says in words what it shows, with its thumbnail where there is one") {
  const Classification all = labelled();
  const views::Thumbnails thumbnails = {{"/data/c.jpg", {"bytes", 40, 30}}};
  const report::Gallery gallery = gallery_of(all, {2, 0, 5}, thumbnails, {"Some", "Quelques-unes"});
  REQUIRE(gallery.pictures.size() == 3);
  const report::Picture& mistake = gallery.pictures[0];
  CHECK(mistake.bytes == "bytes");
  CHECK(mistake.width == 40);
  CHECK(mistake.alt.en == "\u2068c.jpg\u2069: labelled \u2068Watches\u2069, classified as \u2068Pens\u2069, 80% sure");
  CHECK(mistake.alt.fr ==
        "\u2068c.jpg\u2069 : étiquetée « \u2068Watches\u2069 », classée « \u2068Pens\u2069 », sûr à 80\u202F%");
  CHECK(mistake.badge->tone == report::Tone::Refused);
  CHECK(gallery.pictures[1].badge->tone == report::Tone::Accepted);
  CHECK(gallery.pictures[1].bytes.empty());
  CHECK(gallery.pictures[2].badge->label.en == "not answered");
  CHECK(gallery.pictures[2].alt.en.find("most probable class: \u2068Watches\u2069, 52%") != std::string::npos);
}

TEST_CASE("a probability that is not quite 1 is not rounded to it") {
  Classification all = labelled();
  all.images[0].p = {0.997, 0.003};
  CHECK(gallery_of(all, {0}, {}, {}).pictures[0].note.en == "99.7% sure");
}
