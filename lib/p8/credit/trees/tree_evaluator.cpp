#include "p8/credit/trees/tree_evaluator.h"

#include <array>

#include "p8/base/instruction_set.h"

namespace p8 {

namespace {

constexpr std::size_t kRows = TreeEvaluator::kRows;
constexpr std::size_t kMaxLeaves = 256;
// The larger side of a split is computed first, so at most log2(256) results wait for their sibling.
constexpr std::size_t kSlots = kMaxLeaves + 9;

struct alignas(64) Slot {
  std::array<std::uint8_t, kRows> rows;
};

/// Slots with the leaf numbers filled in.
struct Slots {
  std::array<Slot, kSlots> slots;
  Slots() {
    for (std::size_t s = 0; s < kSlots; ++s) slots[s].rows.fill(static_cast<std::uint8_t>(s % kMaxLeaves));
  }
};

template <std::size_t Width>
using Bytes [[gnu::vector_size(Width), gnu::may_alias]] = std::uint8_t;

/// Runs the splits of a tree, adds each row's leaf to its margin. Width: bytes of a vector of the target.
template <std::size_t Width>
[[gnu::always_inline]] inline void add_leaves(const LeafChoice* choices, std::size_t count, const std::uint8_t* codes,
                                              const double* leaves, Slot* slots, double* margins) {
  using Vector = Bytes<Width>;
  const Slot* root = slots;
  for (std::size_t c = 0; c < count; ++c) {
    const LeafChoice& choice = choices[c];
    const auto* code = reinterpret_cast<const Vector*>(codes + choice.column * kRows);
    const auto* left = reinterpret_cast<const Vector*>(slots + choice.left);
    const auto* right = reinterpret_cast<const Vector*>(slots + choice.right);
    auto* out = reinterpret_cast<Vector*>(slots + choice.out);
    for (std::size_t i = 0; i < kRows / Width; ++i) out[i] = code[i] <= choice.limit ? left[i] : right[i];
    root = slots + choice.out;
  }
  const std::uint8_t* leaf = root->rows.data();  // one by one: gather instructions measured slower
  for (std::size_t i = 0; i < kRows; ++i) margins[i] += leaves[leaf[i]];
}

using Kernel = void (*)(const LeafChoice*, std::size_t, const std::uint8_t*, const double*, Slot*, double*);

void add_leaves_baseline(const LeafChoice* choices, std::size_t count, const std::uint8_t* codes, const double* leaves,
                         Slot* slots, double* margins) {
  add_leaves<16>(choices, count, codes, leaves, slots, margins);
}
[[gnu::target("avx2,fma")]] void add_leaves_avx2(const LeafChoice* choices, std::size_t count,
                                                 const std::uint8_t* codes, const double* leaves, Slot* slots,
                                                 double* margins) {
  add_leaves<32>(choices, count, codes, leaves, slots, margins);
}
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void add_leaves_avx512(const LeafChoice* choices,
                                                                                 std::size_t count,
                                                                                 const std::uint8_t* codes,
                                                                                 const double* leaves, Slot* slots,
                                                                                 double* margins) {
  add_leaves<64>(choices, count, codes, leaves, slots, margins);
}

Kernel best_kernel() {
  switch (instruction_set()) {
    case InstructionSet::Avx512:
      return add_leaves_avx512;
    case InstructionSet::Avx2:
      return add_leaves_avx2;
    default:
      return add_leaves_baseline;
  }
}

/// Lists the splits of a tree from below. Nodes are in pre-order; the tree has at most 256 leaves.
class ChoicePlanner {
 public:
  ChoicePlanner(const Tree& tree, const std::vector<SplitTest>& tests, std::vector<LeafChoice>& choices,
                std::vector<double>& leaves)
      : tree_(tree), tests_(tests), choices_(choices), leaves_(leaves), sizes_(tree.nodes.size(), 1) {
    for (std::size_t i = tree.nodes.size(); i-- > 0;) {
      const TreeNode& node = tree.nodes[i];
      if (!node.is_leaf()) sizes_[i] = 1 + sizes_[index(node.left)] + sizes_[index(node.right)];
    }
  }

