#include "p8/scoring/tree_shap.h"

#include <algorithm>
#include <cstring>

#include "p8/core/error.h"
#include "p8/core/log.h"
#include "p8/scoring/instruction_set.h"

namespace p8 {

namespace {

constexpr std::size_t kLanes = 16;  // rows of one walk
constexpr double kLeastReach = 1e-30;
constexpr double kMostReach = 1e30;
constexpr std::uint32_t kMostFeatures = 256;
constexpr std::size_t kMostLevelPoints = std::size_t{1} << 16;   // levels * points; 32 MB of workspace
constexpr std::size_t kAccumulatorBytes = std::size_t{1} << 19;  // half of a usual L2 cache
constexpr std::size_t kMostTiles = 8;

// The walk. With h = o of a split's feature so far (1 until a condition fails), z its reach and f(t) = t h + (1 - t) z,
// every split at level d has, for each quadrature point t and each row,
//   P[d] = weight(t) * product of the f of all features on the path,
//   S    = sum over the leaves below of value * their P,
// and adds to its feature, for each child c,
//   sum over t of S_c ((h_c - z_c) / f_c - (h - z) / f)      (h, z, f: before the split).
// Since h is 0 or 1, (h - z) / f = (h / (t + (1 - t) z) - 1) / (1 - t), so that with r(z) = 1 / ((t + (1 - t) z)(1 - t))
// this is  h_c sum S_c r(z_c)  -  h sum S_c r(z).  Dividing the old f out of P and multiplying the new one in is the
// factor g = f_c / f, which over the three cases (h_c, h) = (0, 0), (0, 1), (1, 1) is linear: a + b h_c + c h.
//
// Coefficients of a split, each one number a quadrature point; the leaf's value is multiplied into a, b, c.
enum Coefficient { kA1, kB1, kC1, kR1, kA2, kB2, kC2, kR2, kROld, kCoefficients };

/// Fills (splits, kCoefficients, points).
void expand(const std::vector<ShapSplit>& splits, const Quadrature& quadrature, double* coefficients) {
  const std::size_t points = quadrature.points.size();
  for (std::size_t s = 0; s < splits.size(); ++s) {
    const ShapSplit& split = splits[s];
    double* own = coefficients + s * kCoefficients * points;
    const double* r_previous =
        split.previous < 0 ? nullptr
                           : coefficients + (static_cast<std::size_t>(split.previous) * kCoefficients +
                                             (split.previous_is_second ? kR2 : kR1)) * points;
    for (std::size_t q = 0; q < points; ++q) {
      const double t = quadrature.points[q];
      const double rest = 1.0 - t;
      own[kROld * points + q] = r_previous == nullptr ? 1.0 / rest : r_previous[q];
    }
    for (std::size_t child = 0; child < 2; ++child) {
      double* a = own + (child == 0 ? kA1 : kA2) * points;
      double* b = a + points;
      double* c = b + points;
      double* r = c + points;
      const double value = split.is_leaf[child] ? split.leaf_value[child] : 1.0;
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
          const double inverse_old = r_previous[q] * rest;  // 1 / f of h = 1 before
          a[q] = split.reach_ratio[child] * value;
          b[q] = t * inverse_old * value;
          c[q] = (cold * inverse_old - split.reach_ratio[child]) * value;
        }
      }
    }
  }
}

template <std::size_t Width>
using Doubles [[gnu::vector_size(Width * 8), gnu::may_alias]] = double;
template <std::size_t Width>
using Masks [[gnu::vector_size(Width * 8), gnu::may_alias]] = std::int64_t;
template <std::size_t Width>
using Codes [[gnu::vector_size(Width)]] = std::uint8_t;

/// The state of a walk, kLanes numbers each: per level P, S of the first and of the second child for each point,
/// then h of both children.
struct Workspace {
  double* data;
  std::size_t points;

