#include "p8/vision/attribution/masked_image.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <unordered_set>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/base/log.h"
#include "p8/vision/segmentation/quickshift.h"
#include "p8/vision/segmentation/slic.h"

namespace p8 {

namespace {

struct SegmenterName {
  const char* prefix;
  Segmenter segmenter;
};
constexpr SegmenterName kCounted[] = {{"slic:", Segmenter::Slic}, {"grid:", Segmenter::Grid}};

/// The square in which every segment has its mean colour.
RgbImage mean_colours(const RgbImage& square, const Segments& segments) {
  std::vector<std::array<double, 3>> sums(segments.count, {0.0, 0.0, 0.0});
  const std::vector<std::size_t> sizes = segment_sizes(segments);
  for (std::size_t i = 0; i < segments.labels.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) sums[segments.labels[i]][c] += square.pixels[3 * i + c];
  }
  RgbImage means(square.width, square.height);
  for (std::size_t i = 0; i < segments.labels.size(); ++i) {
    const std::uint32_t segment = segments.labels[i];
    for (std::size_t c = 0; c < 3; ++c) {
      const double mean = sums[segment][c] / static_cast<double>(sizes[segment]);
      means.pixels[3 * i + c] = static_cast<std::uint8_t>(std::lround(mean));
    }
  }
  return means;
}

bool has_one_colour(const RgbImage& image) {
  for (std::size_t i = 3; i < image.pixels.size(); ++i) {
    if (image.pixels[i] != image.pixels[i - 3]) return false;
  }
  return true;
}

std::vector<float> normalised(const RgbImage& square, const Preprocessing& preprocessing) {
  std::vector<float> numbers(square.pixels.size());
  normalize(square, preprocessing, numbers.data());
  return numbers;
}

}  // namespace

SegmentChoice parse_segments(const std::string& text) {
  if (text == "quickshift") return {};
  for (const SegmenterName& name : kCounted) {
    const std::string prefix = name.prefix;
    if (text.compare(0, prefix.size(), prefix) != 0) continue;
    std::size_t count = 0;
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data() + prefix.size(), end, count);
    if (error == std::errc() && last == end && count >= 1 && count <= kMaxSegments) return {name.segmenter, count};
  }
  throw usage_error("--segments {}: expected quickshift, slic:N or grid:N with N from 1 to {}",
                    "--segments {} : quickshift, slic:N ou grid:N attendu, avec N de 1 à {}", printable(text),
                    kMaxSegments);
}

Segments segments_of(const RgbImage& square, const SegmentChoice& choice, std::uint64_t seed, int threads) {
  if (choice.segmenter == Segmenter::Grid) return grid_segments(square.height, square.width, choice.count);
  if (has_one_colour(square)) return grid_segments(square.height, square.width, 1);
  const ColourImage image = colour_image(square.pixels.data(), square.height, square.width);
  if (choice.segmenter == Segmenter::Slic) {
    SlicOptions options;
    options.count = choice.count;
    return slic(image, options);
  }
  QuickshiftOptions options;
  options.seed = seed;
  options.threads = threads;
  return quickshift(image, options);
}

const char* name_of(HiddenFill fill) {
  switch (fill) {
    case HiddenFill::Mean:
      return "mean";
    case HiddenFill::Black:
      return "black";
    case HiddenFill::Grey:
      return "grey";
  }
  return "";
}

MaskedImage::MaskedImage(const RgbImage& square, const Segments& segments, HiddenFill fill,
                         const Preprocessing& preprocessing)
    : segments_(segments.count), labels_(segments.labels), shown_(normalised(square, preprocessing)) {
  switch (fill) {
    case HiddenFill::Mean:
      hidden_ = normalised(mean_colours(square, segments), preprocessing);
      break;
    case HiddenFill::Black:
      hidden_ = normalised(RgbImage(square.width, square.height), preprocessing);
      break;
    case HiddenFill::Grey:
      hidden_.assign(shown_.size(), 0.0F);
      break;
  }
}

void MaskedImage::copy(const std::uint8_t* mask, float* pixels) const {
  const std::size_t plane = labels_.size();
  for (std::size_t i = 0; i < plane; ++i) {
    const std::vector<float>& from = mask[labels_[i]] != 0 ? shown_ : hidden_;
    for (std::size_t c = 0; c < 3; ++c) pixels[c * plane + i] = from[c * plane + i];
  }
}

MaskedClassifier::MaskedClassifier(const MaskedImage& photo, ImageClassifier& classifier, std::size_t batch,
                                   std::function<void(std::size_t)> progress)
    : photo_(photo), classifier_(classifier), batch_(std::max<std::size_t>(1, batch)), progress_(std::move(progress)) {}

void MaskedClassifier::encode(const std::vector<const std::uint8_t*>& rows) {
  throw_if_interrupted();
  std::vector<float> pixels(rows.size() * photo_.numbers());  // (B, 3, H, W)
  for (std::size_t b = 0; b < rows.size(); ++b) photo_.copy(rows[b], pixels.data() + b * photo_.numbers());
  std::vector<float> embeddings(rows.size() * classifier_.image->width());  // (B, E)
  classifier_.image->encode(pixels.data(), rows.size(), embeddings.data());
  const std::vector<double> p = classifier_.probabilities(embeddings);  // (B, C)
  const auto classes = static_cast<std::ptrdiff_t>(p.size() / rows.size());
  for (std::size_t b = 0; b < rows.size(); ++b) {
    const auto first = p.begin() + static_cast<std::ptrdiff_t>(b) * classes;
    known_.emplace(std::string(rows[b], rows[b] + photo_.segments()), std::vector<double>(first, first + classes));
  }
  if (progress_) progress_(known_.size());
}

std::vector<double> MaskedClassifier::predict(const Masks& masks) {
  std::vector<const std::uint8_t*> waiting;
  std::unordered_set<std::string> queued;
  for (std::size_t i = 0; i < masks.rows(); ++i) {
    std::string key(masks.row(i), masks.row(i) + masks.segments);
    if (known_.count(key) > 0 || !queued.insert(std::move(key)).second) continue;
    waiting.push_back(masks.row(i));
    if (waiting.size() == batch_) {
      encode(waiting);
      waiting.clear();
      queued.clear();
    }
  }
  if (!waiting.empty()) encode(waiting);
  std::vector<double> probabilities;
  for (std::size_t i = 0; i < masks.rows(); ++i) {
    const std::vector<double>& row = known_.at(std::string(masks.row(i), masks.row(i) + masks.segments));
    probabilities.insert(probabilities.end(), row.begin(), row.end());
  }
  return probabilities;
}

}  // namespace p8
