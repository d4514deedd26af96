#include "p8/views/vision/training/compare_page.h"

#include <algorithm>
#include <set>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/common/run_section.h"
#include "p8/views/vision/training/compare_sections.h"
#include "p8/views/vision/training/methodology.h"

namespace p8::views {

namespace {

using namespace report;

constexpr std::size_t kPairsTold = 6;

Number accuracy_of(const Comparison& comparison, std::size_t run) {
  return {comparison.runs[run].figures.metrics.accuracy.value_or(kUndefined), percent(1)};
}

std::size_t best_run(const Comparison& comparison) {
  const std::vector<std::size_t> firsts = comparison.firsts();
  return *std::max_element(firsts.begin(), firsts.end(), [&](std::size_t a, std::size_t b) {
    return accuracy_of(comparison, a).value < accuracy_of(comparison, b).value;
  });
}

Text name_of(const Comparison& comparison, std::size_t run) { return user_text(comparison.runs[run].name); }

/// The other first runs, parted by whether the best one is better beyond chance.
std::vector<Text> others(const Comparison& comparison, std::size_t best, bool beaten) {
  std::vector<Text> names;
  for (const std::size_t run : comparison.firsts()) {
    if (run != best && comparison.pair(best, run).better == beaten) names.push_back(name_of(comparison, run));
  }
  return names;
}

KeyFigures cards(const Comparison& comparison) {
  const std::size_t best = best_run(comparison);
  const Interval& interval = comparison.runs[best].figures.metrics.accuracy_interval;
  const auto certain = static_cast<std::size_t>(std::count_if(comparison.pairs.begin(), comparison.pairs.end(),
                                                              [](const ComparedPair& pair) { return pair.better; }));
  return {{{{"Best accuracy", "Meilleure exactitude"},
            accuracy_of(comparison, best),
            {},
            text("{0}; 95% interval: {1} to {2}", "{0} ; intervalle à 95 % : de {1} à {2}", name_of(comparison, best),
                 Number{interval.low, percent(1)}, Number{interval.high, percent(1)})},
           {{"Test photos", "Photos de test"},
            count_of(comparison.photos()),
            {},
            {"the same for every model", "les mêmes pour tous les modèles"}},
           {{"Significant differences", "Différences significatives"},
            count_of(certain),
            {},
            plural(static_cast<std::int64_t>(comparison.pairs.size()), {"of {0} pair", "sur {0} paire"},
                   {"of {0} pairs", "sur {0} paires"})},
           {{"Disputed photos", "Photos disputées"},
            count_of(comparison.disagreements.size()),
            {},
            {"the models disagree", "les modèles se contredisent"}}}};
}

}  // namespace

std::vector<std::string> disputed_paths(const Comparison& comparison) {
  std::set<std::string> paths;
  for (std::size_t i = 0; i < std::min(kImagesShown, comparison.disagreements.size()); ++i) {
    paths.insert(comparison.test(0).images[comparison.disagreements[i]].path);
  }
  paths.erase("");
  return {paths.begin(), paths.end()};
}

Text pair_in_words(const Comparison& comparison, const ComparedPair& pair) {
  const bool first_leads = pair.difference >= 0.0;
  const std::size_t leader = first_leads ? pair.first : pair.second, other = first_leads ? pair.second : pair.first;
  const double sign = first_leads ? 1.0 : -1.0;
  const Number gap{100.0 * sign * pair.difference, fixed(1)};
  const Number low{100.0 * (first_leads ? pair.interval.low : -pair.interval.high), with_sign(fixed(1))};
  const Number high{100.0 * (first_leads ? pair.interval.high : -pair.interval.low), with_sign(fixed(1))};
  const Number p{pair.p_adjusted, significant(2)};
  if (pair.better) {
    return text("{0} is significantly better than {1}: by {2} percentage points (95% interval {3} to {4}; p = {5}).",
                "{0} fait significativement mieux que {1} : {2} points de pourcentage d'écart (intervalle à 95 % de "
                "{3} à {4} ; p = {5}).",
                name_of(comparison, leader), name_of(comparison, other), gap, low, high, p);
  }
  if (pair.discordant.rows() == 0) {
    return text("{0} and {1} are right on the same photos, which show no difference.",
                "{0} et {1} ont raison sur les mêmes photos, qui ne montrent aucune différence.",
                name_of(comparison, leader), name_of(comparison, other));
  }
  return text(
      "{0} and {1} are not distinguishable on these photos: {2} percentage points apart (95% interval {3} to {4}; "
      "p = {5}).",
      "{0} et {1} ne se distinguent pas sur ces photos : {2} points de pourcentage d'écart (intervalle à 95 % de {3} à "
      "{4} ; p = {5}).",
      name_of(comparison, leader), name_of(comparison, other), gap, low, high, p);
}

std::vector<const ComparedPair*> told_pairs(const Comparison& comparison) {
  const std::size_t best = best_run(comparison);
  std::vector<const ComparedPair*> told;
  for (const ComparedPair& pair : comparison.pairs) {
    const bool of_best = pair.first == best || pair.second == best;
    if (comparison.pairs.size() <= kPairsTold || of_best) told.push_back(&pair);
  }
  return told;
}

Text comparison_lead(const Comparison& comparison) {
  const std::size_t best = best_run(comparison);
  const std::vector<Text> beaten = others(comparison, best, true), level = others(comparison, best, false);
  const Text start = text("{0} is right on {1} of {2} photos", "{0} a raison pour {1} des {2} photos",
                          name_of(comparison, best), accuracy_of(comparison, best), count_of(comparison.photos()));
  if (level.empty()) {
    return text("{0}, the most of all, and significantly better than {1}.",
                "{0}, plus que tout autre, et fait significativement mieux que {1}.", start, list_in_words(beaten));
  }
  if (beaten.empty()) {
    return text("{0}, but these photos cannot tell it from {1}: the difference may be due to chance.",
                "{0}, mais ces photos ne permettent pas de le distinguer de {1} : l'écart peut venir du hasard.", start,
                list_in_words(level));
  }
  return text("{0}. It is significantly better than {1}; these photos cannot tell it from {2}.",
              "{0}. Il fait significativement mieux que {1} ; ces photos ne permettent pas de le distinguer de {2}.",
              start, list_in_words(beaten), list_in_words(level));
}

Page compare_page(const ComparePage& view) {
  const Comparison& comparison = view.comparison;
  Page page;
  page.kicker = {"Comparison of classifiers", "Comparaison de classifieurs"};
  page.title = text("{0} classifiers on the same {1} photos", "{0} classifieurs sur les mêmes {1} photos",
                    count_of(comparison.firsts().size()), count_of(comparison.photos()));
  page.lead = comparison_lead(comparison);
  page.answer.push_back(cards(comparison));
  page.sections.push_back(runs_section(comparison));
  page.sections.push_back(pairs_section(comparison));
  if (!comparison.repeats.empty()) page.sections.push_back(seeds_section(comparison));
  if (has_curves(comparison)) page.sections.push_back(curves_section(comparison));
  page.sections.push_back(side_by_side_section(comparison));
  page.sections.push_back(disputed_section(view));
  page.sections.push_back(methodology_section(comparison));
  page.sections.push_back(run_section(view.record));
  page.footer = page_footer(view.record);
  return page;
}

}  // namespace p8::views
