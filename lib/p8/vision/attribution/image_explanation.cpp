#include "p8/vision/attribution/image_explanation.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "p8/base/random.h"
#include "p8/statistics/statistics.h"
#include "p8/vision/attribution/kernel_shap.h"
#include "p8/vision/attribution/lime.h"

namespace p8 {

namespace {

/// The seed of a part: far from that of its neighbours.
std::uint64_t seed_of_part(std::uint64_t seed, std::size_t part) { return seed + 0x9e3779b97f4a7c15U * part; }

/// What each label's map is, and how well it fits.
struct Fit {
  std::vector<double> weights;
  double intercept = 0.0;
  double local_prediction = 0.0;
  double r2 = 0.0;
};

Fit lime_fit(const Masks& masks, const std::vector<double>& p, std::size_t label) {
  const LimeExplanation lime = explain_label(masks, p, label, LimeOptions());
  Fit fit{std::vector<double>(masks.segments, 0.0), lime.intercept, lime.local_prediction, lime.r2};
  for (const SegmentWeight& weight : lime.weights) fit.weights[weight.segment] = weight.weight;
  return fit;
}

/// How much a coalition counts in KernelSHAP where each stands there once: (S - 1) / (binomial(S, k) k (S - k)).
std::vector<double> kernel_weights(std::size_t segments) {
  std::vector<double> weights(segments + 1, 0.0);
  double ways = 1.0;
  for (std::size_t k = 1; k < segments; ++k) {
    ways = ways * static_cast<double>(segments - k + 1) / static_cast<double>(k);
    weights[k] =
        static_cast<double>(segments - 1) / (ways * static_cast<double>(k) * static_cast<double>(segments - k));
  }
  return weights;
}

/// The share of the variance among coalitions that the sum of values explains; 1 where nothing varies.
double additive_r2(const Masks& masks, const std::vector<double>& p, std::size_t label, const Fit& fit, bool exact) {
  const std::size_t classes = p.size() / masks.rows();
  const std::vector<double> by_size = kernel_weights(masks.segments);
  double sum = 0.0, mean = 0.0, squares = 0.0, errors = 0.0;
  for (std::size_t i = 0; i < masks.rows(); ++i) {
    const std::uint8_t* const row = masks.row(i);
    const auto shown = std::accumulate(row, row + masks.segments, std::size_t{0});
    if (shown == 0 || shown == masks.segments) continue;  // met by construction
    // Drawn coalitions are drawn by their weight already.
    const double weight = exact ? by_size[shown] : 1.0;
    const double value = p[i * classes + label];
    double predicted = fit.intercept;
    for (std::size_t s = 0; s < masks.segments; ++s) predicted += row[s] * fit.weights[s];
    sum += weight;
    const double before = value - mean;
    mean += before * weight / sum;
    squares += weight * before * (value - mean);
    errors += weight * (value - predicted) * (value - predicted);
  }
  return squares > 0.0 ? 1.0 - errors / squares : 1.0;
}

Fit shap_fit(const ShapExplanation& shap, const Masks& masks, const std::vector<double>& p, std::size_t label) {
  const auto first = shap.values.begin() + static_cast<std::ptrdiff_t>(label * shap.segments);
  Fit fit{{first, first + static_cast<std::ptrdiff_t>(shap.segments)}, shap.nothing_shown[label], 0.0, 0.0};
  fit.local_prediction = std::accumulate(fit.weights.begin(), fit.weights.end(), fit.intercept);
  fit.r2 = additive_r2(masks, p, label, fit, shap.exact);
  return fit;
}

/// The samples of one step: parts that can each be explained alone, and all of them together.
class Samples {
 public:
  Samples(ExplainMethod method, std::size_t segments, std::size_t count, std::uint64_t seed)
      : method_(method), whole_{segments, {}} {
    const bool exact = method == ExplainMethod::Shap && segments <= kExactSegments;
    // All parts begin with the rows that each explanation needs; together these count once.
    const std::size_t common = method == ExplainMethod::Lime ? 1 : 2;
    for (std::size_t part = 0; part < (exact ? 1 : kSampleParts); ++part) {
      const std::size_t drawn = (count - std::min(count, common) + kSampleParts - 1 - part) / kSampleParts;
      parts_.push_back(draw(drawn, seed_of_part(seed, part)));
      const auto skipped = static_cast<std::ptrdiff_t>(part == 0 ? 0 : common * segments);
      whole_.values.insert(whole_.values.end(), parts_.back().values.begin() + skipped, parts_.back().values.end());
    }
  }

  const Masks& whole() const { return whole_; }
  std::size_t parts() const { return parts_.size(); }

  /// The maps of some labels by all samples.
  std::vector<Fit> fit(const PredictMasks& predict, const std::vector<std::size_t>& labels) const {
    return fit(whole_, predict, labels);
  }
  std::vector<Fit> fit_part(std::size_t part, const PredictMasks& predict,
                            const std::vector<std::size_t>& labels) const {
    return fit(parts_[part], predict, labels);
  }

 private:
  Masks draw(std::size_t drawn, std::uint64_t seed) const {
    if (method_ == ExplainMethod::Lime) return lime_masks(whole_.segments, drawn + 1, seed);
    KernelShapOptions options;
    options.samples = drawn;
    options.seed = seed;
    return shap_masks(whole_.segments, options);
  }

  std::vector<Fit> fit(const Masks& masks, const PredictMasks& predict, const std::vector<std::size_t>& labels) const {
    const std::vector<double> p = predict(masks);
    std::vector<Fit> fits;
    if (method_ == ExplainMethod::Lime) {
      for (const std::size_t label : labels) fits.push_back(lime_fit(masks, p, label));
      return fits;
    }
    const ShapExplanation shap = shap_of_masks(masks, p);
    for (const std::size_t label : labels) fits.push_back(shap_fit(shap, masks, p, label));
    return fits;
  }