  std::size_t level_size() const { return (3 * points + 2) * kLanes; }
  double* products(std::size_t level) const { return data + level * level_size(); }
  double* sums(std::size_t level, bool second) const { return products(level) + (second ? 2 : 1) * points * kLanes; }
  double* hot(std::size_t level, bool second) const { return products(level) + (3 * points + (second ? 1 : 0)) * kLanes; }
};

/// What a step works on; all pointers at the same vector of rows.
template <std::size_t Width>
struct View {
  using Vector = Doubles<Width>;
  const double* k;  // coefficients
  Vector* p;        // [q * kVectors]
  Vector* s1;
  Vector* s2;
  Vector* h1;
  Vector* h2;
  Vector* below;       // products of the next level
  Vector* result;      // sums of the parent
  const Vector* h_old;
  Vector* accumulator;
};

/// h of both children from the codes: the first child takes the rows whose test says so and whose h was 1.
template <std::size_t Width>
[[gnu::always_inline]] inline void decide(const View<Width>& view, const std::uint8_t* codes, const ShapSplit& split) {
  using Mask = Masks<Width>;
  Codes<Width> bytes;
  std::memcpy(&bytes, codes, Width);
  Mask goes = __builtin_convertvector(bytes, Mask) <= static_cast<std::int64_t>(split.test.limit);
  goes ^= static_cast<std::int64_t>(split.first_is_right ? -1 : 0);
  const Mask first = goes & *reinterpret_cast<const Mask*>(view.h_old);
  *reinterpret_cast<Mask*>(view.h1) = first;
  *view.h2 = *view.h_old - *view.h1;
}

template <std::size_t Width, bool HasPrevious>
[[gnu::always_inline]] inline void factor(const View<Width>& view, std::size_t points, std::size_t q, bool second,
                                          Doubles<Width>& g) {
  const double* a = view.k + (second ? kA2 : kA1) * points + q;
  g = a[0] + a[points] * (second ? *view.h2 : *view.h1);
  if constexpr (HasPrevious) g += a[2 * points] * *view.h_old;
}

template <std::size_t Width>
[[gnu::always_inline]] inline void accumulate(const View<Width>& view, const Doubles<Width>& dot1,
                                              const Doubles<Width>& dot2, const Doubles<Width>& dot_old) {
  *view.accumulator += *view.h1 * dot1 + *view.h2 * dot2 - *view.h_old * dot_old;
}

template <std::size_t Width, bool HasPrevious>
[[gnu::always_inline]] inline void step(const View<Width>& view, ShapStep::Kind kind, std::size_t points,
                                        const std::uint8_t* codes, const ShapSplit& split) {
  constexpr std::size_t kVectors = kLanes / Width;
  using Vector = Doubles<Width>;
  const double* r1 = view.k + kR1 * points;
  const double* r2 = view.k + kR2 * points;
  const double* r_old = view.k + kROld * points;
  Vector dot1{};
  Vector dot2{};
  Vector dot_old{};
  Vector g;
  switch (kind) {
    case ShapStep::Kind::LeafPair:
      decide<Width>(view, codes, split);
      for (std::size_t q = 0; q < points; ++q) {
        factor<Width, HasPrevious>(view, points, q, false, g);
        const Vector first = view.p[q * kVectors] * g;
        factor<Width, HasPrevious>(view, points, q, true, g);
        const Vector second = view.p[q * kVectors] * g;
        const Vector sum = first + second;
        dot1 += first * r1[q];
        dot2 += second * r2[q];
        dot_old += sum * r_old[q];
        view.result[q * kVectors] = sum;
      }
      accumulate<Width>(view, dot1, dot2, dot_old);
      break;
    case ShapStep::Kind::LeafThenSplit:
      decide<Width>(view, codes, split);
      for (std::size_t q = 0; q < points; ++q) {
        factor<Width, HasPrevious>(view, points, q, false, g);
        view.s1[q * kVectors] = view.p[q * kVectors] * g;
        factor<Width, HasPrevious>(view, points, q, true, g);
        view.below[q * kVectors] = view.p[q * kVectors] * g;
      }
      break;
    case ShapStep::Kind::SplitFirst:
      decide<Width>(view, codes, split);
      for (std::size_t q = 0; q < points; ++q) {
        factor<Width, HasPrevious>(view, points, q, false, g);
        view.below[q * kVectors] = view.p[q * kVectors] * g;
      }
      break;
    case ShapStep::Kind::SplitSecond:
      for (std::size_t q = 0; q < points; ++q) {
        factor<Width, HasPrevious>(view, points, q, true, g);
        view.below[q * kVectors] = view.p[q * kVectors] * g;
      }
      break;
    case ShapStep::Kind::Close:
      for (std::size_t q = 0; q < points; ++q) {
        const Vector first = view.s1[q * kVectors];
        const Vector second = view.s2[q * kVectors];
        const Vector sum = first + second;
        dot1 += first * r1[q];
        dot2 += second * r2[q];
        dot_old += sum * r_old[q];
        view.result[q * kVectors] = sum;
      }
      accumulate<Width>(view, dot1, dot2, dot_old);
      break;
  }
}