  /// The slot where the leaf number of `node` will stand; results from `free` on may be overwritten.
  std::uint16_t plan(std::size_t node_index, std::uint16_t free) {
    const TreeNode& node = tree_.nodes[node_index];
    if (node.is_leaf()) {
      leaves_.push_back(node.value);
      return next_leaf_++;
    }
    const bool left_first = sizes_[index(node.left)] >= sizes_[index(node.right)];
    const std::uint16_t first = plan(index(left_first ? node.left : node.right), free);
    const auto next_free = static_cast<std::uint16_t>(first == free ? free + 1 : free);
    const std::uint16_t second = plan(index(left_first ? node.right : node.left), next_free);
    const SplitTest& test = tests_[node_index];
    choices_.push_back({test.column, left_first ? first : second, left_first ? second : first, free, test.limit});
    return free;
  }

 private:
  static std::size_t index(std::int32_t node) { return static_cast<std::size_t>(node); }

  const Tree& tree_;
  const std::vector<SplitTest>& tests_;
  std::vector<LeafChoice>& choices_;
  std::vector<double>& leaves_;
  std::vector<std::size_t> sizes_;
  std::uint16_t next_leaf_ = 0;
};

}  // namespace

TreeEvaluator::TreeEvaluator(const Forest& forest, const SplitCoder& coder) : base_margin_(forest.base_margin) {
  for (std::size_t t = 0; t < forest.trees.size(); ++t) {
    const Tree& tree = forest.trees[t];
    if (tree.nodes.empty()) continue;
    if ((tree.nodes.size() + 1) / 2 <= kMaxLeaves) {
      plan_small(tree, coder.tests(t));
    } else {
      plan_large(tree, coder.tests(t));
    }
  }
}

void TreeEvaluator::plan_small(const Tree& tree, const std::vector<SplitTest>& tests) {
  Plan plan;
  plan.first_choice = choices_.size();
  plan.first_leaf = leaves_.size();
  ChoicePlanner(tree, tests, choices_, leaves_).plan(0, kMaxLeaves);
  plan.choice_count = choices_.size() - plan.first_choice;
  plans_.push_back(plan);
}

void TreeEvaluator::plan_large(const Tree& tree, const std::vector<SplitTest>& tests) {
  Plan plan;
  plan.is_large = true;
  plan.first_choice = steps_.size();
  plan.first_leaf = leaves_.size();
  std::vector<std::int32_t> numbers(tree.nodes.size());  // of steps, and ~ of leaves
  std::int32_t step = 0;
  std::int32_t leaf = 0;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) numbers[i] = tree.nodes[i].is_leaf() ? ~leaf++ : step++;
  for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
    const TreeNode& node = tree.nodes[i];
    if (node.is_leaf()) {
      leaves_.push_back(node.value);
    } else {
      steps_.push_back({tests[i].column, numbers[static_cast<std::size_t>(node.left)],
                        numbers[static_cast<std::size_t>(node.right)], tests[i].limit});
    }
  }
  plans_.push_back(plan);
}

void TreeEvaluator::margins(const std::uint8_t* codes, double* margins) const {
  static const Kernel kernel = best_kernel();
  thread_local Slots slots;
  for (std::size_t i = 0; i < kRows; ++i) margins[i] = base_margin_;
  for (const Plan& plan : plans_) {
    if (plan.is_large) {
      walk_large(plan, codes, margins);
    } else {
      kernel(choices_.data() + plan.first_choice, plan.choice_count, codes, leaves_.data() + plan.first_leaf,
             slots.slots.data(), margins);
    }
  }
}

void TreeEvaluator::walk_large(const Plan& plan, const std::uint8_t* codes, double* margins) const {
  const Step* steps = steps_.data() + plan.first_choice;
  const double* leaves = leaves_.data() + plan.first_leaf;
  for (std::size_t i = 0; i < kRows; ++i) {
    std::int32_t at = 0;
    while (at >= 0) {
      const Step& step = steps[at];
      at = codes[step.column * kRows + i] <= step.limit ? step.left : step.right;
    }
    margins[i] += leaves[~at];
  }
}

}  // namespace p8
