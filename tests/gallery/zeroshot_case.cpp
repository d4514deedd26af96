#include "gallery/zeroshot_case.h"

#include <cmath>

#include "p8/base/random.h"
#include "support/drawn_picture.h"

namespace p8::test {

namespace {

/// Probabilities that favour the true class most of the time, and its neighbour at other times.
std::vector<double> probabilities(std::size_t classes, std::size_t truth, Random& random) {
  std::vector<double> p(classes);
  double sum = 0.0;
  for (std::size_t i = 0; i < classes; ++i) {
    const double lift = i == truth ? 3.6 : i % 3 == truth % 3 ? 1.7 : 0.0;
    p[i] = std::exp(lift + 4.0 * random.uniform());
    sum += p[i];
  }
  for (double& value : p) value /= sum;
  return p;
}

Classification classification_of(const ZeroshotOptions& options) {
  Random random(11);
  Classification all;
  all.classes = options.classes;
  for (std::size_t i = 0; i < options.images; ++i) {
    const std::size_t truth = i % options.classes.size();
    ImagePrediction image;
    image.image = "photos/product-" + std::to_string(i) + ".jpg";
    image.path = "/data/" + image.image;
    if (options.labelled) image.label = truth;
    image.p = probabilities(options.classes.size(), truth, random);
    image.predicted = chosen_class(image.p, options.abstain_below.value_or(0.0));
    all.images.push_back(std::move(image));
  }
  for (std::size_t i = 0; i < options.failed; ++i) {
    all.failed.push_back({"photos/broken-" + std::to_string(i) + ".jpg",
                          i % 2 == 0 ? i + 12 : 0,
                          {"the JPEG file is cut off", "le fichier JPEG est tronqué"}});
  }
  return all;
}

void add_texts(ZeroshotResult& result) {
  Random random(12);
  const std::size_t classes = result.classification.classes.size();
  result.class_similarity.assign(classes * classes, 1.0);
  for (std::size_t i = 0; i < classes; ++i) {
    result.prompts.push_back({"a photo of a " + result.classification.classes[i] + ".",
                              result.classification.classes[i] + " on a white background",
                              "a product of the category " + result.classification.classes[i], "and a fourth"});
    for (std::size_t j = 0; j < i; ++j) {
      const double cosine = 0.68 + 0.25 * random.uniform();
      result.class_similarity[i * classes + j] = result.class_similarity[j * classes + i] = cosine;
    }
  }
  result.texts = 4 * classes;
}

}  // namespace

ZeroshotCase::ZeroshotCase(const ZeroshotOptions& with) : options(with) {
  result.classification = classification_of(options);
  figures = classifier_metrics(result.classification);
  add_texts(result);
  if (options.with_texts) {
    result.retrieval = Retrieval{options.images, {0.412, 0.683, 0.781}, {0.395, 0.66, 0.769}};
    for (std::size_t i = 0; i < 5; ++i) {
      result.long_texts.push_back({"photos/product-" + std::to_string(i) + ".jpg", 80 + 13 * i});
    }
    result.texts += options.images;
  }
  if (options.with_thumbnails) {
    int number = 0;
    for (const std::string& path : views::pictured_paths(result.classification)) {
      const int width = number % 3 == 1 ? 200 : 150, height = number % 4 == 2 ? 90 : 160;
      thumbnails[path] = {number % 9 == 8 ? smallest_png() : drawn_jpeg(width, height, number),
                          static_cast<std::size_t>(width), static_cast<std::size_t>(height)};
      ++number;
    }
  }
  record.command = "zeroshot";
  record.options_json = "{\"model\": \"models/clip-vit-base-patch32\"}";
  record.inputs = {{"data", "flipkart.csv", {std::string(64, 'a'), 123456}},
                   {"model", "models/clip-vit-base-patch32/model.safetensors", {std::string(64, 'b'), 605157884}}};
  record.libraries = {{"LibTorch", "1.13.0"}};
  record.start = 1.8e9;
}

report::Page ZeroshotCase::page() const {
  return views::zeroshot_page({result, figures, thumbnails, "models/clip-vit-base-patch32", "data/flipkart.csv",
                               ZeroshotStrategy::Prompts, LongText::Cut, options.abstain_below, 12.34,
                               images_per_second, "CPU", "fp32", record, seen});
}

}  // namespace p8::test