/// One tree, kLanes rows.
struct Walk {
  const ShapStep* steps;
  std::size_t step_count;
  const ShapSplit* splits;
  const double* coefficients;
  const double* weights;      // of the quadrature
  Workspace workspace;
  const std::uint8_t* codes;  // of the first row; columns are SplitCoder::kRows apart
  double* accumulators;       // (used features, kLanes)
};

/// Points: number of quadrature points where known at compile time, else 0.
template <std::size_t Width, std::size_t Points>
[[gnu::always_inline]] inline void walk(const Walk& w) {
  using Vector = Doubles<Width>;
  const Workspace space{w.workspace.data, Points == 0 ? w.workspace.points : Points};
  const std::size_t points = space.points;
  alignas(64) double ones[kLanes];
  for (double& one : ones) one = 1.0;
  for (std::size_t q = 0; q < points; ++q) {
    for (std::size_t i = 0; i < kLanes; ++i) space.products(1)[q * kLanes + i] = w.weights[q];
  }
  for (std::size_t n = 0; n < w.step_count; ++n) {
    const ShapSplit& split = w.splits[w.steps[n].split];
    const ShapSplit* previous = split.previous < 0 ? nullptr : &w.splits[split.previous];
    const double* h_old = previous == nullptr ? ones : space.hot(previous->level, split.previous_is_second);
    for (std::size_t i = 0; i < kLanes; i += Width) {
      const View<Width> view{
          w.coefficients + w.steps[n].split * kCoefficients * points,
          reinterpret_cast<Vector*>(space.products(split.level) + i),
          reinterpret_cast<Vector*>(space.sums(split.level, false) + i),
          reinterpret_cast<Vector*>(space.sums(split.level, true) + i),
          reinterpret_cast<Vector*>(space.hot(split.level, false) + i),
          reinterpret_cast<Vector*>(space.hot(split.level, true) + i),
          reinterpret_cast<Vector*>(space.products(split.level + 1) + i),
          reinterpret_cast<Vector*>(space.sums(split.level - 1, split.is_second) + i),
          reinterpret_cast<const Vector*>(h_old + i),
          reinterpret_cast<Vector*>(w.accumulators + split.feature * kLanes + i)};
      const std::uint8_t* codes = w.codes + split.test.column * SplitCoder::kRows + i;
      if (previous == nullptr) {
        step<Width, false>(view, w.steps[n].kind, points, codes, split);
      } else {
        step<Width, true>(view, w.steps[n].kind, points, codes, split);
      }
    }
  }
}

template <std::size_t Width>
[[gnu::always_inline]] inline void walk_any(const Walk& w) {
  switch (w.workspace.points) {
    case 1: return walk<Width, 1>(w);
    case 2: return walk<Width, 2>(w);
    case 3: return walk<Width, 3>(w);
    case 4: return walk<Width, 4>(w);
    default: return walk<Width, 0>(w);
  }
}

