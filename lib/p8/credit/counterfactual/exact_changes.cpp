#include "p8/credit/counterfactual/exact_changes.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace p8 {

namespace {

// The row of an option in the table of a pair; without a table, effects of 0.
class PairRow {
 public:
  PairRow(const EffectTables::Pair* pair, std::size_t u)
      : effects_(pair == nullptr ? nullptr : pair->effects.data() + pair->row_of[u]),
        columns_(pair == nullptr ? nullptr : pair->column_of.data()),
        least_(pair == nullptr ? 0.0 : pair->row_least[u]) {}

  double operator[](std::size_t v) const { return effects_ == nullptr ? 0.0 : effects_[columns_[v]]; }
  double least() const { return least_; }

 private:
  const double* effects_;
  const std::uint32_t* columns_;
  double least_;
};

template <typename Table>
double least_of(const Table* table) {
  return table == nullptr ? 0.0 : table->least;
}

// What a triple adds by the third option when the first two are chosen.
void add_up_terms(const EffectTables& tables, const EffectTables::Triple& triple, std::size_t u, std::size_t v,
                  std::vector<double>& effects) {
  std::fill(effects.begin(), effects.end(), 0.0);
  for (const EffectTables::TripleTerm& term : triple.terms) {
    if (tables.members(term.sets[0])[u] == 0 || tables.members(term.sets[1])[v] == 0) continue;
    const std::vector<std::uint8_t>& third = tables.members(term.sets[2]);
    for (std::size_t w = 0; w < effects.size(); ++w) effects[w] += third[w] == 0 ? 0.0 : term.value;
  }
}

// The limit for what may follow: the cheaper ones.
double below(double cost) { return std::nextafter(cost, -1.0); }

}  // namespace

ExactChanges::ExactChanges(const EffectTables& tables, const MarginGoal& goal,
                           std::function<bool(const ChangeSet&)> confirm, Shortlist& list)
    : tables_(&tables), goal_(goal), confirm_(std::move(confirm)), list_(&list) {
  for (std::size_t i = 0; i < tables.features(); ++i) {
    Feature feature;
    for (const ChangeOption& option : tables.options(i)) feature.costs.push_back(option.cost);
    feature.effects = tables.single(i);
    for (const double effect : feature.effects) feature.least_effect = std::min(feature.least_effect, effect);
    features_.push_back(std::move(feature));
  }
}

void ExactChanges::try_singles() {
  for (std::uint32_t i = 0; i < features_.size(); ++i) {
    const Feature& feature = features_[i];
    const double limit = list_->limit(1);
    for (std::size_t u = 0; u < feature.costs.size() && feature.costs[u] <= limit; ++u) {
      const Choice choice{1, {i}, {u}};
      if (!is_enough(feature.effects[u], choice)) continue;
      list_->offer(set_of(choice));
      break;
    }
  }
}

void ExactChanges::try_pairs() {
  for (std::uint32_t i = 0; i < features_.size(); ++i) {
    for (std::uint32_t j = i + 1; j < features_.size(); ++j) {
      if (list_->has_part_of({i, j})) continue;
      Choice choice{2, {i, j}, {}};
      if (try_pair(choice, list_->limit(2))) list_->offer(set_of(choice));
    }
  }
}

// The cheapest options of the choice's features, up to a limit.
bool ExactChanges::try_pair(Choice& choice, double limit) {
  const auto [i, j, unused] = choice.features;
  const Feature& a = features_[i];
  const Feature& b = features_[j];
  const EffectTables::Pair* const pair = tables_->pair(i, j);
  const double most = goal_.change + goal_.slack;
  if (a.costs.empty() || b.costs.empty() || a.least_effect + b.least_effect + least_of(pair) > most) return false;
  bool found = false;
  for (std::size_t u = 0; u < a.costs.size() && a.costs[u] + b.costs[0] <= limit; ++u) {
    const PairRow row(pair, u);
    if (a.effects[u] + b.least_effect + row.least() > most) continue;
    for (std::size_t v = 0; v < b.costs.size() && a.costs[u] + b.costs[v] <= limit; ++v) {
      const double effect = a.effects[u] + b.effects[v] + row[v];
      if (effect > most || !is_enough(effect, {2, {i, j}, {u, v}})) continue;
      found = true;
      choice.options = {u, v};
      limit = below(a.costs[u] + b.costs[v]);
      break;
    }
  }
  return found;
}

