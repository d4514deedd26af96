#include "p8/credit/counterfactual/change_set.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace p8 {

namespace {

bool comes_before(const ChangeSet& a, const ChangeSet& b) {
  if (a.features.size() != b.features.size()) return a.features.size() < b.features.size();
  return std::tie(a.cost, a.features) < std::tie(b.cost, b.features);
}

// Whether `whole` has all features of `part` and more.
bool is_part(const std::vector<std::uint32_t>& part, const std::vector<std::uint32_t>& whole) {
  return part.size() < whole.size() && std::includes(whole.begin(), whole.end(), part.begin(), part.end());
}

}  // namespace

double Shortlist::limit(std::size_t changes) const {
  if (most_ == 0) return -1.0;
  if (!is_full() || sets_.back().features.size() > changes) return std::numeric_limits<double>::infinity();
  return sets_.back().features.size() == changes ? sets_.back().cost : -1.0;
}

bool Shortlist::has_part_of(const std::vector<std::uint32_t>& features) const {
  return std::any_of(sets_.begin(), sets_.end(), [&](const ChangeSet& set) { return is_part(set.features, features); });
}

void Shortlist::offer(ChangeSet set) {
  if (has_part_of(set.features)) return;
  const auto same =
      std::find_if(sets_.begin(), sets_.end(), [&](const ChangeSet& other) { return other.features == set.features; });
  if (same != sets_.end()) {
    if (!comes_before(set, *same)) return;
    sets_.erase(same);
  }
  const auto needs_more = [&](const ChangeSet& other) { return is_part(set.features, other.features); };
  sets_.erase(std::remove_if(sets_.begin(), sets_.end(), needs_more), sets_.end());
  sets_.insert(std::upper_bound(sets_.begin(), sets_.end(), set, comes_before), std::move(set));
  if (sets_.size() > most_) sets_.pop_back();
}

}  // namespace p8