using Kernel = void (*)(const Walk&);

void walk_baseline(const Walk& w) { walk_any<2>(w); }
[[gnu::target("avx2,fma")]] void walk_avx2(const Walk& w) { walk_any<4>(w); }
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void walk_avx512(const Walk& w) { walk_any<8>(w); }

Kernel best_kernel() {
  switch (instruction_set()) {
    case InstructionSet::Avx512: return walk_avx512;
    case InstructionSet::Avx2: return walk_avx2;
    default: return walk_baseline;
  }
}

/// Doubles on a cache line of their own, kept between calls.
class Buffer {
 public:
  double* reserve(std::size_t count) {
    lines_.resize(std::max(lines_.size(), (count + 7) / 8));
    return lines_.data()->values;
  }

 private:
  struct alignas(64) Line {
    double values[8];
  };
  std::vector<Line> lines_;
};

/// The fraction of training rows of a node that go to its child.
double cover_fraction(const TreeNode& parent, const TreeNode& child) {
  if (!(parent.cover > 0.0)) return 0.5;
  return std::clamp(child.cover / parent.cover, kLeastReach, kMostReach);
}

/// Turns one tree into splits and steps, without recursion: trees can be deep.
class Planner {
 public:
  /// The nearest split above on a feature, and which of its children leads here.
  struct Link {
    std::int32_t split = -1;
    bool is_second = false;
  };

  /// @param links  one a used feature, all unset; left as found.
  Planner(const Tree& tree, const std::vector<SplitTest>& tests, const std::vector<std::uint32_t>& feature_numbers,
          std::vector<Link>& links)
      : tree_(tree), tests_(tests), feature_numbers_(feature_numbers), links_(links) {}

  TreeShapPlan plan() {
    if (!tree_.nodes.empty() && !tree_.nodes[0].is_leaf()) waiting_.push_back({0, 1, 1, false, 0, Phase::Enter, {}});
    while (!waiting_.empty()) {
      switch (waiting_.back().phase) {
        case Phase::Enter: enter(); break;
        case Phase::Second: go_second(); break;
        case Phase::Close: close(); break;
      }
    }
    return std::move(plan_);
  }

 private:
  enum class Phase : std::uint8_t { Enter, Second, Close };
  struct Frame {
    std::int32_t node;
    std::uint32_t level;
    std::uint32_t features;  // different ones on the path, this split's included
    bool is_second;
    std::uint32_t split;
    Phase phase;
    Link outer;  // the feature's link before this split
  };

  const TreeNode& node(std::int32_t index) const { return tree_.nodes[static_cast<std::size_t>(index)]; }
  bool right_is_first(const TreeNode& split) const { return !node(split.left).is_leaf() && node(split.right).is_leaf(); }
  Link& link_of(const Frame& frame) { return links_[plan_.splits[frame.split].feature]; }

  void enter() {
    Frame& frame = waiting_.back();
    const TreeNode& parent = node(frame.node);
    frame.split = static_cast<std::uint32_t>(plan_.splits.size());
    plan_.splits.push_back(make_split(frame));
    frame.outer = link_of(frame);
    if (frame.outer.split >= 0) --frame.features;
    plan_.depth = std::max(plan_.depth, frame.level);
    plan_.most_features = std::max(plan_.most_features, frame.features);
    const ShapSplit& split = plan_.splits.back();
    if (split.is_leaf[0] && split.is_leaf[1]) {
      plan_.steps.push_back({ShapStep::Kind::LeafPair, frame.split});
      waiting_.pop_back();
    } else if (split.is_leaf[0]) {
      plan_.steps.push_back({ShapStep::Kind::LeafThenSplit, frame.split});
      frame.phase = Phase::Close;
      descend(frame, split.first_is_right ? parent.left : parent.right, true);
    } else {
      plan_.steps.push_back({ShapStep::Kind::SplitFirst, frame.split});
      frame.phase = Phase::Second;
      descend(frame, parent.left, false);
    }
  }