bool ExactChanges::try_triples(std::size_t most_options) {
  options_seen_ = 0;
  for (std::uint32_t i = 0; i < features_.size(); ++i) {
    for (std::uint32_t j = i + 1; j < features_.size(); ++j) {
      for (std::uint32_t k = j + 1; k < features_.size(); ++k) {
        Choice choice{3, {i, j, k}, {}};
        if (try_triple(choice, list_->limit(3))) list_->offer(set_of(choice));
        if (options_seen_ > most_options) return false;
      }
    }
  }
  return true;
}

bool ExactChanges::try_triple(Choice& choice, double limit) {
  ++options_seen_;
  const auto [i, j, k] = choice.features;
  const Feature& a = features_[i];
  const Feature& b = features_[j];
  const Feature& c = features_[k];
  if (a.costs.empty() || b.costs.empty() || c.costs.empty()) return false;
  const EffectTables::Pair* const ab = tables_->pair(i, j);
  const EffectTables::Pair* const ac = tables_->pair(i, k);
  const EffectTables::Pair* const bc = tables_->pair(j, k);
  const EffectTables::Triple* const abc = tables_->triple(i, j, k);
  const double most = goal_.change + goal_.slack;
  const double least_alone = a.least_effect + b.least_effect + c.least_effect;
  if (least_alone + least_of(ab) + least_of(ac) + least_of(bc) + least_of(abc) > most) return false;
  if (list_->has_part_of({i, j, k})) return false;
  std::vector<double> abc_effects(c.costs.size(), 0.0);
  bool found = false;
  for (std::size_t u = 0; u < a.costs.size() && a.costs[u] + b.costs[0] + c.costs[0] <= limit; ++u) {
    const PairRow ab_row(ab, u);
    const PairRow ac_row(ac, u);
    const double least_c = c.least_effect + ac_row.least() + least_of(abc);
    if (a.effects[u] + b.least_effect + ab_row.least() + least_of(bc) + least_c > most) continue;
    for (std::size_t v = 0; v < b.costs.size() && a.costs[u] + b.costs[v] + c.costs[0] <= limit; ++v) {
      ++options_seen_;
      const PairRow bc_row(bc, v);
      const double effect_ab = a.effects[u] + b.effects[v] + ab_row[v];
      if (effect_ab + least_c + bc_row.least() > most) continue;
      if (abc != nullptr) add_up_terms(*tables_, *abc, u, v, abc_effects);
      for (std::size_t w = 0; w < c.costs.size() && a.costs[u] + b.costs[v] + c.costs[w] <= limit; ++w) {
        ++options_seen_;
        const double effect = effect_ab + c.effects[w] + ac_row[w] + bc_row[w] + abc_effects[w];
        if (effect > most || !is_enough(effect, {3, {i, j, k}, {u, v, w}})) continue;
        found = true;
        choice.options = {u, v, w};
        limit = below(a.costs[u] + b.costs[v] + c.costs[w]);
        break;
      }
    }
  }
  return found;
}

bool ExactChanges::is_enough(double effect, const Choice& choice) const {
  if (effect <= goal_.change - goal_.slack) return true;
  return effect <= goal_.change + goal_.slack && confirm_(set_of(choice));
}

ChangeSet ExactChanges::set_of(const Choice& choice) const {
  ChangeSet set;
  for (std::size_t place = 0; place < choice.count; ++place) {
    const std::uint32_t feature = choice.features[place];
    const ChangeOption& option = tables_->options(feature)[choice.options[place]];
    set.features.push_back(feature);
    set.options.push_back(option);
    set.cost += option.cost;
  }
  return set;
}

}  // namespace p8
