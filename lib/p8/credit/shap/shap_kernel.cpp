#include "p8/credit/shap/shap_kernel.h"

#include <algorithm>
#include <cstring>

#include "p8/base/instruction_set.h"

namespace p8 {

namespace {

// The walk. With h = o of a split's feature so far (1 until a condition fails), z its reach and f(t) = t h + (1 - t) z,
// every split has, for each quadrature point t and each row,
//   P = weight(t) * product of the f of all features on the path above,
//   S = sum over the leaves below of value * their P,
// and adds to its feature, for each child c,
//   sum over t of S_c ((h_c - z_c) / f_c - (h - z) / f)      (h, z, f: before the split).
// Since h is 0 or 1, (h - z) / f = (h / (t + (1 - t) z) - 1) / (1 - t), so that with r(z) = 1 / ((t + (1 - t) z)(1 -
// t)) this is  h_c sum S_c r(z_c)  -  h sum S_c r(z).  Dividing the old f out of P and multiplying the new one in is
// the factor g = f_c / f, which over the three cases (h_c, h) = (0, 0), (0, 1), (1, 1) is linear: a + b h_c + c h. A
// leaf with h_c = 1 has S_c r(z_c) = value * P * r(z), so two leaves need no products of their own:
//   sum over t of r(z) (P (h_1 value_1 + h_2 value_2) - h S).
//
// Coefficients of a split, each `points` numbers. Leaf values are multiplied into a, b, c. For a pair of leaves a, b, c
// of the first child hold the sum of both with h_2 = h - h_1 put in.
enum Coefficient : std::size_t { kA1, kB1, kC1, kR1, kA2, kB2, kC2, kR2, kROld, kCoefficients };

constexpr std::size_t kLanes = ShapKernel::kLanes;

// Workspace of a level, kLanes doubles each: P, S of the first and of the second child for each point, then h of both
// children. Level 0 lies above the root: it takes the root's S, and its h is 1.
std::size_t level_size(std::size_t points) { return (3 * points + 2) * kLanes; }
constexpr std::size_t sums_offset(std::size_t points, bool second) { return (second ? 2 : 1) * points * kLanes; }
constexpr std::size_t hot_offset(std::size_t points, bool second) { return (3 * points + (second ? 1 : 0)) * kLanes; }

/// a, b, c and r of one child.
/// @param r_old  r before the split.
void expand_child(const ShapSplit& split, std::size_t child, const Quadrature& quadrature, const double* r_old,
                  double* a) {
  const std::size_t points = quadrature.points.size();
  const double value = split.is_leaf[child] ? split.leaf_value[child] : 1.0;
  double* b = a + points;
  double* c = b + points;
  double* r = c + points;
  for (std::size_t q = 0; q < points; ++q) {
    const double t = quadrature.points[q];
    const double rest = 1.0 - t;
    const double cold = rest * split.reach[child];
    r[q] = 1.0 / ((t + cold) * rest);
    if (split.previous < 0) {
      a[q] = cold * value;
      b[q] = t * value;
      c[q] = 0.0;
    } else {
      const double inverse_old = r_old[q] * rest;  // 1 / f where h was 1
      a[q] = split.reach_ratio[child] * value;
      b[q] = t * inverse_old * value;
      c[q] = (cold * inverse_old - split.reach_ratio[child]) * value;
    }
  }
}

/// Puts h_2 = h - h_1 into the sum of both leaves' factors; without a previous split h = 1 goes into a.
void join_leaves(bool has_previous, std::size_t points, double* k) {
  for (std::size_t q = 0; q < points; ++q) {
    double& a = k[kA1 * points + q];
    double& b = k[kB1 * points + q];
    double& c = k[kC1 * points + q];
    const double b2 = k[kB2 * points + q];
    a += k[kA2 * points + q];
    b -= b2;
    c += b2 + k[kC2 * points + q];
    if (!has_previous) a += c;
  }
}

/// Fills (splits, kCoefficients, points).
void expand(const std::vector<ShapSplit>& splits, const Quadrature& quadrature, double* coefficients) {
  const std::size_t points = quadrature.points.size();
  for (std::size_t s = 0; s < splits.size(); ++s) {
    const ShapSplit& split = splits[s];
    double* k = coefficients + s * kCoefficients * points;
    double* r_old = k + kROld * points;
    if (split.previous < 0) {
      for (std::size_t q = 0; q < points; ++q) r_old[q] = 1.0 / (1.0 - quadrature.points[q]);
    } else {
      const std::size_t previous = static_cast<std::size_t>(split.previous) * kCoefficients;
      std::copy_n(coefficients + (previous + (split.previous_is_second ? kR2 : kR1)) * points, points, r_old);
    }
    expand_child(split, 0, quadrature, r_old, k + kA1 * points);
    expand_child(split, 1, quadrature, r_old, k + kA2 * points);
    if (split.is_leaf[0] && split.is_leaf[1]) join_leaves(split.previous >= 0, points, k);
  }
}

template <std::size_t Width>
using Doubles [[gnu::vector_size(Width * 8), gnu::may_alias]] = double;
template <std::size_t Width>
using Masks [[gnu::vector_size(Width * 8), gnu::may_alias]] = std::int64_t;
template <std::size_t Width>
using Bytes [[gnu::vector_size(Width)]] = std::uint8_t;

/// What a step works on, in vectors of Width rows; a number of each row and point is at [q * kVectors + v].
template <std::size_t Width>
struct View {
  static constexpr std::size_t kVectors = kLanes / Width;
  using Vector = Doubles<Width>;

