#include "p8/vision/zeroshot/zeroshot_classifier.h"

#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "support/error.h"

namespace p8 {

namespace {

/// Bytes are tokens: the text's own, then those that end a word, then start and end.
TokenVocabulary bytes_only() {
  TokenVocabulary vocabulary;
  for (std::int32_t i = 0; i < 256; ++i) {
    vocabulary.bytes[static_cast<std::size_t>(i)] = i;
    vocabulary.last_bytes[static_cast<std::size_t>(i)] = 256 + i;
  }
  vocabulary.start = 512;
  vocabulary.end = 513;
  return vocabulary;
}

/// A text points where the numbers of its letters a, b and c point.
class LetterEncoder : public TextEncoder {
 public:
  std::size_t width() const override { return 3; }
  void encode(const std::int64_t* ids, std::size_t texts, float* embeddings) override {
    for (std::size_t row = 0; row < texts; ++row) {
      float* const embedding = embeddings + row * 3;
      std::fill(embedding, embedding + 3, 0.0F);
      for (std::size_t t = 0; t < 16; ++t) {
        const std::int64_t letter = ids[row * 16 + t] % 256 - 'a';
        if (letter >= 0 && letter < 3 && ids[row * 16 + t] < 512) embedding[letter] += 1.0F;
      }
    }
  }
};

ClipModel letter_model() {
  ClipEncoders encoders;
  encoders.text = std::make_unique<LetterEncoder>();
  encoders.temperature = 0.1;
  return {{}, "letters", "none", {}, Tokenizer(bytes_only(), {16, 0}), std::move(encoders), "letters", {}};
}

ImageSet photos(const std::vector<std::string>& texts) {
  ImageSet set;
  set.classes = {"a", "b", "c"};
  set.has_labels = true;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string name = "photo" + std::to_string(i);
    set.items.push_back({name, "/" + name, i % 3, texts[i], i + 2});
    set.has_texts = set.has_texts || !texts[i].empty();
  }
  return set;
}

EmbeddedImages embedded(const std::vector<float>& values) {
  EmbeddedImages images;
  images.width = 3;
  images.values = values;
  for (std::size_t i = 0; i < values.size() / 3; ++i) images.items.push_back(i);
  return images;
}

ZeroshotOptions options(ZeroshotStrategy strategy) {
  ZeroshotOptions result;
  result.strategy = strategy;
  result.wording.templates = {"{}"};
  return result;
}

}  // namespace

TEST_CASE("a photo gets the class whose sentence it points to, with the model's own temperature") {
  ClipModel model = letter_model();
  const EmbeddedImages images = embedded({2, 0, 0, 0, 1, 0, 1, 1, 3});
  const ZeroshotResult result =
      classify_zeroshot(photos({"", "", ""}), images, model, options(ZeroshotStrategy::Prompts));
  const std::vector<ImagePrediction>& predictions = result.classification.images;
  CHECK(predictions[0].predicted == 0);
  CHECK(predictions[1].predicted == 1);
  CHECK(predictions[2].predicted == 2);
  CHECK(predictions[0].p[0] == doctest::Approx(1.0 / (1.0 + 2.0 * std::exp(-10.0))));
  CHECK(result.prompts == std::vector<std::vector<std::string>>{{"a"}, {"b"}, {"c"}});
  CHECK(result.class_similarity[0] == doctest::Approx(1.0));
  CHECK(result.class_similarity[1] == doctest::Approx(0.0));
  CHECK_FALSE(result.retrieval);
}

TEST_CASE("several templates count as the mean of their directions") {
  ClipModel model = letter_model();
  ZeroshotOptions two = options(ZeroshotStrategy::Prompts);
  two.wording.templates = {"{}", "{} b"};
  const ZeroshotResult result = classify_zeroshot(photos({""}), embedded({1, 0, 0}), model, two);
  const double a = 1.0 + std::sqrt(0.5), b = std::sqrt(0.5);
  CHECK(result.class_similarity[1] == doctest::Approx(b / std::sqrt(a * a + b * b)).epsilon(1e-6));
  CHECK(result.texts == 6);
}

TEST_CASE("descriptions: a product's own text does not count, the best of the others does") {
  ClipModel model = letter_model();
  // Photo 0 fits its own text best; of the others' it fits that of photo 4, of class b.
  const ImageSet set = photos({"aaa", "b", "c", "c", "aab", "c"});
  const EmbeddedImages images = embedded({1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1});
  const ZeroshotResult result = classify_zeroshot(set, images, model, options(ZeroshotStrategy::Descriptions));
  CHECK(result.classification.images[0].predicted == 1);
  CHECK(result.prompts.empty());
  REQUIRE(result.retrieval);
  CHECK(result.retrieval->pairs == 6);
  CHECK(result.retrieval->image_to_text.at_10 == doctest::Approx(1.0));
}

TEST_CASE("what cannot be done is said: too few descriptions, too few labels to calibrate") {
  ClipModel model = letter_model();
  CHECK(test::kind_of([&] {
          classify_zeroshot(photos({"a", ""}), embedded({1, 0, 0, 0, 1, 0}), model,
                            options(ZeroshotStrategy::Descriptions));
        }) == 3);
  ZeroshotOptions calibrated = options(ZeroshotStrategy::Prompts);
  calibrated.calibrate = true;
  CHECK(test::message_of([&] {
          classify_zeroshot(photos({"", ""}), embedded({1, 0, 0, 0, 1, 0}), model, calibrated);
        }) == "--calibrate needs at least ten labelled images");
}

TEST_CASE("without a readable photo there is nothing to predict, and texts too long are counted with their owner") {
  ClipModel model = letter_model();
  ImageSet set = photos({"", ""});
  set.classes[1] = "b b b b b b b b b b b b b b b b b b";
  EmbeddedImages none = embedded({});
  none.failed = {{"photo0", 2, {"empty file", "fichier vide"}}};
  const ZeroshotResult result = classify_zeroshot(set, none, model, options(ZeroshotStrategy::Prompts));
  CHECK(result.classification.images.empty());
  CHECK(result.classification.failed.size() == 1);
  REQUIRE(result.long_texts.size() == 1);
  CHECK(result.long_texts[0].owner == set.classes[1]);
  CHECK(result.long_texts[0].tokens == 20);
}

TEST_CASE("below the limit no class is given") {
  ClipModel model = letter_model();
  ZeroshotOptions careful = options(ZeroshotStrategy::Prompts);
  careful.abstain_below = 0.9;
  const ZeroshotResult result = classify_zeroshot(photos({"", ""}), embedded({1, 0, 0, 1, 1, 0}), model, careful);
  CHECK(result.classification.images[0].predicted == 0);
  CHECK_FALSE(result.classification.images[1].predicted);
}

}  // namespace p8
