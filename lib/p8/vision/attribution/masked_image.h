#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "p8/vision/attribution/masks.h"
#include "p8/vision/classifier/image_classifier.h"
#include "p8/vision/embedding/encoder.h"
#include "p8/vision/image/preprocessing.h"
#include "p8/vision/segmentation/segments.h"

namespace p8 {

enum class Segmenter { Quickshift, Slic, Grid };

/// How photos are cut into segments.
struct SegmentChoice {
  Segmenter segmenter = Segmenter::Quickshift;
  std::size_t count = 0;  ///< about how many; 0 for quickshift, which finds it itself
};

constexpr std::size_t kMaxSegments = 1000;  ///< that may be asked for: the linear models grow with their square

/// "quickshift", "slic:N", "grid:N". Throws Error(Usage) for anything else, and unless N is 1 to 1,000.
SegmentChoice parse_segments(const std::string& text);

/// The segments of a photo as the model sees it: of resize_and_crop()'s square, not of the file's whole picture.
/// A square of one colour is one segment, but for a grid: quickshift would cut it by its noise.
/// @param seed  of quickshift; SLIC and grids have nothing random.
Segments segments_of(const RgbImage& square, const SegmentChoice& choice, std::uint64_t seed, int threads);

/// What stands where a segment is hidden.
enum class HiddenFill {
  Mean,   ///< the segment's mean colour, as in LIME for photos
  Black,  ///< 0
  Grey,   ///< the mean colour that the model subtracts, so that the network is given 0
};
/// "mean", "black", "grey".
const char* name_of(HiddenFill fill);

/// Makes copies of one photo in which only some segments are shown, as the encoder takes them.
class MaskedImage {
 public:
  /// @param square  (H, W) pixels, H = W = preprocessing.crop.   @param segments  of the square.
  MaskedImage(const RgbImage& square, const Segments& segments, HiddenFill fill, const Preprocessing& preprocessing);

  std::size_t segments() const { return segments_; }
  std::size_t numbers() const { return shown_.size(); }  ///< 3 · H · W

  /// One copy, (3, H, W), normalised.   @param mask  (S).   @param pixels  3 · H · W numbers, filled.
  void copy(const std::uint8_t* mask, float* pixels) const;

 private:
  std::size_t segments_;
  std::vector<std::uint32_t> labels_;  // (H, W)
  std::vector<float> shown_;           // (3, H, W)
  std::vector<float> hidden_;          // (3, H, W)
};

/// A classifier's probabilities of masked copies of one photo. Copies exist for one batch at a time, (B, 3, H, W)
/// numbers whatever the count of masks; each different mask is encoded once as long as this lives.
class MaskedClassifier {
 public:
  /// @param batch  B, copies that are encoded at once.   @param progress  called with the copies encoded so far.
  /// Everything is borrowed.
  MaskedClassifier(const MaskedImage& photo, ImageClassifier& classifier, std::size_t batch,
                   std::function<void(std::size_t encoded)> progress = {});

  /// (N, C) probabilities. Throws Interrupted, and what the encoder throws.
  std::vector<double> predict(const Masks& masks);
  /// predict() as explainers take it, valid as long as this lives.
  PredictMasks function() {
    return [this](const Masks& masks) { return predict(masks); };
  }
  std::size_t encoded() const { return known_.size(); }  ///< different masks so far

 private:
  void encode(const std::vector<const std::uint8_t*>& rows);

  const MaskedImage& photo_;
  ImageClassifier& classifier_;
  std::size_t batch_;
  std::function<void(std::size_t)> progress_;
  std::unordered_map<std::string, std::vector<double>> known_;  // (C) by mask
};

}  // namespace p8
