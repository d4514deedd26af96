#include "p8/credit/counterfactual/effect_tables.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "p8/credit/counterfactual/cell_parts.h"
#include "p8/credit/counterfactual/effect_terms.h"
#include "p8/credit/counterfactual/pair_grid.h"
#include "p8/credit/counterfactual/single_effects.h"

namespace p8 {

namespace {

// An option that lowers the margin by no more than this is of no use.
constexpr double kNoEffect = 1e-12;

template <std::size_t Size>
using TermList = std::vector<const EffectTerm<Size>*>;

// The terms of each combination of features that has any; `numbers` gets the place of its list by the key.
template <std::size_t Size, typename Key>
std::vector<TermList<Size>> by_combination(const std::vector<EffectTerm<Size>>& terms, Key key_of,
                                           std::vector<std::int32_t>& numbers) {
  std::vector<TermList<Size>> lists;
  for (const EffectTerm<Size>& term : terms) {
    std::int32_t& number = numbers[key_of(term.features)];
    if (number < 0) {
      number = static_cast<std::int32_t>(lists.size());
      lists.emplace_back();
    }
    lists[static_cast<std::size_t>(number)].push_back(&term);
  }
  return lists;
}

// What the client has to choose from, in parts between which no leaf in reach makes a difference.
FeatureOptions options_in_reach(const LeafBoxes& boxes, const std::vector<ReachableLeaf>& leaves,
                                const std::vector<FeatureChanges>& features, const std::vector<double>& client) {
  std::vector<CellParts> parts;
  parts.reserve(features.size());
  for (const FeatureChanges& feature : features) parts.emplace_back(feature.cells().size());
  for (const ReachableLeaf& leaf : leaves) {
    for (const LeafCondition& condition : boxes.conditions(leaf.leaf)) {
      for (const CellRun& run : boxes.set(condition.inside)) {
        parts[condition.feature].cut_before(run.first);
        parts[condition.feature].cut_before(run.end);
      }
    }
  }
  FeatureOptions options;
  for (std::size_t i = 0; i < features.size(); ++i) {
    options.push_back(features[i].options(client[features[i].feature()], parts[i].numbers()));
  }
  return options;
}

// The sets that the terms of triples name, each once: there are far fewer sets than terms.
class TripleSets {
 public:
  TripleSets(const LeafBoxes& boxes, const std::vector<EffectTerm<3>>& terms) : boxes_(boxes) {
    for (const EffectTerm<3>& term : terms) {
      for (std::size_t place = 0; place < 3; ++place) {
        const auto number = static_cast<std::uint32_t>(sets_.size());
        const auto [known, is_new] = numbers_.emplace(term.sets[place], number);
        if (is_new) sets_.push_back({term.features[place], term.sets[place], 0.0});
        sets_[known->second].least += std::min(0.0, term.value);
      }
    }
  }

  std::uint32_t number(std::uint32_t set) const { return numbers_.at(set); }

  // (sets, options of the set's feature)
  std::vector<std::vector<std::uint8_t>> members(const FeatureOptions& options) const {
    std::vector<std::vector<std::uint8_t>> members;
    for (const Set& set : sets_) {
      members.emplace_back();
      for (const ChangeOption& option : options[set.feature]) members.back().push_back(contains(set, option) ? 1 : 0);
    }
    return members;
  }

  // Adds to each option the least that all triples could add to it.
  void add_least(const FeatureOptions& options, std::vector<std::vector<double>>& effects) const {
    for (const Set& set : sets_) {
      for (std::size_t u = 0; u < options[set.feature].size(); ++u) {
        if (contains(set, options[set.feature][u])) effects[set.feature][u] += set.least;
      }
    }
  }

 private:
  struct Set {
    std::uint32_t feature;
    std::uint32_t number;  // in LeafBoxes
    double least;          // the sum of its terms' negative values
  };

  bool contains(const Set& set, const ChangeOption& option) const {
    const ListPart<CellRun> cells = boxes_.set(set.number);
    return std::any_of(cells.begin(), cells.end(),
                       [&](const CellRun& run) { return run.first <= option.cell && option.cell < run.end; });
  }

