#include "p8/vision/attribution/map_pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "p8/vision/attribution/evidence.h"

namespace p8 {

namespace {

constexpr std::size_t kMinSide = 224;
constexpr double kStrongest = 0.85;  // opacity of the largest weight
constexpr double kPale = 0.5;        // how far the photo below is faded to white

using Colour = std::array<double, 3>;
constexpr Colour kFor = {178, 24, 43};       // #b2182b
constexpr Colour kAgainst = {33, 102, 172};  // #2166ac
constexpr std::array<std::uint8_t, 3> kBlack = {0, 0, 0};
constexpr std::array<std::uint8_t, 3> kWhite = {255, 255, 255};

/// ITU-R BT.601 grey, faded.
double pale_grey(const std::uint8_t* pixel) {
  const double grey = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
  return grey + kPale * (255.0 - grey);
}

/// @param level  in [-1, 1].
void blend(const std::uint8_t* photo, double level, std::uint8_t* target) {
  const double grey = pale_grey(photo), opacity = kStrongest * std::min(1.0, std::abs(level));
  const Colour& colour = level > 0.0 ? kFor : kAgainst;
  for (std::size_t c = 0; c < 3; ++c) {
    target[c] = static_cast<std::uint8_t>(std::lround(grey + opacity * (colour[c] - grey)));
  }
}

double largest_magnitude(const std::vector<double>& values) {
  double largest = 0.0;
  for (const double value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

/// Whether pixel i is inside while some pixel within `reach` along a side is outside or beyond the edge.
class Outline {
 public:
  Outline(std::vector<char> inside, std::size_t width) : inside_(std::move(inside)), width_(width) {}

  bool is_within(std::size_t x, std::size_t y, std::size_t reach) const {
    if (inside_[y * width_ + x] == 0) return false;
    const std::size_t height = inside_.size() / width_;
    if (x < reach || y < reach || x + reach >= width_ || y + reach >= height) return true;
    return inside_[y * width_ + x - reach] == 0 || inside_[y * width_ + x + reach] == 0 ||
           inside_[(y - reach) * width_ + x] == 0 || inside_[(y + reach) * width_ + x] == 0;
  }

  /// A black line with a white one inside it: one of them is seen on any ground.
  void draw(RgbImage& image) const {
    for (std::size_t y = 0; y < image.height; ++y) {
      for (std::size_t x = 0; x < image.width; ++x) {
        if (is_within(x, y, 2)) std::copy(kBlack.begin(), kBlack.end(), image.row(y) + 3 * x);
        if (is_within(x, y, 4) && !is_within(x, y, 2)) {
          std::copy(kWhite.begin(), kWhite.end(), image.row(y) + 3 * x);
        }
      }
    }
  }

 private:
  std::vector<char> inside_;
  std::size_t width_;
};

}  // namespace

RgbImage enlarged(const RgbImage& image, std::size_t factor) {
  RgbImage large(image.width * factor, image.height * factor);
  for (std::size_t y = 0; y < large.height; ++y) {
    for (std::size_t x = 0; x < large.width; ++x) {
      std::copy_n(image.row(y / factor) + 3 * (x / factor), 3, large.row(y) + 3 * x);
    }
  }
  return large;
}

std::size_t picture_factor(std::size_t side) { return side >= kMinSide ? 1 : (kMinSide + side - 1) / side; }

std::vector<float> weight_of_pixels(const Segments& segments, const std::vector<double>& weights) {
  std::vector<float> values;
  values.reserve(segments.labels.size());
  for (const std::uint32_t segment : segments.labels) values.push_back(static_cast<float>(weights[segment]));
  return values;
}

RgbImage segments_picture(const RgbImage& square, const Segments& segments) {
  const std::size_t factor = picture_factor(square.width);
  RgbImage picture = enlarged(square, factor);
  const auto segment_at = [&](std::size_t x, std::size_t y) { return segments.at(y / factor, x / factor); };
  for (std::size_t y = 0; y < picture.height; ++y) {
    for (std::size_t x = 0; x < picture.width; ++x) {
      const std::uint32_t own = segment_at(x, y);
      const bool right = x + 1 < picture.width && segment_at(x + 1, y) != own;
      const bool below = y + 1 < picture.height && segment_at(x, y + 1) != own;
      const bool left = x > 0 && segment_at(x - 1, y) != own;
      const bool above = y > 0 && segment_at(x, y - 1) != own;
      if (right || below || left || above) {
        const auto& colour = right || below ? kBlack : kWhite;
        std::copy(colour.begin(), colour.end(), picture.row(y) + 3 * x);
      }
    }
  }
  return picture;
}

RgbImage heat_picture(const RgbImage& square, const Segments& segments, const std::vector<double>& weights) {
  const std::size_t factor = picture_factor(square.width);
  const double largest = largest_magnitude(weights);
  RgbImage heat(square.width, square.height);
  for (std::size_t i = 0; i < segments.labels.size(); ++i) {
    const double level = largest > 0.0 ? weights[segments.labels[i]] / largest : 0.0;
    blend(square.pixels.data() + 3 * i, level, heat.pixels.data() + 3 * i);
  }
  RgbImage picture = enlarged(heat, factor);
  std::vector<char> is_strongest(segments.count, 0);
  for (const std::size_t segment : strongest_segments(weights)) is_strongest[segment] = 1;
  std::vector<char> inside;
  for (std::size_t y = 0; y < picture.height; ++y) {
    for (std::size_t x = 0; x < picture.width; ++x) inside.push_back(is_strongest[segments.at(y / factor, x / factor)]);
  }
  Outline(std::move(inside), picture.width).draw(picture);
  return picture;
}

RgbImage grid_picture(const RgbImage& square, const std::vector<double>& cells, const std::vector<int>& outlined,
                      std::size_t grid) {
  RgbImage picture = enlarged(square, picture_factor(square.width));
  const double largest = largest_magnitude(cells);
  std::vector<char> inside;
  for (std::size_t y = 0; y < picture.height; ++y) {
    for (std::size_t x = 0; x < picture.width; ++x) {
      const std::size_t cell = y * grid / picture.height * grid + x * grid / picture.width;
      std::uint8_t* const pixel = picture.row(y) + 3 * x;
      blend(pixel, largest > 0.0 ? cells[cell] / largest : 0.0, pixel);
      inside.push_back(outlined[cell] != 0 ? 1 : 0);
    }
  }
  Outline(std::move(inside), picture.width).draw(picture);
  return picture;
}

}  // namespace p8