  ExplainMethod method_;
  Masks whole_;
  std::vector<Masks> parts_;
};

/// The five segments of the highest weight, ascending, without those that hardly speak for the class.
std::vector<std::size_t> top_segments(const std::vector<double>& weights) {
  std::vector<std::size_t> top = ranking_of(weights);
  const double least = kMinOfTop * weights[top.front()];
  top.resize(std::min<std::size_t>(kTopSegments, top.size()));
  while (!top.empty() && !(weights[top.back()] > std::max(0.0, least))) top.pop_back();
  std::sort(top.begin(), top.end());
  return top;
}

bool agree(const std::vector<double>& before, const std::vector<double>& after) {
  const std::vector<std::size_t> top = top_segments(after);
  if (top_segments(before) != top) return false;
  std::vector<double> a, b;
  for (const std::size_t segment : top) {
    a.push_back(before[segment]);
    b.push_back(after[segment]);
  }
  const double correlation = rank_correlation(a, b);
  return std::isnan(correlation) || correlation >= kStableCorrelation;  // one segment has no rank
}

bool agree(const std::vector<Fit>& before, const std::vector<Fit>& after) {
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (!agree(before[i].weights, after[i].weights)) return false;
  }
  return true;
}

/// The ranking's segments in up to kCurveSteps groups, so that a curve costs as many copies whatever S is.
Faithfulness in_steps(const PredictMasks& predict, const std::vector<std::size_t>& sizes,
                      const std::vector<std::size_t>& ranking, std::size_t label) {
  const std::size_t segments = sizes.size(), groups = std::min(kCurveSteps, segments);
  std::vector<std::size_t> group_of(segments), group_sizes(groups, 0), order(groups);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < segments; ++i) {
    group_of[ranking[i]] = i * groups / segments;
    group_sizes[group_of[ranking[i]]] += sizes[ranking[i]];
  }
  const PredictMasks of_groups = [&](const Masks& masks) {
    Masks spread{segments, {}};
    for (std::size_t row = 0; row < masks.rows(); ++row) {
      for (std::size_t s = 0; s < segments; ++s) spread.values.push_back(masks.row(row)[group_of[s]]);
    }
    return predict(spread);
  };
  return faithfulness(of_groups, group_sizes, order, label);
}

void compare_with_chance(const PredictMasks& predict, const std::vector<std::size_t>& sizes,
                         const ImageExplanationOptions& options, LabelExplanation& explanation) {
  explanation.faithfulness = in_steps(predict, sizes, ranking_of(explanation.weights), explanation.label);
  Random random(options.seed);
  RandomFaithfulness rankings;
  std::vector<std::size_t> order(sizes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = 0; i < options.random_rankings; ++i) {
    random.shuffle(order);  // the same orders for every label, whose copies are then known
    const Faithfulness one = in_steps(predict, sizes, order, explanation.label);
    rankings.rankings.push_back(one);
    explanation.random.deletion_auc += one.deletion_auc / static_cast<double>(options.random_rankings);
    explanation.random.insertion_auc += one.insertion_auc / static_cast<double>(options.random_rankings);
  }
  explanation.chance = chance_of(explanation.faithfulness, rankings);
}

}  // namespace

const char* name_of(ExplainMethod method) { return method == ExplainMethod::Lime ? "lime" : "shap"; }

ImageExplanation explain_image(const PredictMasks& predict, const std::vector<std::size_t>& sizes,
                               const ImageExplanationOptions& options) {
  ImageExplanation result;
  result.segments = sizes.size();
  const std::vector<double> whole = predict({sizes.size(), std::vector<std::uint8_t>(sizes.size(), 1)});
  const std::vector<std::size_t> labels =
      options.labels.empty() ? top_labels(whole, whole.size(), options.top_labels) : options.labels;

  const bool until_stable = options.samples == 0;
  std::size_t count = until_stable ? kFirstSamples : options.samples;
  Samples samples(options.method, sizes.size(), count, options.seed);
  std::vector<Fit> fits = samples.fit(predict, labels);
  result.exact = samples.parts() == 1;
  result.settled = !until_stable || result.exact;
  while (!result.settled && count < kMaxSamples) {
    count *= 2;
    samples = Samples(options.method, sizes.size(), count, options.seed);
    std::vector<Fit> next = samples.fit(predict, labels);
    result.settled = agree(fits, next);
    fits = std::move(next);
  }
  result.samples = samples.whole().rows();

  std::vector<std::vector<std::vector<double>>> maps(labels.size());  // of each label, a part each
  for (std::size_t part = 0; part < samples.parts(); ++part) {
    std::vector<Fit> alone = samples.fit_part(part, predict, labels);
    for (std::size_t i = 0; i < labels.size(); ++i) maps[i].push_back(std::move(alone[i].weights));
  }
  for (std::size_t i = 0; i < labels.size(); ++i) {
    LabelExplanation explanation;
    explanation.label = labels[i];
    explanation.probability = whole[labels[i]];
    explanation.weights = std::move(fits[i].weights);
    explanation.intercept = fits[i].intercept;
    explanation.local_prediction = fits[i].local_prediction;
    explanation.r2 = fits[i].r2;
    explanation.stability = stability_of(maps[i]);
    compare_with_chance(predict, sizes, options, explanation);
    result.labels.push_back(std::move(explanation));
  }
  return result;
}

bool is_no_better_than_chance(const LabelExplanation& explanation, std::size_t random_rankings) {
  const double least = 1.0 / static_cast<double>(random_rankings + 1);
  return explanation.chance > std::max(0.05, least) + 1e-12;
}

}  // namespace p8