  void go_second() {
    Frame& frame = waiting_.back();
    plan_.steps.push_back({ShapStep::Kind::SplitSecond, frame.split});
    frame.phase = Phase::Close;
    descend(frame, node(frame.node).right, true);
  }

  void close() {
    const Frame& frame = waiting_.back();
    plan_.steps.push_back({ShapStep::Kind::Close, frame.split});
    link_of(frame) = frame.outer;
    waiting_.pop_back();
  }

  void descend(const Frame& frame, std::int32_t child, bool is_second) {
    link_of(frame) = {static_cast<std::int32_t>(frame.split), is_second};
    waiting_.push_back({child, frame.level + 1, frame.features + 1, is_second, 0, Phase::Enter, {}});
  }

  ShapSplit make_split(const Frame& frame) const {
    const TreeNode& parent = node(frame.node);
    ShapSplit split;
    split.test = tests_[static_cast<std::size_t>(frame.node)];
    split.first_is_right = right_is_first(parent);
    split.is_second = frame.is_second;
    split.level = frame.level;
    split.feature = feature_numbers_[static_cast<std::size_t>(parent.feature)];
    const Link& link = links_[split.feature];
    split.previous = link.split;
    split.previous_is_second = link.is_second;
    const double reach_before =
        link.split < 0 ? 1.0 : plan_.splits[static_cast<std::size_t>(link.split)].reach[link.is_second ? 1 : 0];
    for (std::size_t c = 0; c < 2; ++c) {
      const TreeNode& child = node((c == 0) == split.first_is_right ? parent.right : parent.left);
      split.is_leaf[c] = child.is_leaf();
      split.leaf_value[c] = child.value;
      split.reach[c] = std::clamp(reach_before * cover_fraction(parent, child), kLeastReach, kMostReach);
      split.reach_ratio[c] = split.reach[c] / reach_before;
    }
    return split;
  }

  const Tree& tree_;
  const std::vector<SplitTest>& tests_;
  const std::vector<std::uint32_t>& feature_numbers_;
  std::vector<Link>& links_;
  TreeShapPlan plan_;
  std::vector<Frame> waiting_;
};

/// The mean of the leaves, weighted by the cover fractions on the way.
double expected_value(const Tree& tree) {
  std::vector<double> reach(tree.nodes.size(), 1.0);
  double sum = 0.0;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {  // parents stand before their children
    const TreeNode& node = tree.nodes[i];
    if (node.is_leaf()) {
      sum += reach[i] * node.value;
      continue;
    }
    for (const std::int32_t child : {node.left, node.right}) {
      const auto c = static_cast<std::size_t>(child);
      reach[c] = reach[i] * cover_fraction(node, tree.nodes[c]);
    }
  }
  return sum;
}

constexpr std::uint32_t kUnused = UINT32_MAX;

/// Numbers the features that some split uses, in their order; kUnused for the others.
std::vector<std::uint32_t> number_features(const Forest& forest, std::vector<std::size_t>& used) {
  std::vector<std::uint32_t> numbers(forest.features.size(), kUnused);
  for (const Tree& tree : forest.trees) {
    for (const TreeNode& node : tree.nodes) {
      if (!node.is_leaf()) numbers[static_cast<std::size_t>(node.feature)] = 0;
    }
  }
  for (std::size_t f = 0; f < numbers.size(); ++f) {
    if (numbers[f] == kUnused) continue;
    numbers[f] = static_cast<std::uint32_t>(used.size());
    used.push_back(f);
  }
  return numbers;
}

std::size_t points_for(const TreeShapPlan& plan) { return (plan.most_features + 1) / 2; }

}  // namespace

