#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/vision/attribution/faithfulness.h"
#include "p8/vision/attribution/masks.h"

namespace p8 {

enum class ExplainMethod {
  Lime,  ///< weights of a linear model near the photo
  Shap,  ///< Shapley values by KernelSHAP
};

/// "lime", "shap".
const char* name_of(ExplainMethod method);

constexpr std::size_t kSampleParts = 4;
constexpr std::size_t kMinSamples = 8;
constexpr std::size_t kMaxAskedSamples = 20000;
constexpr std::size_t kFirstSamples = 250;  ///< of --samples auto, doubled until stable
constexpr std::size_t kMaxSamples = 4000;   ///< where it ends at the latest
constexpr std::size_t kTopSegments = 5;     ///< that must stay the same until then
constexpr double kMinOfTop = 0.05;          ///< of the highest weight, below which a segment is not among them
constexpr double kStableCorrelation = 0.9;  ///< of their ranks in the last two steps, at least
constexpr std::size_t kCurveSteps = 32;     ///< of a deletion or insertion curve at most

struct ImageExplanationOptions {
  ExplainMethod method = ExplainMethod::Lime;
  std::size_t samples = 1000;       ///< 8 to 20,000; 0: as many as it takes until the map is stable
  std::size_t top_labels = 1;       ///< classes that are explained, the most probable first
  std::vector<std::size_t> labels;  ///< classes to explain instead; empty: the most probable ones
  std::size_t random_rankings = 8;  ///< that the map's ranking is compared with
  std::uint64_t seed = 42;
};

/// Why one class has its probability.
struct LabelExplanation {
  std::size_t label = 0;
  double probability = 0.0;       ///< of the whole photo
  std::vector<double> weights;    ///< (S) changes of the probability: LIME's weights or Shapley values
  double intercept = 0.0;         ///< LIME: the linear model's; SHAP: the probability with all segments hidden
  double local_prediction = 0.0;  ///< intercept + all weights; SHAP: the probability itself, exactly
  double r2 = 0.0;                ///< share of the variance among the copies that the sum of weights explains
  Stability stability;            ///< of the maps that each quarter of the samples gives alone
  Faithfulness faithfulness;      ///< of the map's ranking
  Faithfulness random;            ///< means of random rankings
  double chance = 1.0;            ///< chance_of() the map among them
};

struct ImageExplanation {
  std::size_t segments = 0;  ///< S
  std::size_t samples = 0;   ///< drawn for each explanation
  std::size_t encoded = 0;   ///< different copies that the model was asked for, curves included
  bool exact = false;        ///< SHAP: every coalition was asked for
  bool settled = true;       ///< false: `samples` 0 and the map was not stable at kMaxSamples
  std::vector<LabelExplanation> labels;
};

/// Explains one photo, of which `predict` hides segments.
///
/// Samples are drawn in four parts with seeds of their own, whose sizes differ by one at most; the explanation is that
/// of all of them, the stability that of the parts' maps. With samples 0 there are 250, then twice as many, and so on,
/// until for every class the top segments are the same as at the step before and their ranks correlate by 0.9 or more;
/// these are the five of the highest weight, without those below a twentieth of the highest, whose order is noise. The
/// copies of a step are among those of the next.
/// Deletion and insertion curves hide or show segments in up to 32 groups of about equal count, in the ranking's order.
/// @param predict  should remember what it was asked (see MaskedClassifier): steps and curves ask again.
/// @param sizes  (S) pixels of the segments, S at least 1.
ImageExplanation explain_image(const PredictMasks& predict, const std::vector<std::size_t>& sizes,
                               const ImageExplanationOptions& options);

/// Whether a map tells no more than random rankings: unless it beats 95 % of them, and all of them where there are too
/// few for that.
bool is_no_better_than_chance(const LabelExplanation& explanation, std::size_t random_rankings);

}  // namespace p8
