#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "p8/vision/segmentation/quickshift.h"
#include "p8/vision/segmentation/slic.h"
#include "support/npy.h"
#include "support/shared.h"
#include "vision/segmentation/segment_agreement.h"

namespace p8 {

namespace {

test::Array golden(const std::string& name) {
  const auto path = test::shared_file("golden/vision/segments/" + name + ".npy");
  return test::read_npy(path);
}

ColourImage image_of(const test::Array& array) {
  ColourImage image{array.shape[0], array.shape[1], array.values};
  for (double& value : image.values) value /= 255.0;
  return image;
}

Segments segments_of(const test::Array& array) {
  std::vector<std::uint32_t> labels;
  for (const double value : array.values) labels.push_back(static_cast<std::uint32_t>(value));
  return numbered_segments(labels, array.shape[0], array.shape[1]);
}

/// Of the pixels, as far as each of our segments is given to the reference's that it covers most.
double achievable_accuracy(const Segments& ours, const Segments& reference) {
  std::vector<std::vector<std::size_t>> overlap(ours.count, std::vector<std::size_t>(reference.count, 0));
  for (std::size_t i = 0; i < ours.labels.size(); ++i) ++overlap[ours.labels[i]][reference.labels[i]];
  std::size_t covered = 0;
  for (const auto& row : overlap) covered += *std::max_element(row.begin(), row.end());
  return static_cast<double>(covered) / static_cast<double>(ours.labels.size());
}

void check_agreement(const Segments& ours, const Segments& reference) {
  const double recall = test::boundary_recall(ours, reference), reverse = test::boundary_recall(reference, ours);
  MESSAGE("recall ", recall, ", reverse ", reverse, ", accuracy ", achievable_accuracy(ours, reference), ", ",
          ours.count, " segments for ", reference.count);
  CHECK(recall >= 0.95);
  CHECK(reverse >= 0.95);
  CHECK(ours.count == reference.count);
}

}  // namespace

TEST_CASE("quickshift cuts photos as scikit-image does" * test::needs_shared()) {
  for (const char* const name : {"image0", "image1", "image2"}) {
    CAPTURE(name);
    const auto image = golden(name);
    check_agreement(quickshift(image_of(image)), segments_of(golden(std::string(name) + "_quickshift")));
  }
}

TEST_CASE("SLIC cuts photos as scikit-image does" * test::needs_shared()) {
  for (const char* const name : {"image0", "image1", "image2"}) {
    CAPTURE(name);
    const auto image = golden(name);
    SlicOptions options;
    options.count = 50;
    check_agreement(slic(image_of(image), options), segments_of(golden(std::string(name) + "_slic")));
  }
}

}  // namespace p8
