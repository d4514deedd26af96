#include "p8/vision/attribution/masked_image.h"

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "support/error.h"
#include "vision/attribution/looking_classifier.h"

using namespace p8;
using namespace p8::test;

namespace {

/// Four pixels, two segments: the upper row and the lower one.
struct Small {
  RgbImage photo{2, 2};
  Segments segments{2, 2, 2, {0, 0, 1, 1}};
  Preprocessing preprocessing;

  Small() {
    photo.pixels = {10, 0, 0, 20, 0, 0, 0, 100, 0, 0, 201, 0};
    preprocessing.size = preprocessing.crop = 2;
  }
  std::vector<float> copy(HiddenFill fill, const std::vector<std::uint8_t>& mask) const {
    const MaskedImage masked(photo, segments, fill, preprocessing);
    std::vector<float> pixels(masked.numbers());
    masked.copy(mask.data(), pixels.data());
    return pixels;
  }
  float normal(std::size_t channel, int value) const {
    return (static_cast<float>(value) / 255.0F - preprocessing.mean[channel]) / preprocessing.std[channel];
  }
};

}  // namespace

TEST_CASE(
    "A copy with all segments shown is the preprocessed photo; hidden ones show their mean, black or the mean grey") {
  const Small small;
  std::vector<float> whole(12);
  normalize(small.photo, small.preprocessing, whole.data());
  CHECK(small.copy(HiddenFill::Mean, {1, 1}) == whole);

  const std::vector<float> mean = small.copy(HiddenFill::Mean, {0, 1});
  CHECK(mean[0] == doctest::Approx(small.normal(0, 15)));
  CHECK(mean[1] == mean[0]);
  CHECK(mean[2] == whole[2]);
  CHECK(small.copy(HiddenFill::Mean, {1, 0})[6] == doctest::Approx(small.normal(1, 151)));  // 150.5 rounded
  CHECK(small.copy(HiddenFill::Black, {0, 1})[0] == doctest::Approx(small.normal(0, 0)));
  CHECK(small.copy(HiddenFill::Grey, {0, 1})[0] == 0.0F);
}

TEST_CASE("The choice of segments is read, and what is none of them refused with what is expected") {
  CHECK(parse_segments("quickshift").segmenter == Segmenter::Quickshift);
  CHECK(parse_segments("slic:50").segmenter == Segmenter::Slic);
  CHECK(parse_segments("slic:50").count == 50);
  CHECK(parse_segments("grid:1000").segmenter == Segmenter::Grid);
  for (const char* const wrong : {"", "slic", "slic:", "slic:0", "grid:1001", "grid:-4", "grid:4x", "voronoi:4"}) {
    CAPTURE(wrong);
    CHECK(kind_of([&] { parse_segments(wrong); }) == static_cast<int>(ErrorKind::Usage));
    const std::string message = message_of([&] { parse_segments(wrong); });
    CHECK(message.find("expected quickshift, slic:N or grid:N with N from 1 to 1000") != std::string::npos);
  }
}

TEST_CASE("A photo of one colour is one segment for quickshift and SLIC, and no grid has more segments than pixels") {
  RgbImage plain(96, 96);
  std::fill(plain.pixels.begin(), plain.pixels.end(), std::uint8_t{120});
  CHECK(segments_of(plain, parse_segments("quickshift"), 42, 1).count == 1);
  CHECK(segments_of(plain, parse_segments("slic:100"), 42, 1).count == 1);
  CHECK(segments_of(RgbImage(3, 3), parse_segments("grid:1000"), 42, 1).count == 9);
  CHECK(segments_of(RgbImage(1, 1), parse_segments("slic:10"), 42, 1).count == 1);
}

TEST_CASE("Masks that were asked for before are not encoded again") {
  const Region region = {0, 0, 2, 1};
  ImageClassifier classifier = looking_classifier(region, 2);
  const Small small;
  const MaskedImage photo(small.photo, small.segments, HiddenFill::Black, classifier.preprocessing);
  std::vector<std::size_t> reports;
  MaskedClassifier model(photo, classifier, 2, [&](std::size_t encoded) { reports.push_back(encoded); });
  const Masks masks{2, {1, 1, 0, 1, 1, 1, 0, 0, 1, 0}};
  const std::vector<double> p = model.predict(masks);
  REQUIRE(p.size() == 10);
  CHECK(p[0] == doctest::Approx(0.1 + 0.8 * 15.0 / 255.0));
  CHECK(p[2] == doctest::Approx(0.1));
  CHECK(p[4] == p[0]);
  CHECK(p[8] == doctest::Approx(p[0]));
  CHECK(model.predict(masks) == p);
  CHECK(reports == std::vector<std::size_t>{2, 4});
}
