#include "p8/credit/counterfactual/counterfactual.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "p8/credit/counterfactual/beam_changes.h"
#include "p8/credit/counterfactual/effect_tables.h"
#include "p8/credit/counterfactual/exact_changes.h"
#include "p8/credit/counterfactual/single_effects.h"
#include "p8/credit/counterfactual/value_cells.h"
#include "p8/credit/model/forest_scorer.h"

namespace p8 {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Sums of a few thousand doubles differ by some 1e-13 of their terms' size, depending on the order.
constexpr double kRelativeSlack = 1e-11;

std::vector<FeatureChanges> changeable_features(const Schema& schema, const std::vector<FeatureProfile>& profiles,
                                                const CounterfactualOptions& options, const Forest* forest) {
  std::vector<Actionable> actionable = options.actionable;
  std::sort(actionable.begin(), actionable.end(),
            [](const Actionable& a, const Actionable& b) { return a.feature < b.feature; });
  std::vector<FeatureChanges> features;
  for (const Actionable& a : actionable) {
    assert(a.feature < profiles.size());
    const FeatureProfile& profile = profiles[a.feature];
    const bool is_category = schema.features()[a.feature].kind == FeatureKind::Category;
    if (!is_category && profile.quantiles.empty()) continue;
    std::vector<ValueCell> cells;
    if (is_category) {
      cells = forest == nullptr ? category_cells(profile.counts) : category_cells(*forest, a.feature, profile.counts);
    } else {
      cells = forest == nullptr ? quantile_cells(profile) : number_cells(*forest, a.feature, ValueRange(profile));
    }
    if (!cells.empty()) features.emplace_back(a, is_category, profile, std::move(cells));
  }
  return features;
}

// The highest margin that a rule accepts which accepts no margin above a refused one; infinite where it accepts all or
// none. Found by halving.
template <typename Accepts>
double highest_accepted(Accepts accepts) {
  double low = -1.0;
  double high = 1.0;
  while (!std::isinf(low) && !accepts(low)) low *= 2.0;
  while (!std::isinf(high) && accepts(high)) high *= 2.0;
  if (std::isinf(low) || std::isinf(high)) return std::isinf(low) ? low : high;
  while (std::nextafter(low, kInfinity) < high) {
    const double middle = low + (high - low) / 2.0;
    (accepts(middle) ? low : high) = middle;
  }
  return low;
}

double slack_of(const Forest& forest) {
  double size = std::abs(forest.base_margin);
  for (const Tree& tree : forest.trees) {
    double largest = 0.0;
    for (const TreeNode& node : tree.nodes) largest = std::max(largest, std::abs(node.value));
    size += largest;
  }
  return kRelativeSlack * size;
}

std::vector<double> margins_of(const Scorer& scorer, const std::vector<std::vector<double>>& clients) {
  FeatureBlock block(scorer.features().size(), clients.size());
  for (std::size_t row = 0; row < clients.size(); ++row) {
    for (std::size_t f = 0; f < block.features(); ++f) block.column(f)[row] = clients[row][f];
  }
  return scorer.score(block, false).margins;
}

std::vector<double> with_changes(std::vector<double> client, const std::vector<Change>& changes) {
  for (const Change& change : changes) client[change.feature] = change.to;
  return client;
}

std::vector<Change> changes_of(const std::vector<double>& client, const ChangeSet& set,
                               const std::vector<FeatureChanges>& features, bool round_values) {
  std::vector<Change> changes;
  for (std::size_t i = 0; i < set.features.size(); ++i) {
    const FeatureChanges& feature = features[set.features[i]];
    const double from = client[feature.feature()];
    const double to = round_values ? feature.round_value(from, set.options[i]) : set.options[i].value;
    changes.push_back({feature.feature(), from, to, feature.distance(from, to)});
  }
  return changes;
}

using Options = std::vector<std::vector<ChangeOption>>;

std::vector<OptionAnswer> ask_forest(const LeafBoxes& boxes, const std::vector<FeatureChanges>& features,
                                     const Options& options, const std::vector<OptionQuestion>& questions) {
  std::vector<OptionAnswer> answers;
  for (const OptionQuestion& question : questions) {
    const SingleEffects effects = single_effects(boxes, boxes.reachable(question.client, 1), features);
    OptionAnswer answer{effects.margin, {}};
    for (const std::uint32_t feature : question.features) {
      answer.margins.emplace_back();
      for (const ChangeOption& option : options[feature]) {
        answer.margins.back().push_back(effects.margin + effects.by_cell[feature][option.cell]);
      }
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

// All questions in one block of the scorer.
std::vector<OptionAnswer> ask_scorer(const Scorer& scorer, const std::vector<FeatureChanges>& features,
                                     const Options& options, const std::vector<OptionQuestion>& questions) {
  std::vector<std::vector<double>> clients;
  for (const OptionQuestion& question : questions) {
    clients.push_back(question.client);
    for (const std::uint32_t feature : question.features) {
      for (const ChangeOption& option : options[feature]) {
        clients.push_back(question.client);
        clients.back()[features[feature].feature()] = option.value;
      }
    }
  }
  const std::vector<double> margins = margins_of(scorer, clients);
  auto next = margins.begin();
  std::vector<OptionAnswer> answers;
  for (const OptionQuestion& question : questions) {
    OptionAnswer answer{*next++, {}};
    for (const std::uint32_t feature : question.features) {
      const auto end = next + static_cast<std::ptrdiff_t>(options[feature].size());
      answer.margins.emplace_back(next, end);
      next = end;
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

}  // namespace

CounterfactualSearch::CounterfactualSearch(const Model& model, const std::vector<FeatureProfile>& profiles,
                                           CounterfactualOptions options)
    : model_(&model), options_(std::move(options)) {
  const auto* const scorer = dynamic_cast<const ForestScorer*>(model.scorer.get());
  const Forest* const forest = scorer == nullptr ? nullptr : &scorer->forest();
  features_ = changeable_features(model.card.schema, profiles, options_, forest);
  if (forest == nullptr) return;
  boxes_.emplace(*forest, features_);
  slack_ = slack_of(*forest);
  highest_accepted_ = highest_accepted([&](double margin) { return is_accepted(margin); });
}

std::vector<Counterfactual> CounterfactualSearch::find(const std::vector<double>& client) const {
  const double margin = margins_of(*model_->scorer, {client}).front();
  if (is_accepted(margin)) return {};
  Shortlist list(options_.most);
  const bool is_exact = boxes_ && try_exactly(client, margin, list);
  if (!is_exact || options_.max_changes > ReachableLeaf::kMaxChanges) try_by_beam(client, list);
  return finish(client, list.sets());
}

bool CounterfactualSearch::try_exactly(const std::vector<double>& client, double margin, Shortlist& list) const {
  const MarginGoal goal{highest_accepted_ - margin, slack_};
  const auto confirm = [&](const ChangeSet& set) {
    const std::vector<double> changed = with_changes(client, changes_of(client, set, features_, false));
    return is_accepted(margins_of(*model_->scorer, {changed}).front());
  };
  if (options_.max_changes == 0) return true;
  const EffectTables single(*boxes_, features_, client, 1);
  ExactChanges(single, goal, confirm, list).try_singles();
  if (list.is_full() || options_.max_changes == 1) return true;
  const EffectTables tables(*boxes_, features_, client,
                            std::min<std::size_t>(options_.max_changes, ReachableLeaf::kMaxChanges));
  ExactChanges search(tables, goal, confirm, list);
  search.try_pairs();
  if (list.is_full() || options_.max_changes == 2) return true;
  return search.try_triples(kMaxOptions);
}

void CounterfactualSearch::try_by_beam(const std::vector<double>& client, Shortlist& list) const {
  Options options;
  for (const FeatureChanges& feature : features_) options.push_back(feature.options(client[feature.feature()]));
  OptionModel model;
  model.ask = [&](const std::vector<OptionQuestion>& questions) {
    return boxes_ ? ask_forest(*boxes_, features_, options, questions)
                  : ask_scorer(*model_->scorer, features_, options, questions);
  };
  model.accepts = [&](double margin) { return is_accepted(margin + slack_); };
  BeamOptions beam;
  beam.max_changes = options_.max_changes;
  p8::try_by_beam(client, features_, options, model, beam, list);
}

std::vector<Counterfactual> CounterfactualSearch::finish(const std::vector<double>& client,
                                                         const std::vector<ChangeSet>& sets) const {
  if (sets.empty()) return {};
  std::vector<Counterfactual> results;
  std::vector<std::vector<double>> changed;
  for (const ChangeSet& set : sets) {
    Counterfactual result;
    result.changes = changes_of(client, set, features_, options_.round_values);
    for (const Change& change : result.changes) result.distance += change.distance;
    changed.push_back(with_changes(client, result.changes));
    results.push_back(std::move(result));
  }
  const std::vector<double> margins = margins_of(*model_->scorer, changed);
  for (std::size_t i = 0; i < results.size(); ++i) {
    results[i].margin = margins[i];
    results[i].p_default = model_->probability(margins[i]);
  }
  results.erase(std::remove_if(results.begin(), results.end(),
                               [&](const Counterfactual& result) { return !is_accepted(result.margin); }),
                results.end());
  std::stable_sort(results.begin(), results.end(), [](const Counterfactual& a, const Counterfactual& b) {
    return std::make_pair(a.changes.size(), a.distance) < std::make_pair(b.changes.size(), b.distance);
  });
  return results;
}

}  // namespace p8
