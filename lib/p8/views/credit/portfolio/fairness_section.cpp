#include "p8/views/credit/portfolio/fairness_section.h"

#include <algorithm>
#include <cmath>

#include "p8/report/escape.h"
#include "p8/views/common/numbers.h"
#include "p8/views/credit/portfolio/fairness_charts.h"

namespace p8::views {

namespace {

using namespace report;

Number rate(double value) { return {value, percent(1)}; }

bool has_outcomes(const Fairness& figures) {
  return !figures.groups.empty() && figures.groups.front().outcomes.has_value();
}

Paragraph rule_note() {
  return {text(
      "The four-fifths rule compares approval rates: a group whose rate is less than four fifths (0.80) of the highest "
      "group's deserves a closer look. It comes from US guidelines on hiring ({0}) and is a screening rule, not a "
      "legal verdict: a gap may have good reasons, and equal rates may hide unequal treatment.",
      "La règle des quatre cinquièmes compare les taux d'acceptation : un groupe dont le taux est inférieur aux quatre "
      "cinquièmes (0,80) du taux le plus élevé mérite un examen. Elle vient de lignes directrices américaines sur "
      "l'embauche ({0}). C'est une règle de repérage, pas un verdict juridique : un écart peut avoir de bonnes "
      "raisons, "
      "et des taux égaux peuvent cacher une inégalité de traitement.",
      user_text("29 CFR 1607.4(D)"))};
}

Paragraph interval_note(const Fairness& figures) {
  const Text auc = has_outcomes(figures)
                       ? Text{" The interval of an AUC is DeLong's.", " L'intervalle d'une AUC est celui de DeLong."}
                       : Text{};
  return {
      text("The 95% intervals show how much a figure could vary by chance: each group is resampled {0} times "
           "(percentile bootstrap). The two groups that lie furthest apart are compared, among those of at least {1} "
           "clients; with many groups, some gap arises by chance alone.{2}",
           "Les intervalles à 95 % montrent de combien un chiffre peut varier par hasard : chaque groupe est "
           "rééchantillonné {0} fois (bootstrap des percentiles). Les deux groupes les plus éloignés sont comparés, "
           "parmi ceux d'au moins {1} clients ; avec de nombreux groupes, le hasard seul crée des écarts.{2}",
           count_of(figures.options.replicates), count_of(figures.options.min_rows), auc)};
}

Notice undefined_notice(const Fairness& figures) {
  const auto compared = std::count_if(figures.groups.begin(), figures.groups.end(),
                                      [](const GroupMetrics& group) { return !group.is_small && group.rows > 0; });
  const Text title = {"Nothing to compare", "Rien à comparer"};
  if (compared < 2) {
    return {Tone::Neutral, title,
            text("Fewer than two groups have at least {0}: there is no ratio.",
                 "Moins de deux groupes comptent au moins {0} : il n'y a pas de rapport.",
                 plural(static_cast<std::int64_t>(figures.options.min_rows), {"{0} client", "{0} client"},
                        {"{0} clients", "{0} clients"}))};
  }
  return {Tone::Neutral,
          title,
          {"No client of the compared groups is accepted: there is no ratio.",
           "Aucun client des groupes comparés n'est accepté : il n'y a pas de rapport."}};
}

/// The groups, their rates, the ratio and its interval: a sentence that wants its end.
Text ratio_sentence(const ProtectedColumn& column) {
  const auto& [lowest, highest, ratio] = *column.figures.four_fifths;
  return text(
      "The group accepted least often is {0} ({1}), the one accepted most often {2} ({3}): a ratio of {4} (95% "
      "interval "
      "{5})",
      "Le groupe le moins souvent accepté est {0} ({1}), le plus souvent accepté {2} ({3}) : un rapport de {4} "
      "(intervalle à 95 % : {5})",
      quoted(column.groups.names[lowest]), rate(column.figures.groups[lowest].approval_rate.value),
      quoted(column.groups.names[highest]), rate(column.figures.groups[highest].approval_rate.value),
      ratio_number(ratio.value), interval_text(ratio.interval, ratio_number));
}

Notice reading(const ProtectedColumn& column) {
  switch (column.figures.verdict()) {
    case FourFifthsVerdict::Undefined:
      return undefined_notice(column.figures);
    case FourFifthsVerdict::Below:
      return {Tone::Refused,
              {"Below four fifths", "En dessous des quatre cinquièmes"},
              text("{0}, which is below 0.80, and so is its whole interval: chance alone does not explain it. This is "
                   "not a legal verdict; find out why before relying on these decisions.",
                   "{0}, inférieur à 0,80 comme tout son intervalle : le hasard seul ne l'explique pas. Ce n'est "
                   "pas un verdict juridique ; cherchez-en la raison avant de vous fier à ces décisions.",
                   ratio_sentence(column))};
    case FourFifthsVerdict::BelowWithinChance:
      return {Tone::Warning,
              {"Below four fifths, perhaps by chance", "En dessous des quatre cinquièmes, peut-être par hasard"},
              text("{0}, which is below 0.80; but the interval reaches 0.80, so that chance may explain it. More "
                   "clients would be needed to tell.",
                   "{0}, inférieur à 0,80 ; mais l'intervalle atteint 0,80 : le hasard peut l'expliquer. Il "
                   "faudrait plus de clients pour le savoir.",
                   ratio_sentence(column))};
    case FourFifthsVerdict::NotBelow:
      break;
  }
  const bool may_be_below = is_below_four_fifths(column.figures.four_fifths->value.interval.low);
  return {Tone::Accepted,
          {"Not below four fifths", "Pas en dessous des quatre cinquièmes"},
          text(may_be_below ? "{0}, which is not below 0.80. The interval reaches below 0.80: a lower ratio in the "
                              "long run is possible."
                            : "{0}, which is not below 0.80.",
               may_be_below ? "{0}, qui n'est pas inférieur à 0,80. L'intervalle descend en dessous de 0,80 : un "
                              "rapport plus bas à long terme reste possible."
                            : "{0}, qui n'est pas inférieur à 0,80.",
               ratio_sentence(column))};
}

/// "3.1 percentage points"; French counts from 2 on as plural.
Text points(double gap) {
  const char* const french = std::abs(100.0 * gap) < 1.95 ? "{0} point" : "{0} points";
  return text("{0} percentage points", french, Number{100.0 * gap, fixed(1)});
}

/// One gap in words. `rate_of` takes the rate from a group's outcomes.
Text gap_sentence(const char* en, const char* fr, const ProtectedColumn& column, const GroupComparison& gap,
                  Estimate GroupOutcomes::*rate_of) {
  const auto value = [&](std::size_t g) { return rate(((*column.figures.groups[g].outcomes).*rate_of).value); };
  const auto number = [](double end) { return Number{100.0 * end, fixed(1)}; };
  return text(en, fr, quoted(column.groups.names[gap.highest]), value(gap.highest),
              quoted(column.groups.names[gap.lowest]), value(gap.lowest), points(gap.value.value),
              interval_text(gap.value.interval, number));
}

void add_outcomes(Section& section, const ProtectedColumn& column) {
  const Fairness& figures = column.figures;
  List gaps;
  if (figures.false_refusal) {
    gaps.items.push_back(gap_sentence(
        "Good clients are refused most often in the group {0} ({1}) and least often in {2} ({3}): a gap of {4} (95% "
        "interval {5}).",
        "Les bons clients sont le plus souvent refusés dans le groupe {0} ({1}) et le moins souvent dans {2} ({3}) : "
        "un "
        "écart de {4} (intervalle à 95 % : {5}).",
        column, *figures.false_refusal, &GroupOutcomes::false_refusal_rate));
  }
  if (figures.missed_default) {
    gaps.items.push_back(gap_sentence(
        "Clients who default are accepted most often in the group {0} ({1}) and least often in {2} ({3}): a gap of {4} "
        "(95% interval {5}).",
        "Les clients en défaut sont le plus souvent acceptés dans le groupe {0} ({1}) et le moins souvent dans {2} "
        "({3}) : un écart de {4} (intervalle à 95 % : {5}).",
        column, *figures.missed_default, &GroupOutcomes::missed_default_rate));
  }
  if (!gaps.items.empty()) section.blocks.push_back(std::move(gaps));
  section.blocks.push_back(outcome_table(column));
}

/// The first names with commas, and how many more there are.
Text list_of_names(const std::vector<Text>& names) {
  constexpr std::size_t kMax = 10;
  Text list;
  for (std::size_t i = 0; i < std::min(kMax, names.size()); ++i) {
    const bool is_last = i > 0 && i + 1 == names.size();
    list.en += (i == 0 ? "" : is_last ? " and " : ", ") + names[i].en;
    list.fr += (i == 0 ? "" : is_last ? " et " : ", ") + names[i].fr;
  }
  if (names.size() <= kMax) return list;
  return text(
      "{0} and {1}", "{0} et {1}", list,
      plural(static_cast<std::int64_t>(names.size() - kMax), {"{0} other", "{0} autre"}, {"{0} others", "{0} autres"}));
}

void add_note_on_small_groups(Section& section, const ProtectedColumn& column) {
  std::vector<Text> names;
  for (std::size_t g = 0; g < column.figures.groups.size(); ++g) {
    if (column.figures.groups[g].is_small) names.push_back(quoted(column.groups.names[g]));
  }
  if (names.empty()) return;
  const bool one = names.size() == 1;
  section.blocks.push_back(Paragraph{
      text(one ? "The group {0} has fewer than {1} clients: its figures are shown, but too uncertain to be compared."
               : "The groups {0} have fewer than {1} clients each: their figures are shown, but too uncertain to be "
                 "compared.",
           one ? "Le groupe {0} compte moins de {1} clients : ses chiffres sont donnés, mais trop incertains pour "
                 "être comparés."
               : "Les groupes {0} comptent chacun moins de {1} clients : leurs chiffres sont donnés, mais trop "
                 "incertains pour être comparés.",
           list_of_names(names), count_of(column.figures.options.min_rows))});
}

}  // namespace

Section fairness_section(const FairnessView& view) {
  Section section;
  section.heading = {"Are groups treated alike?", "Les groupes sont-ils traités de la même façon ?"};
  section.anchor = "fairness";
  section.blocks.push_back(rule_note());
  section.blocks.push_back(interval_note(view.columns.front().figures));
  for (const ProtectedColumn& column : view.columns) {
    section.blocks.push_back(Subheading{column.name});
    section.blocks.push_back(reading(column));
    section.blocks.push_back(approval_chart(column));
    section.blocks.push_back(threshold_chart(column));
    if (has_outcomes(column.figures)) add_outcomes(section, column);
    section.blocks.push_back(group_table(column));
    add_note_on_small_groups(section, column);
  }
  return section;
}

std::vector<Text> range_names(const std::vector<Text>& edges) {
  std::vector<Text> names;
  for (std::size_t g = 0; g + 1 < edges.size(); ++g) {
    const bool is_first = g == 0;
    const bool is_last = g + 2 == edges.size();
    if (is_first && edges[0].en == edges[1].en) {
      names.push_back(edges[0]);
    } else if (is_first && is_last) {
      names.push_back(text("{0} to {1}", "de {0} à {1}", edges[0], edges[1]));
    } else if (is_first) {
      names.push_back(text("up to {0}", "jusqu'à {0}", edges[1]));
    } else if (is_last) {
      names.push_back(text("over {0}", "plus de {0}", edges[g]));
    } else {
      names.push_back(text("over {0}, up to {1}", "plus de {0}, jusqu'à {1}", edges[g], edges[g + 1]));
    }
  }
  return names;
}

}  // namespace p8::views
