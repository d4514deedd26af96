#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "p8/credit/counterfactual/change_set.h"
#include "p8/credit/counterfactual/effect_tables.h"

namespace p8 {

/// How far a margin must fall.
struct MarginGoal {
  double change = 0.0;  ///< the sum of effects that is just enough, below 0: log-odds
  double slack = 0.0;   ///< sums this near to it are left to the scorer, because the tables round differently
};

/// Finds the changes of least cost that reach a goal, over all options of a client's tables. Every set of one, two or
/// three features is looked at, or ruled out because the least of its effects do not reach the goal or its least costs
/// exceed those of the sets that the list already has.
class ExactChanges {
 public:
  /// @param confirm  whether a set within the slack really turns the decision.   Borrows tables and list.
  ExactChanges(const EffectTables& tables, const MarginGoal& goal, std::function<bool(const ChangeSet&)> confirm,
               Shortlist& list);

  /// Offer the list every set of that many features that can come in; fewer features first.
  void try_singles();
  void try_pairs();
  /// Returns false where it gave up because it had looked at `most_options` options.
  bool try_triples(std::size_t most_options);

 private:
  struct Feature {
    std::vector<double> costs;  // ascending
    std::vector<double> effects;
    double least_effect = 0.0;
  };
  // One option for each of some features.
  struct Choice {
    std::size_t count = 0;
    std::array<std::uint32_t, 3> features{};
    std::array<std::size_t, 3> options{};
  };

  bool try_pair(Choice& choice, double limit);
  bool try_triple(Choice& choice, double limit);
  bool is_enough(double effect, const Choice& choice) const;
  ChangeSet set_of(const Choice& choice) const;

  const EffectTables* tables_;
  MarginGoal goal_;
  std::function<bool(const ChangeSet&)> confirm_;
  Shortlist* list_;
  std::vector<Feature> features_;
  std::size_t options_seen_ = 0;
};

}  // namespace p8
