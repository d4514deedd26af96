#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "p8/credit/counterfactual/feature_changes.h"

namespace p8 {

/// Changes of some features that turn the decision together.
struct ChangeSet {
  std::vector<std::uint32_t> features;  ///< ascending numbers among the changeable features
  std::vector<ChangeOption> options;    ///< of each of them
  double cost = 0.0;                    ///< the sum of theirs, added up by ascending feature
};

/// The best sets found so far: fewest changes first, then least cost, then the features that come first. Each set of
/// features is in it once, and none holds all features of another.
class Shortlist {
 public:
  explicit Shortlist(std::size_t most) : most_(most) {}

  const std::vector<ChangeSet>& sets() const { return sets_; }
  bool is_full() const { return sets_.size() == most_; }

  /// What a set of so many changes may cost at most to come in; less than 0 where none can.
  double limit(std::size_t changes) const;
  /// Whether a set in the list needs no other features than these, and fewer of them.
  bool has_part_of(const std::vector<std::uint32_t>& features) const;
  /// Takes a set in where it belongs, and out what it displaces.
  void offer(ChangeSet set);

 private:
  std::size_t most_;
  std::vector<ChangeSet> sets_;
};

}  // namespace p8