  std::size_t points;
  const double* k;  // coefficients
  const Vector* p;
  Vector* sums[2];
  Vector* hot[2];
  const Vector* old_hot;
  Vector* below;    // P of the next level
  Vector* result;   // S for the parent
  Vector* feature;  // accumulator
};

/// h of both children: the first takes the rows whose code says so and whose h was 1, the second the others.
template <std::size_t Width, bool HasPrevious>
[[gnu::always_inline]] inline void decide(const View<Width>& view, const ShapKernel::Step& step,
                                          const std::uint8_t* codes, std::size_t v, Doubles<Width>& h1,
                                          Doubles<Width>& h2) {
  using Mask = Masks<Width>;
  const Doubles<Width> old = HasPrevious ? view.old_hot[v] : Doubles<Width>{} + 1.0;
  Bytes<Width> bytes;
  std::memcpy(&bytes, codes + v * Width, Width);
  Mask goes = __builtin_convertvector(bytes, Mask) <= static_cast<std::int64_t>(step.limit);
  goes ^= static_cast<std::int64_t>(step.first_is_right ? -1 : 0);
  h1 = reinterpret_cast<Doubles<Width>>(goes & reinterpret_cast<Mask>(old));
  h2 = old - h1;
}

/// Both children are leaves.
template <std::size_t Width, bool HasPrevious>
[[gnu::always_inline]] inline void leaf_pair(const View<Width>& view, const ShapKernel::Step& step,
                                             const std::uint8_t* codes) {
  constexpr std::size_t kVectors = View<Width>::kVectors;
  const double* k = view.k;
  const std::size_t points = view.points;
  for (std::size_t v = 0; v < kVectors; ++v) {
    Doubles<Width> h1;
    Doubles<Width> h2;
    decide<Width, HasPrevious>(view, step, codes, v, h1, h2);
    Doubles<Width> products{};
    Doubles<Width> sums{};
    for (std::size_t q = 0; q < points; ++q) {
      const Doubles<Width> p = view.p[q * kVectors + v];
      Doubles<Width> factor = k[kA1 * points + q] + k[kB1 * points + q] * h1;
      if (HasPrevious) factor += k[kC1 * points + q] * view.old_hot[v];
      const Doubles<Width> sum = p * factor;
      products += p * k[kROld * points + q];
      sums += sum * k[kROld * points + q];
      view.result[q * kVectors + v] = sum;
    }
    if (HasPrevious) sums *= view.old_hot[v];
    view.feature[v] += products * (h1 * step.leaf_value[0] + h2 * step.leaf_value[1]) - sums;
  }
}

/// out = P times the factor of a child.
template <std::size_t Width, bool HasPrevious>
[[gnu::always_inline]] inline void multiply(const View<Width>& view, std::size_t child, std::size_t v,
                                            const Doubles<Width>& h, Doubles<Width>* out) {
  constexpr std::size_t kVectors = View<Width>::kVectors;
  const std::size_t points = view.points;
  const double* k = view.k + (child == 0 ? kA1 : kA2) * points;
  for (std::size_t q = 0; q < points; ++q) {
    Doubles<Width> factor = k[q] + k[points + q] * h;
    if (HasPrevious) factor += k[2 * points + q] * view.old_hot[v];
    out[q * kVectors + v] = view.p[q * kVectors + v] * factor;
  }
}

/// Decides, and goes down to the first child; a leaf's S is known at once, and the walk goes down to the second.
template <std::size_t Width, bool HasPrevious>
[[gnu::always_inline]] inline void open(const View<Width>& view, const ShapKernel::Step& step,
                                        const std::uint8_t* codes, bool first_is_leaf) {
  for (std::size_t v = 0; v < View<Width>::kVectors; ++v) {
    Doubles<Width> h1;
    Doubles<Width> h2;
    decide<Width, HasPrevious>(view, step, codes, v, h1, h2);
    view.hot[0][v] = h1;
    view.hot[1][v] = h2;
    multiply<Width, HasPrevious>(view, 0, v, h1, first_is_leaf ? view.sums[0] : view.below);
    if (first_is_leaf) multiply<Width, HasPrevious>(view, 1, v, h2, view.below);
  }
}

/// Both children's S are known: hands their sum up and adds to the feature.
template <std::size_t Width, bool HasPrevious>
[[gnu::always_inline]] inline void close(const View<Width>& view) {
  constexpr std::size_t kVectors = View<Width>::kVectors;
  const double* k = view.k;
  const std::size_t points = view.points;
  for (std::size_t v = 0; v < kVectors; ++v) {
    Doubles<Width> dot1{};
    Doubles<Width> dot2{};
    Doubles<Width> dot_old{};
    for (std::size_t q = 0; q < points; ++q) {
      const Doubles<Width> first = view.sums[0][q * kVectors + v];
      const Doubles<Width> second = view.sums[1][q * kVectors + v];
      const Doubles<Width> sum = first + second;
      dot1 += first * k[kR1 * points + q];
      dot2 += second * k[kR2 * points + q];
      dot_old += sum * k[kROld * points + q];
      view.result[q * kVectors + v] = sum;
    }
    if (HasPrevious) dot_old *= view.old_hot[v];
    view.feature[v] += view.hot[0][v] * dot1 + view.hot[1][v] * dot2 - dot_old;
  }
}

template <std::size_t Width, bool HasPrevious>
[[gnu::always_inline]] inline void run_step(const View<Width>& view, const ShapKernel::Step& step,
                                            const std::uint8_t* codes) {
  switch (step.kind) {
    case ShapStep::Kind::LeafPair:
      leaf_pair<Width, HasPrevious>(view, step, codes);
      break;
    case ShapStep::Kind::LeafThenSplit:
      open<Width, HasPrevious>(view, step, codes, true);
      break;
    case ShapStep::Kind::SplitFirst:
      open<Width, HasPrevious>(view, step, codes, false);
      break;
    case ShapStep::Kind::SplitSecond:
      for (std::size_t v = 0; v < View<Width>::kVectors; ++v) {
        multiply<Width, HasPrevious>(view, 1, v, view.hot[1][v], view.below);
      }
      break;
    case ShapStep::Kind::Close:
      close<Width, HasPrevious>(view);
      break;
  }
}

struct Walk {
  const ShapKernel::Step* steps;
  std::size_t step_count;
  const double* coefficients;
  double* workspace;
  const std::uint8_t* codes;
  double* accumulators;
};

template <std::size_t Width>
[[gnu::always_inline]] inline void walk(const Walk& w, std::size_t points) {
  using Vector = Doubles<Width>;
  for (const ShapKernel::Step* step = w.steps; step != w.steps + w.step_count; ++step) {
    double* level = w.workspace + step->level;
    const auto vectors = [](double* data) { return reinterpret_cast<Vector*>(data); };
    const View<Width> view{points,
                           w.coefficients + step->coefficients,
                           vectors(level),
                           {vectors(level + sums_offset(points, false)), vectors(level + sums_offset(points, true))},
                           {vectors(level + hot_offset(points, false)), vectors(level + hot_offset(points, true))},
                           vectors(w.workspace + step->old_hot),
                           vectors(level + level_size(points)),
                           vectors(w.workspace + step->result),
                           vectors(w.accumulators + step->feature)};
    if (step->has_previous) {
      run_step<Width, true>(view, *step, w.codes + step->codes);
    } else {
      run_step<Width, false>(view, *step, w.codes + step->codes);
    }
  }
}

/// The usual numbers of points as constants, so that their loops are unrolled.
template <std::size_t Width>
[[gnu::always_inline]] inline void walk_any(const Walk& w, std::size_t points) {
  switch (points) {
    case 1:
      return walk<Width>(w, 1);
    case 2:
      return walk<Width>(w, 2);
    case 3:
      return walk<Width>(w, 3);
    case 4:
      return walk<Width>(w, 4);
    default:
      return walk<Width>(w, points);
  }
}

using Kernel = void (*)(const Walk&, std::size_t);

void walk_baseline(const Walk& w, std::size_t points) { walk_any<2>(w, points); }
[[gnu::target("avx2,fma")]] void walk_avx2(const Walk& w, std::size_t points) { walk_any<4>(w, points); }
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void walk_avx512(const Walk& w, std::size_t points) {
  walk_any<8>(w, points);
}

Kernel best_kernel() {
  switch (instruction_set()) {
    case InstructionSet::Avx512:
      return walk_avx512;
    case InstructionSet::Avx2:
      return walk_avx2;
    default:
      return walk_baseline;
  }
}

}  // namespace

void ShapKernel::prepare(const TreeShapPlan& plan, const Quadrature& quadrature) {
  points_ = quadrature.points.size();
  coefficients_.resize(std::max(coefficients_.size(), plan.splits.size() * kCoefficients * points_));
  expand(plan.splits, quadrature, coefficients_.data());
  list_steps(plan);

  workspace_.grow((plan.depth + 2) * level_size(points_) * sizeof(double));
  double* root = workspace_.as<double>() + level_size(points_);
  for (std::size_t q = 0; q < points_; ++q) std::fill_n(root + q * kLanes, kLanes, quadrature.weights[q]);
}

void ShapKernel::list_steps(const TreeShapPlan& plan) {
  steps_.clear();
  for (const ShapStep& planned : plan.steps) {
    const ShapSplit& split = plan.splits[planned.split];
    Step step{};
    step.kind = planned.kind;
    step.has_previous = split.previous >= 0;
    step.first_is_right = split.first_is_right;
    step.limit = split.test.limit;
    step.codes = split.test.column * SplitCoder::kRows;
    step.coefficients = planned.split * kCoefficients * points_;
    step.level = split.level * level_size(points_);
    step.result = step.level - level_size(points_) + sums_offset(points_, split.is_second);
    if (step.has_previous) {
      step.old_hot = plan.splits[static_cast<std::size_t>(split.previous)].level * level_size(points_) +
                     hot_offset(points_, split.previous_is_second);
    }
    step.feature = split.feature * kLanes;
    step.leaf_value[0] = split.leaf_value[0];
    step.leaf_value[1] = split.leaf_value[1];
    steps_.push_back(step);
  }
}

void ShapKernel::add(const std::uint8_t* codes, double* accumulators) {
  static const Kernel kernel = best_kernel();
  kernel({steps_.data(), steps_.size(), coefficients_.data(), workspace_.as<double>(), codes, accumulators}, points_);
}

}  // namespace p8