TreeShap::TreeShap(const Forest& forest, const SplitCoder& coder, const std::string& name)
    : name_(printable(name)), columns_(coder.columns()), base_value_(forest.base_margin) {
  const std::vector<std::uint32_t> feature_numbers = number_features(forest, used_features_);
  std::vector<Planner::Link> links(used_features_.size());
  for (std::size_t t = 0; t < forest.trees.size(); ++t) {
    const Tree& tree = forest.trees[t];
    base_value_ += expected_value(tree);
    plans_.push_back(Planner(tree, coder.tests(t), feature_numbers, links).plan());
    const std::size_t points = points_for(plans_.back());
    if (plans_.back().most_features > kMostFeatures || points == 0) continue;
    if (quadratures_.size() <= points) quadratures_.resize(points + 1);
    if (quadratures_[points].points.empty()) quadratures_[points] = gauss_legendre(static_cast<int>(points));
  }
}

std::size_t TreeShap::tiles_at_once() const {
  const std::size_t tile_bytes = std::max<std::size_t>(used_features_.size(), 1) * SplitCoder::kRows * sizeof(double);
  return std::clamp<std::size_t>(kAccumulatorBytes / tile_bytes, 1, kMostTiles);
}

void TreeShap::check_depth(std::size_t tree) const {
  const TreeShapPlan& plan = plans_[tree];
  if (plan.most_features <= kMostFeatures && plan.depth * points_for(plan) <= kMostLevelPoints) return;
  throw model_error(
      "{}: tree {}: too deep to explain: its longest path has {} splits and up to {} different features; at most {} "
      "features, and splits times features below {}, are supported",
      "{} : arbre {} : trop profond pour être expliqué : son plus long chemin compte {} séparations et jusqu'à {} "
      "variables différentes ; au plus {} variables, et séparations fois variables sous {}, sont pris en charge",
      name_, tree, plan.depth, plan.most_features, kMostFeatures, 2 * kMostLevelPoints);
}

void TreeShap::contributions(const std::uint8_t* codes, std::size_t rows, double* out, std::size_t stride) const {
  static const Kernel kernel = best_kernel();
  thread_local Buffer coefficient_buffer;
  thread_local Buffer workspace_buffer;
  thread_local Buffer accumulator_buffer;
  const std::size_t groups = (rows + kLanes - 1) / kLanes;
  const std::size_t group_size = used_features_.size() * kLanes;
  double* accumulators = accumulator_buffer.reserve(groups * group_size);
  std::fill(accumulators, accumulators + groups * group_size, 0.0);

  for (std::size_t t = 0; t < plans_.size(); ++t) {
    const TreeShapPlan& plan = plans_[t];
    if (plan.steps.empty()) continue;
    check_depth(t);
    const Quadrature& quadrature = quadratures_[points_for(plan)];
    const std::size_t points = quadrature.points.size();
    double* coefficients = coefficient_buffer.reserve(plan.splits.size() * kCoefficients * points);
    expand(plan.splits, quadrature, coefficients);
    Workspace workspace{nullptr, points};
    workspace.data = workspace_buffer.reserve((plan.depth + 2) * workspace.level_size());
    for (std::size_t g = 0; g < groups; ++g) {
      const std::size_t row = g * kLanes;
      const std::uint8_t* group_codes =
          codes + row / SplitCoder::kRows * columns_ * SplitCoder::kRows + row % SplitCoder::kRows;
      kernel({plan.steps.data(), plan.steps.size(), plan.splits.data(), coefficients, quadrature.weights.data(), workspace,
              group_codes, accumulators + g * group_size});
    }
  }
  for (std::size_t u = 0; u < used_features_.size(); ++u) {
    double* feature_out = out + used_features_[u] * stride;
    for (std::size_t row = 0; row < rows; ++row) {
      feature_out[row] = accumulators[row / kLanes * group_size + u * kLanes + row % kLanes];
    }
  }
}

}  // namespace p8