  const LeafBoxes& boxes_;
  std::unordered_map<std::uint32_t, std::uint32_t> numbers_;
  std::vector<Set> sets_;
};

// Leaves out the options that lower the margin neither alone nor in the best of company.
void drop_useless(const SingleEffects& single, const std::vector<PairGrid>& grids, const TripleSets& triples,
                  FeatureOptions& options) {
  std::vector<std::vector<double>> least(options.size());  // that the option can add
  for (std::size_t i = 0; i < options.size(); ++i) {
    for (const ChangeOption& option : options[i]) least[i].push_back(single.by_cell[i][option.cell]);
  }
  for (const PairGrid& grid : grids) {
    const LeastEffects of_pair(grid, options);
    const std::uint32_t i = grid.first_feature();
    const std::uint32_t j = grid.second_feature();
    for (std::size_t u = 0; u < options[i].size(); ++u) least[i][u] += of_pair.of_row[grid.row_of(options[i][u])];
    for (std::size_t v = 0; v < options[j].size(); ++v) least[j][v] += of_pair.of_column[grid.column_of(options[j][v])];
  }
  triples.add_least(options, least);
  for (std::size_t i = 0; i < options.size(); ++i) {
    std::size_t kept = 0;
    for (std::size_t u = 0; u < options[i].size(); ++u) {
      if (least[i][u] < -kNoEffect) options[i][kept++] = options[i][u];
    }
    options[i].resize(kept);
  }
}

EffectTables::Pair pair_of(const PairGrid& grid, const FeatureOptions& options) {
  EffectTables::Pair pair;
  pair.effects = grid.effects();
  const LeastEffects least(grid, options);
  for (const ChangeOption& option : options[grid.first_feature()]) {
    pair.row_of.push_back(grid.row_of(option) * static_cast<std::uint32_t>(grid.columns()));
    pair.row_least.push_back(least.of_row[grid.row_of(option)]);
    pair.least = std::min(pair.least, pair.row_least.back());
  }
  for (const ChangeOption& option : options[grid.second_feature()]) pair.column_of.push_back(grid.column_of(option));
  return pair;
}

EffectTables::Triple triple_of(const TermList<3>& terms, const TripleSets& sets) {
  EffectTables::Triple triple;
  for (const EffectTerm<3>* const term : terms) {
    triple.terms.push_back(
        {term->value, {sets.number(term->sets[0]), sets.number(term->sets[1]), sets.number(term->sets[2])}});
    triple.least += std::min(0.0, term->value);
  }
  return triple;
}

}  // namespace

EffectTables::EffectTables(const LeafBoxes& boxes, const std::vector<FeatureChanges>& features,
                           const std::vector<double>& client, std::size_t changes) {
  const std::vector<ReachableLeaf> leaves = boxes.reachable(client, changes);
  const SingleEffects single = single_effects(boxes, leaves, features);
  const EffectTerms terms = effect_terms(boxes, leaves, changes);
  const std::size_t n = features.size();
  pair_numbers_.assign(changes < 2 ? 0 : n * (n - 1) / 2, -1);
  triple_numbers_.assign(changes < 3 ? 0 : n * (n - 1) * (n - 2) / 6, -1);
  const auto key_of_pair = [](const auto& f) { return pair_key(f[0], f[1]); };
  const auto key_of_triple = [](const auto& f) { return triple_key(f[0], f[1], f[2]); };

  std::vector<PairGrid> grids;
  for (const TermList<2>& list : by_combination(terms.pairs, key_of_pair, pair_numbers_)) {
    grids.emplace_back(boxes, list, features);
  }
  const TripleSets triple_sets(boxes, terms.triples);
  options_ = options_in_reach(boxes, leaves, features, client);
  drop_useless(single, grids, triple_sets, options_);

  single_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    for (const ChangeOption& option : options_[i]) single_[i].push_back(single.by_cell[i][option.cell]);
  }
  for (const PairGrid& grid : grids) pairs_.push_back(pair_of(grid, options_));
  for (const TermList<3>& list : by_combination(terms.triples, key_of_triple, triple_numbers_)) {
    triples_.push_back(triple_of(list, triple_sets));
  }
  members_ = triple_sets.members(options_);
}

}  // namespace p8
