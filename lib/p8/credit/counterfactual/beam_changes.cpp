#include "p8/credit/counterfactual/beam_changes.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace p8 {

namespace {

struct State {
  ChangeSet set;
  double margin = 0.0;
};

class Beam {
 public:
  Beam(const std::vector<double>& client, const std::vector<FeatureChanges>& features,
       const std::vector<std::vector<ChangeOption>>& options, const OptionModel& model, Shortlist& list)
      : client_(client), features_(features), options_(options), model_(model), list_(list) {}

  // Every set of one change more; those that are enough go to the list, the others come back.
  std::vector<State> step(const std::vector<State>& states) {
    std::vector<OptionQuestion> questions;
    questions.reserve(states.size());
    for (const State& state : states) questions.push_back({changed(state.set), untouched(state.set)});
    const std::vector<OptionAnswer> answers = model_.ask(questions);
    std::vector<State> next;
    for (std::size_t s = 0; s < states.size(); ++s) {
      for (std::size_t f = 0; f < questions[s].features.size(); ++f) {
        try_feature(states[s], questions[s].features[f], answers[s].margins[f], next);
      }
    }
    return next;
  }

  // The sets of the list with so many changes, without what they do not need.
  void tidy(std::size_t changes) {
    const std::vector<ChangeSet> sets = list_.sets();
    for (const ChangeSet& set : sets) {
      if (set.features.size() == changes) list_.offer(tidied(set));
    }
  }

 private:
  void try_feature(const State& state, std::uint32_t feature, const std::vector<double>& margins,
                   std::vector<State>& next) {
    if (margins.empty()) return;
    const auto enough = std::find_if(margins.begin(), margins.end(), model_.accepts);
    const auto best = enough != margins.end() ? enough : std::min_element(margins.begin(), margins.end());
    ChangeSet set = with(state.set, feature, options_[feature][static_cast<std::size_t>(best - margins.begin())]);
    if (enough != margins.end()) {
      list_.offer(std::move(set));
    } else if (!list_.has_part_of(set.features)) {
      next.push_back({std::move(set), *best});
    }
  }

  ChangeSet tidied(ChangeSet set) const {
    for (bool better = true; better;) {
      better = false;
      for (std::size_t place = 0; place < set.features.size() && set.features.size() > 1; ++place) {
        const ChangeSet rest = without(set, place);
        const std::uint32_t feature = set.features[place];
        const OptionAnswer answer = model_.ask({{changed(rest), {feature}}}).front();
        if (model_.accepts(answer.margin)) {
          set = rest;
          better = true;
          break;
        }
        const std::vector<double>& margins = answer.margins.front();
        const auto enough = std::find_if(margins.begin(), margins.end(), model_.accepts);
        if (enough == margins.end()) continue;
        ChangeSet cheaper = with(rest, feature, options_[feature][static_cast<std::size_t>(enough - margins.begin())]);
        if (cheaper.cost >= set.cost) continue;
        set = std::move(cheaper);
        better = true;
      }
    }
    return set;
  }

  std::vector<double> changed(const ChangeSet& set) const {
    std::vector<double> values = client_;
    for (std::size_t i = 0; i < set.features.size(); ++i) {
      values[features_[set.features[i]].feature()] = set.options[i].value;
    }
    return values;
  }

  std::vector<std::uint32_t> untouched(const ChangeSet& set) const {
    std::vector<std::uint32_t> features;
    for (std::uint32_t f = 0; f < features_.size(); ++f) {
      if (!std::binary_search(set.features.begin(), set.features.end(), f)) features.push_back(f);
    }
    return features;
  }

  static ChangeSet with(ChangeSet set, std::uint32_t feature, const ChangeOption& option) {
    const auto place = std::lower_bound(set.features.begin(), set.features.end(), feature);
    set.options.insert(set.options.begin() + (place - set.features.begin()), option);
    set.features.insert(place, feature);
    return with_cost(std::move(set));
  }

  static ChangeSet without(const ChangeSet& set, std::size_t place) {
    ChangeSet rest;
    for (std::size_t i = 0; i < set.features.size(); ++i) {
      if (i == place) continue;
      rest.features.push_back(set.features[i]);
      rest.options.push_back(set.options[i]);
    }
    return with_cost(std::move(rest));
  }

  static ChangeSet with_cost(ChangeSet set) {
    set.cost = 0.0;
    for (const ChangeOption& option : set.options) set.cost += option.cost;
    return set;
  }

  const std::vector<double>& client_;
  const std::vector<FeatureChanges>& features_;
  const std::vector<std::vector<ChangeOption>>& options_;
  const OptionModel& model_;
  Shortlist& list_;
};

// The best of each set of features, the lowest margins first.
std::vector<State> best_of(std::vector<State> states, std::size_t width) {
  const auto key = [](const State& state) { return std::tie(state.margin, state.set.cost, state.set.features); };
  std::sort(states.begin(), states.end(), [&](const State& a, const State& b) { return key(a) < key(b); });
  std::vector<State> best;
  for (State& state : states) {
    if (best.size() == width) break;
    const bool is_new = std::none_of(best.begin(), best.end(),
                                     [&](const State& other) { return other.set.features == state.set.features; });
    if (is_new) best.push_back(std::move(state));
  }
  return best;
}

}  // namespace

void try_by_beam(const std::vector<double>& client, const std::vector<FeatureChanges>& features,
                 const std::vector<std::vector<ChangeOption>>& options, const OptionModel& model,
                 const BeamOptions& beam, Shortlist& list) {
  Beam search(client, features, options, model, list);
  std::vector<State> states(1);
  for (std::size_t changes = 1; changes <= beam.max_changes && list.limit(changes) >= 0.0 && !states.empty();
       ++changes) {
    states = best_of(search.step(states), beam.width);
    search.tidy(changes);
  }
}

}  // namespace p8
