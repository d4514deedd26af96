#include "p8/vision/classifier/classification.h"

#include <doctest/doctest.h>

namespace p8 {

namespace {

Classification three_images() {
  Classification result;
  result.classes = {"Watches", "=Baby"};
  result.images.push_back({"a.jpg", "/a.jpg", 0, 0, {0.9, 0.1}});
  result.images.push_back({"b.jpg", "/b.jpg", 1, std::nullopt, {0.45, 0.55}});
  result.images.push_back({"c.jpg", "/c.jpg", std::nullopt, 1, {0.2, 0.8}});
  return result;
}

}  // namespace

TEST_CASE("the most probable class is chosen, the first among equals, and none below the limit") {
  CHECK(chosen_class({0.2, 0.4, 0.4}, 0.0) == 1);
  CHECK(chosen_class({0.2, 0.4, 0.4}, 0.4) == 1);
  CHECK_FALSE(chosen_class({0.2, 0.4, 0.4}, 0.41));
  CHECK_FALSE(chosen_class({}, 0.0));
}

TEST_CASE("figures are those of the images that are labelled and answered") {
  const ClassifierMetrics figures = classifier_metrics(three_images());
  CHECK(figures.images == 3);
  CHECK(figures.labelled == 2);
  CHECK(figures.answered == 1);
  CHECK(figures.metrics.accuracy == 1.0);
  CHECK(figures.accuracy_of_all == 1.0);
}

TEST_CASE("predictions: what is not known is an empty cell, and no cell is run as a formula") {
  CHECK(predictions_csv(three_images()) ==
        "image,label,predicted,correct,p_Watches,p_=Baby\n"
        "a.jpg,Watches,Watches,1,0.9,0.1\n"
        "b.jpg,\"'=Baby\",,,0.45,0.55\n"
        "c.jpg,,\"'=Baby\",,0.2,0.8\n");
}

TEST_CASE("abstentions have a column of their own in the confusion matrix") {
  CHECK(confusion_csv(three_images()) ==
        "label,Watches,\"'=Baby\",abstained\n"
        "Watches,1,0,0\n"
        "\"'=Baby\",0,0,1\n");
}

TEST_CASE("images that failed are listed with row and reason in the user's language") {
  const std::vector<FailedImage> failed = {{"x.jpg", 7, {"empty file", "fichier vide"}}, {"y.jpg", 0, {"b", "c"}}};
  CHECK(errors_csv(failed, Language::French) == "image,row,reason\nx.jpg,7,fichier vide\ny.jpg,,c\n");
}

}  // namespace p8
