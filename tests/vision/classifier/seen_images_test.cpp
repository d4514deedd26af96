#include "p8/vision/classifier/seen_images.h"

#include <doctest/doctest.h>

namespace p8 {

namespace {

Classification three_images() {
  Classification result;
  result.classes = {"Watches", "Baby"};
  result.images.push_back({"a.jpg", "/a.jpg", 0, 0, {0.9, 0.1}});
  result.images.push_back({"b.jpg", "/b.jpg", 1, std::nullopt, {0.45, 0.55}});
  result.images.push_back({"c.jpg", "/c.jpg", std::nullopt, 1, {0.2, 0.8}});
  return result;
}

}  // namespace

TEST_CASE("the share that was answered is of the labelled images, or without labels of all") {
  Classification classification = three_images();
  CHECK(answered_share(classification, classifier_metrics(classification)) == 0.5);
  for (ImagePrediction& image : classification.images) image.label.reset();
  CHECK(answered_share(classification, classifier_metrics(classification)) == doctest::Approx(2.0 / 3.0));
  CHECK_FALSE(answered_share({}, classifier_metrics({})));
}

TEST_CASE("images that the classifier was made with are counted, and the others judged by themselves") {
  Classification classification = three_images();
  classification.images[1].predicted = 0;  // wrong
  classification.images[1].p = {0.55, 0.45};
  const SeenImages seen = seen_images(classification, {true, false, false});
  CHECK(seen.count == 1);
  CHECK(seen.new_answered == 1);
  CHECK(seen.of_new.accuracy == 0.0);
  CHECK(seen_images(classification, {false, false, true}).of_new.accuracy == 0.5);
  CHECK_FALSE(seen_images(classification, {true, true, true}).of_new.accuracy);
}

}  // namespace p8
