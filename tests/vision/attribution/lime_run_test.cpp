#include "p8/vision/attribution/lime_run.h"

#include <map>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "p8/base/random.h"
#include "p8/vision/image/png_encoder.h"
#include "support/temporary.h"
#include "vision/attribution/looking_classifier.h"

using namespace p8;
using namespace p8::test;

namespace {

constexpr std::size_t kSide = 28;
constexpr Region kRegion = {14, 0, 28, 14};  // the upper right quarter

/// Photos of noise in two classes, and one that is no photo.
class Images {
 public:
  explicit Images(std::size_t per_class) {
    Random random(9);
    set.classes = {"red", "other"};
    set.has_labels = true;
    for (std::size_t i = 0; i < 2 * per_class; ++i) {
      RgbImage photo(kSide, kSide);
      for (auto& value : photo.pixels) value = static_cast<std::uint8_t>(100 + random.below(156));
      add("p" + std::to_string(i) + ".png", png_bytes(photo), i % 2);
    }
    add("broken.png", "no image", 0);
  }

  LimeResult run(const LimeRunOptions& options) {
    files.clear();
    ImageClassifier classifier = looking_classifier(kRegion, kSide);
    const EmbeddedImages images = embed_images(set, classifier.preprocessing, *classifier.image);
    LimeResult result = explain_images(set, images, classifier, options,
                                       [&](const std::string& name, const std::string& bytes) { files[name] = bytes; });
    const auto& encoder = dynamic_cast<const LookingEncoder&>(*classifier.image);
    encoded = encoder.encoded - images.encoded;
    return result;
  }

  ImageSet set;
  std::map<std::string, std::string> files;
  std::size_t encoded = 0;

 private:
  void add(const std::string& name, const std::string& bytes, std::size_t label) {
    ImageItem item;
    item.image = name;
    item.path = directory_.write(name, bytes);
    item.label = label;
    set.items.push_back(item);
  }

  TemporaryDirectory directory_;
};

LimeRunOptions options_of(std::size_t per_class) {
  LimeRunOptions options;
  options.per_class = per_class;
  options.explanation.samples = 100;
  options.segments = {Segmenter::Grid, 16};
  options.hide = HiddenFill::Black;
  return options;
}

}  // namespace

TEST_CASE(
    "Representative photos of each class are explained for their class; the average is more than noise where it "
    "looks") {
  Images photos(10);
  const LimeResult result = photos.run(options_of(8));
  REQUIRE(result.photos.size() == 16);
  REQUIRE(result.averages.size() == 2);
  REQUIRE(result.failed.size() == 1);
  CHECK(result.failed.front().image == "broken.png");
  const ClassMap& red = result.averages[0].map;
  CHECK(red.photos.size() == 8);
  for (std::size_t cell = 0; cell < red.mean.size(); ++cell) {
    const bool looked_at = cell % kMapGrid >= kMapGrid / 2 && cell / kMapGrid < kMapGrid / 2;
    CAPTURE(cell);
    if (looked_at) CHECK(red.significant[cell] == 1);
    if (looked_at) CHECK(red.mean[cell] > 0.01);
  }
  CHECK(red.evidence.x > 0.6);
  CHECK(red.evidence.y < 0.4);
  CHECK(photos.files.count("classes/red.png") == 1);
  CHECK(photos.files.count("overlays/p0.png-red.png") == 1);
  CHECK(photos.files.count("heatmaps/p0.png-red.npy") == 1);
  CHECK(photos.files.size() == 2 * 16 + 2);
  CHECK(photos.files["heatmaps/p0.png-red.npy"].size() == 128 + 4 * kSide * kSide);
}

TEST_CASE("The same seed gives the same tables, pictures and maps") {
  Images photos(3);
  const LimeResult first = photos.run(options_of(3));
  const auto files = photos.files;
  const LimeResult again = photos.run(options_of(3));
  CHECK(segments_csv(again) == segments_csv(first));
  CHECK(explanations_csv(again) == explanations_csv(first));
  CHECK(class_maps_csv(again) == class_maps_csv(first));
  CHECK(lime_metrics_json(again, options_of(3)) == lime_metrics_json(first, options_of(3)));
  CHECK(photos.files == files);
}

TEST_CASE("Finished explanations are kept and used again, damaged ones and those of other settings made anew") {
  Images photos(2);
  const TemporaryDirectory cache;
  const ExplanationStore store(cache.path());
  LimeRunOptions options = options_of(2);
  options.store = &store;
  const LimeResult cold = photos.run(options);
  const auto files = photos.files;
  CHECK(cold.kept == 0);
  CHECK(photos.encoded == cold.encoded);
  const LimeResult warm = photos.run(options);
  CHECK(warm.kept == 4);
  CHECK(photos.encoded == 0);
  CHECK(photos.files == files);
  CHECK(segments_csv(warm) == segments_csv(cold));
  CHECK(explanations_csv(warm) == explanations_csv(cold));
  CHECK(lime_metrics_json(warm, options) == lime_metrics_json(cold, options));

  options.explanation.seed = 43;
  CHECK(photos.run(options).kept == 0);
}

TEST_CASE("A kept explanation that was changed or cut off counts as missing") {
  const TemporaryDirectory cache;
  const ExplanationStore store(cache.path());
  ImageExplanation explanation;
  explanation.segments = 2;
  explanation.labels.resize(1);
  explanation.labels.front().weights = {0.1, 1.0 / 3.0};
  const std::string key = explanation_key("image", "model", "settings");
  CHECK_FALSE(store.find(key));
  store.store(key, explanation);
  REQUIRE(store.find(key));
  CHECK(store.find(key)->labels.front().weights == explanation.labels.front().weights);
  const std::string path = "lime/" + key + ".json";
  const std::string bytes = read(cache.file(path));
  cache.write(path, bytes.substr(0, bytes.size() - 9));
  CHECK_FALSE(store.find(key));
  std::string changed = bytes;
  changed[changed.find("0.1")] = '5';
  cache.write(path, changed);
  CHECK_FALSE(store.find(key));
  cache.write("lime/" + explanation_key("other", "model", "settings") + ".json", bytes);
  CHECK_FALSE(store.find(explanation_key("other", "model", "settings")));
}

TEST_CASE("Two photos of one name in different folders have files of their own") {
  Images photos(1);
  photos.set.items[0].image = "a/photo.png";
  photos.set.items[1].image = "b/photo.png";
  LimeRunOptions options = options_of(0);
  options.explanation.labels = {0};
  photos.run(options);
  CHECK(photos.files.count("overlays/photo.png-red.png") == 1);
  CHECK(photos.files.size() == 4);
}

TEST_CASE("The tables have the columns of the contract, a segment and an explanation a row") {
  Images photos(1);
  const LimeResult result = photos.run(options_of(0));
  CHECK(segments_csv(result).rfind("image,label,segment,weight,pixels\np0.png,red,0,", 0) == 0);
  CHECK(explanations_csv(result).rfind("image,label,probability,r2,deletion_auc,insertion_auc,stability\np0.png,", 0) ==
        0);
  const auto metrics = nlohmann::json::parse(lime_metrics_json(result, options_of(0)));
  CHECK(metrics["images"] == 2);
  CHECK(metrics["failed"] == 1);
  CHECK(metrics["mean"]["r2"].get<double>() > 0.9);
}
