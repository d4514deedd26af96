#include "p8/credit/counterfactual/effect_terms.h"

#include <algorithm>

namespace p8 {

namespace {

/// Multiplies out the conditions of a leaf. A feature whose own value misses the leaf must change to a cell inside; one
/// whose own value meets it takes the leaf away when it changes to a cell outside.
class Expansion {
 public:
  Expansion(const LeafBoxes& boxes, std::size_t changes, EffectTerms& terms)
      : boxes_(boxes), changes_(changes), terms_(terms) {}

  void add(const ReachableLeaf& leaf) {
    leaf_ = &leaf;
    end_ = boxes_.conditions(leaf.leaf).end();
    expand(boxes_.conditions(leaf.leaf).begin(), leaf.missed_count, boxes_.value(leaf.leaf));
  }

 private:
  void expand(const LeafCondition* condition, std::size_t missed_left, double value) {
    if (condition == end_) {
      if (chosen_ == 2) add_term(terms_.pairs, value);
      if (chosen_ == 3) add_term(terms_.triples, value);
    } else if (leaf_->misses(condition->feature)) {
      choose(*condition, condition->inside, missed_left - 1, value);
    } else {
      expand(condition + 1, missed_left, value);
      if (chosen_ + missed_left < changes_) choose(*condition, condition->outside, missed_left, -value);
    }
  }

  void choose(const LeafCondition& condition, std::uint32_t set, std::size_t missed_left, double value) {
    const ListPart<CellRun> cells = boxes_.set(set);
    if (cells.begin() == cells.end()) return;
    features_[chosen_] = condition.feature;
    sets_[chosen_] = set;
    ++chosen_;
    expand(&condition + 1, missed_left, value);
    --chosen_;
  }

  template <std::size_t Size>
  void add_term(std::vector<EffectTerm<Size>>& terms, double value) const {
    EffectTerm<Size> term;
    std::copy_n(features_.begin(), Size, term.features.begin());
    std::copy_n(sets_.begin(), Size, term.sets.begin());
    term.value = value;
    terms.push_back(term);
  }

  const LeafBoxes& boxes_;
  std::size_t changes_;
  EffectTerms& terms_;
  const ReachableLeaf* leaf_ = nullptr;
  const LeafCondition* end_ = nullptr;
  std::size_t chosen_ = 0;
  std::array<std::uint32_t, ReachableLeaf::kMaxChanges> features_{};
  std::array<std::uint32_t, ReachableLeaf::kMaxChanges> sets_{};
};

}  // namespace

EffectTerms effect_terms(const LeafBoxes& boxes, const std::vector<ReachableLeaf>& leaves, std::size_t changes) {
  EffectTerms terms;
  Expansion expansion(boxes, changes, terms);
  for (const ReachableLeaf& leaf : leaves) expansion.add(leaf);
  return terms;
}

}  // namespace p8
