#include "p8/scoring/split_codes.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "p8/scoring/instruction_set.h"

namespace p8 {

namespace {

constexpr std::uint32_t kRanksPerColumn = 254;
constexpr std::uint8_t kMissingRight = 255;
constexpr std::size_t kRows = SplitCoder::kRows;
constexpr std::int32_t kNoCategory = -1;
constexpr std::int32_t kMissingCategory = -2;

using Ranks = std::int64_t[kRows];  // as wide as the values, so that both fill the same vector lanes

/// ranks[i] = number of thresholds < values[i]; 0 for NaN. The same number of steps for all rows, without branches.
[[gnu::always_inline]] inline void find_ranks(const double* thresholds, std::size_t count, const double* values,
                                              Ranks& ranks) {
  for (std::size_t i = 0; i < kRows; ++i) ranks[i] = 0;
  for (std::size_t rest = count; rest > 1;) {
    const auto half = static_cast<std::int64_t>(rest / 2);
    const double* middle = thresholds + half - 1;
    for (std::size_t i = 0; i < kRows; ++i) ranks[i] += middle[ranks[i]] < values[i] ? half : 0;
    rest -= static_cast<std::size_t>(half);
  }
  for (std::size_t i = 0; i < kRows; ++i) ranks[i] += thresholds[ranks[i]] < values[i] ? 1 : 0;
}

[[gnu::always_inline]] inline void write_codes(const Ranks& ranks, const double* values, std::int64_t first_rank,
                                               bool missing_left, bool zero_is_missing, std::uint8_t* codes) {
  const std::uint8_t missing = missing_left ? 0 : kMissingRight;
  const double zero = zero_is_missing ? kLightGbmZero : -1.0;
  for (std::size_t i = 0; i < kRows; ++i) {
    const std::int64_t rank = std::min(std::max(ranks[i] - first_rank, std::int64_t{0}), std::int64_t{kRanksPerColumn});
    // NaN and small numbers alike: not (|x| > zero).
    codes[i] = std::fabs(values[i]) > zero ? static_cast<std::uint8_t>(rank) : missing;
  }
}

using RankKernel = void (*)(const double*, std::size_t, const double*, Ranks&);
using CodeKernel = void (*)(const Ranks&, const double*, std::int64_t, bool, bool, std::uint8_t*);

void find_ranks_baseline(const double* t, std::size_t n, const double* x, Ranks& r) { find_ranks(t, n, x, r); }
[[gnu::target("avx2,fma")]] void find_ranks_avx2(const double* t, std::size_t n, const double* x, Ranks& r) {
  find_ranks(t, n, x, r);
}
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void find_ranks_avx512(const double* t, std::size_t n,
                                                                                 const double* x, Ranks& r) {
  find_ranks(t, n, x, r);
}

void write_codes_baseline(const Ranks& r, const double* x, std::int64_t f, bool m, bool z, std::uint8_t* c) {
  write_codes(r, x, f, m, z, c);
}
[[gnu::target("avx2,fma")]] void write_codes_avx2(const Ranks& r, const double* x, std::int64_t f, bool m, bool z,
                                                  std::uint8_t* c) {
  write_codes(r, x, f, m, z, c);
}
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void write_codes_avx512(const Ranks& r, const double* x,
                                                                                  std::int64_t f, bool m, bool z,
                                                                                  std::uint8_t* c) {
  write_codes(r, x, f, m, z, c);
}

RankKernel rank_kernel() {
  switch (instruction_set()) {
    case InstructionSet::Avx512: return find_ranks_avx512;
    case InstructionSet::Avx2: return find_ranks_avx2;
    default: return find_ranks_baseline;
  }
}

CodeKernel code_kernel() {
  switch (instruction_set()) {
    case InstructionSet::Avx512: return write_codes_avx512;
    case InstructionSet::Avx2: return write_codes_avx2;
    default: return write_codes_baseline;
  }
}

/// The category number of a value, kMissingCategory for NaN, kNoCategory for what cannot be one.
std::int32_t category_of(double value, CategoryRule rule) {
  if (std::isnan(value)) return kMissingCategory;
  if (rule == CategoryRule::XGBoost) {
    // XGBoost: below 0 or from 2^24 on is no category (src/common/categorical.h, InvalidCat).
    value = static_cast<double>(static_cast<float>(value));
    return value < 0.0 || value >= 0x1p24 ? kNoCategory : static_cast<std::int32_t>(value);
  }
  return value <= -1.0 || value >= 0x1p31 ? kNoCategory : static_cast<std::int32_t>(value);
}

}  // namespace

SplitCoder::SplitCoder(const Forest& forest)
    : features_(forest.features.size()), tests_(forest.trees.size()), category_rule_(forest.category_rule) {
  collect_thresholds(forest);
  for (std::size_t t = 0; t < forest.trees.size(); ++t) {
    const Tree& tree = forest.trees[t];
    tests_[t].resize(tree.nodes.size());
    for (std::size_t i = 0; i < tree.nodes.size(); ++i) {
      const TreeNode& node = tree.nodes[i];
      if (node.is_leaf()) continue;
      tests_[t][i] = node.category_set < 0
                         ? number_test(node)
                         : category_test(node, tree.category_sets[static_cast<std::size_t>(node.category_set)]);
    }
  }
}

void SplitCoder::collect_thresholds(const Forest& forest) {
  for (const Tree& tree : forest.trees) {
    for (const TreeNode& node : tree.nodes) {
      if (node.is_leaf() || node.category_set >= 0) continue;
      features_[static_cast<std::size_t>(node.feature)].thresholds.push_back(node.threshold);
    }
  }
  for (Feature& feature : features_) {
    std::sort(feature.thresholds.begin(), feature.thresholds.end());
    feature.thresholds.erase(std::unique(feature.thresholds.begin(), feature.thresholds.end()), feature.thresholds.end());
  }
}

SplitTest SplitCoder::number_test(const TreeNode& node) {
  Feature& feature = features_[static_cast<std::size_t>(node.feature)];
  const auto rank = static_cast<std::uint32_t>(
      std::lower_bound(feature.thresholds.begin(), feature.thresholds.end(), node.threshold) -
      feature.thresholds.begin());
  const std::uint32_t first_rank = rank / kRanksPerColumn * kRanksPerColumn;
  const auto limit = static_cast<std::uint8_t>(rank - first_rank);
  for (const NumberColumn& known : feature.numbers) {
    if (known.first_rank == first_rank && known.missing_left == node.default_left &&
        known.zero_is_missing == node.zero_is_missing) {
      return {known.column, limit};
    }
  }
  feature.numbers.push_back({column_count_, first_rank, node.default_left, node.zero_is_missing});
  return {column_count_++, limit};
}

SplitTest SplitCoder::category_test(const TreeNode& node, const CategorySet& set) {
  CategoryColumn column{};
  column.column = column_count_;
  column.missing_left = node.default_left;
  column.member_code = set.members_go_left ? 0 : 1;
  if (!set.members.empty()) {
    column.first = set.members.front();
    const auto range = static_cast<std::size_t>(set.members.back() - column.first) + 1;
    if (range <= 256 + 32 * set.members.size()) {
      column.table.assign(range + 1, column.member_code ^ 1U);
      for (const std::int32_t member : set.members) {
        column.table[static_cast<std::size_t>(member - column.first)] = column.member_code;
      }
    } else {
      column.members = set.members;
    }
  }
  features_[static_cast<std::size_t>(node.feature)].categories.push_back(std::move(column));
  return {column_count_++, 0};
}

void SplitCoder::encode(const FeatureBlock& block, std::size_t first_row, std::uint8_t* codes) const {
  for (std::size_t f = 0; f < features_.size(); ++f) {
    const double* values = block.column(f) + first_row;
    if (!features_[f].numbers.empty()) encode_numbers(features_[f], values, codes);
    if (!features_[f].categories.empty()) encode_categories(features_[f], values, codes);
  }
}

void SplitCoder::encode_numbers(const Feature& feature, const double* values, std::uint8_t* codes) const {
  static const RankKernel find = rank_kernel();
  static const CodeKernel write = code_kernel();
  alignas(64) Ranks ranks;
  find(feature.thresholds.data(), feature.thresholds.size(), values, ranks);
  for (const NumberColumn& column : feature.numbers) {
    write(ranks, values, column.first_rank, column.missing_left, column.zero_is_missing, codes + column.column * kRows);
  }
}

void SplitCoder::encode_categories(const Feature& feature, const double* values, std::uint8_t* codes) const {
  std::int32_t categories[kRows];
  for (std::size_t i = 0; i < kRows; ++i) categories[i] = category_of(values[i], category_rule_);
  for (const CategoryColumn& column : feature.categories) {
    std::uint8_t* out = codes + column.column * kRows;
    const auto other_code = static_cast<std::uint8_t>(column.member_code ^ 1U);
    const std::uint8_t missing_code = column.missing_left ? 0 : 1;
    const auto last = static_cast<std::uint32_t>(column.table.size() - 1);
    for (std::size_t i = 0; i < kRows; ++i) {
      std::uint8_t code = other_code;
      if (!column.table.empty()) {
        // Below `first` wraps to a large number, which like any beyond the members takes the last entry.
        const std::uint32_t offset = static_cast<std::uint32_t>(categories[i]) - static_cast<std::uint32_t>(column.first);
        code = column.table[std::min(offset, last)];
      } else if (std::binary_search(column.members.begin(), column.members.end(), categories[i])) {
        code = column.member_code;
      }
      out[i] = categories[i] == kMissingCategory ? missing_code : code;
    }
  }
}

}  // namespace p8
