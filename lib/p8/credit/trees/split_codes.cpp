#include "p8/credit/trees/split_codes.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "p8/base/instruction_set.h"

namespace p8 {

namespace {

constexpr std::uint32_t kRanksPerColumn = 254;
constexpr std::uint8_t kMissingRight = 255;
constexpr std::size_t kRows = SplitCoder::kRows;
constexpr std::int32_t kNoCategory = -1;
constexpr std::int32_t kMissingCategory = -2;

using Ranks = std::int64_t[kRows];  // as wide as the values, so that both fill the same vector lanes

/// The bucket of a number among `count`: never smaller for a larger number. NaN: the first.
[[gnu::always_inline]] inline std::int64_t bucket_of(double value, const RankIndex& index) {
  const double position = (value - index.origin) * index.scale;
  const double last = static_cast<double>(index.first_rank.size() - 1);
  return static_cast<std::int64_t>(std::min(std::max(0.0, position), last));  // max gives 0 for NaN
}

/// ranks[i] = number of thresholds < values[i]; 0 for NaN. The same number of steps for all rows, without branches.
[[gnu::always_inline]] inline void find_ranks(const RankIndex& index, const double* values, Ranks& ranks) {
  for (std::size_t i = 0; i < kRows; ++i) ranks[i] = bucket_of(values[i], index);
  const std::uint32_t* first_rank = index.first_rank.data();
  for (std::size_t i = 0; i < kRows; ++i) ranks[i] = first_rank[ranks[i]];
  const double* thresholds = index.thresholds.data();
  for (std::size_t rest = index.most_in_bucket; rest > 1;) {
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

using RankKernel = void (*)(const RankIndex&, const double*, Ranks&);
using CodeKernel = void (*)(const Ranks&, const double*, std::int64_t, bool, bool, std::uint8_t*);

void find_ranks_baseline(const RankIndex& index, const double* values, Ranks& ranks) {
  find_ranks(index, values, ranks);
}
[[gnu::target("avx2,fma")]] void find_ranks_avx2(const RankIndex& index, const double* values, Ranks& ranks) {
  find_ranks(index, values, ranks);
}
[[gnu::target("avx512f,avx512bw,avx512vl,avx512dq,fma")]] void find_ranks_avx512(const RankIndex& index,
                                                                                 const double* values, Ranks& ranks) {
  find_ranks(index, values, ranks);
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
    case InstructionSet::Avx512:
      return find_ranks_avx512;
    case InstructionSet::Avx2:
      return find_ranks_avx2;
    default:
      return find_ranks_baseline;
  }
}

CodeKernel code_kernel() {
  switch (instruction_set()) {
    case InstructionSet::Avx512:
      return write_codes_avx512;
    case InstructionSet::Avx2:
      return write_codes_avx2;
    default:
      return write_codes_baseline;
  }
}

/// Sorts the thresholds and lays buckets over them, about two a threshold, evenly from the least finite one to the
/// largest.
void build_index(RankIndex& index) {
  std::vector<double>& thresholds = index.thresholds;
  std::sort(thresholds.begin(), thresholds.end());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  std::vector<double> finite;
  std::copy_if(thresholds.begin(), thresholds.end(), std::back_inserter(finite),
               [](double t) { return std::isfinite(t); });
  if (!finite.empty()) {
    index.origin = finite.front();
    const double range = finite.back() - finite.front();
    const double buckets = 2.0 * static_cast<double>(finite.size());
    index.scale = range > 0.0 && std::isfinite(buckets / range) ? buckets / range : 0.0;
  }
  index.first_rank.assign(2 * thresholds.size() + 1, 0);
  std::vector<std::uint32_t> sizes(index.first_rank.size(), 0);
  for (const double threshold : thresholds) ++sizes[static_cast<std::size_t>(bucket_of(threshold, index))];
  for (std::size_t b = 1; b < sizes.size(); ++b) index.first_rank[b] = index.first_rank[b - 1] + sizes[b - 1];
  index.most_in_bucket = std::max<std::size_t>(*std::max_element(sizes.begin(), sizes.end()), 1);
  // The search of the last buckets may look past the end.
  thresholds.insert(thresholds.end(), index.most_in_bucket, std::numeric_limits<double>::infinity());
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
      features_[static_cast<std::size_t>(node.feature)].ranks.thresholds.push_back(node.threshold);
    }
  }
  for (Feature& feature : features_) {
    if (!feature.ranks.thresholds.empty()) build_index(feature.ranks);
  }
}

SplitTest SplitCoder::number_test(const TreeNode& node) {
  Feature& feature = features_[static_cast<std::size_t>(node.feature)];
  const std::vector<double>& thresholds = feature.ranks.thresholds;
  const auto rank = static_cast<std::uint32_t>(std::lower_bound(thresholds.begin(), thresholds.end(), node.threshold) -
                                               thresholds.begin());
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
  Feature& feature = features_[static_cast<std::size_t>(node.feature)];
  const auto [known, is_new] =
      feature.column_of_set.try_emplace({set.members, set.members_go_left, node.default_left}, column_count_);
  if (!is_new) return {known->second, 0};
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
  feature.categories.push_back(std::move(column));
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
  find(feature.ranks, values, ranks);
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
        const std::uint32_t offset =
            static_cast<std::uint32_t>(categories[i]) - static_cast<std::uint32_t>(column.first);
        code = column.table[std::min(offset, last)];
      } else if (std::binary_search(column.members.begin(), column.members.end(), categories[i])) {
        code = column.member_code;
      }
      out[i] = categories[i] == kMissingCategory ? missing_code : code;
    }
  }
}

}  // namespace p8
