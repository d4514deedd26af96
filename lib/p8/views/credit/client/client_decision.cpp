#include "p8/views/credit/client/client_decision.h"

#include <algorithm>
#include <cmath>

#include "p8/views/common/numbers.h"

namespace p8::views {

namespace {

using namespace report;

/// The word after a number of points with one decimal. French counts from two on as many; English has one form for
/// exactly one.
Text unit_of(double points) {
  const double written = std::abs(std::round(points * 10.0) / 10.0);
  return {written == 1.0 ? "point" : "points", written < 2.0 ? "point" : "points"};
}

/// A distance between two probabilities, in percentage points. So close that it would be written as zero: "less than".
Text points_of(double distance) {
  if (distance < 0.0005) return {"less than 0.1 points", "moins de 0,1 point"};
  const double points = distance * 100.0;
  const Text unit = unit_of(points);
  return {format(points, fixed(1), Language::English) + " " + unit.en,
          format(points, fixed(1), Language::French) + " " + unit.fr};
}

/// As few decimals as tell the two probabilities apart, at least one.
Format telling_apart(double a, double b) {
  int decimals = 1;
  while (decimals < 6 && a != b && std::abs(a - b) * 100.0 < std::pow(10.0, -decimals)) ++decimals;
  return percent(decimals);
}

// The end of the dial: 100 %, or the least round share that leaves room beyond the threshold and the value.
double dial_end(double p_default, double threshold) {
  for (const double end : {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8}) {
    if (threshold <= end / 2.5 && p_default <= end * 0.95) return end;
  }
  return 1.0;
}

}  // namespace

Badge decision_badge(bool refused) {
  return refused ? Badge{Tone::Refused, {"Refused", "Refusé"}} : Badge{Tone::Accepted, {"Accepted", "Accepté"}};
}

Text decision_sentence(const Explanation& explanation, const DecisionRule& rule) {
  const double p = explanation.p_default;
  const Format format = telling_apart(p, rule.threshold);
  const Number probability{p, format};
  const Number threshold{rule.threshold, format};
  const Text distance = points_of(std::abs(p - rule.threshold));
  if (explanation.refused) {
    return text(
        "The probability of default is {0}. The threshold is {1}, so the application is refused: the probability would "
        "need to be {2} lower.",
        "La probabilité de défaut est de {0}. Le seuil est de {1} : la demande est donc refusée. Il faudrait que la "
        "probabilité baisse de {2}.",
        probability, threshold, distance);
  }
  if (p == rule.threshold) {
    return text(
        "The probability of default is {0}, exactly at the threshold. Only applications above it are refused, so this "
        "one is accepted.",
        "La probabilité de défaut est de {0}, exactement au seuil. Seules les demandes qui le dépassent sont refusées "
        ": celle-ci est donc acceptée.",
        probability);
  }
  return text(
      "The probability of default is {0}. The threshold is {1}, so the application is accepted, with {2} to spare.",
      "La probabilité de défaut est de {0}. Le seuil est de {1} : la demande est donc acceptée, avec une marge de {2}.",
      probability, threshold, distance);
}

KeyFigures decision_metrics(const Explanation& explanation, const DecisionRule& rule, const ScoreRanks& ranks) {
  const double p = explanation.p_default;
  const double difference = p - rule.threshold;
  const double better_than = ranks.better_than(p);
  KeyFigures cards;
  cards.figures.push_back({{"Probability of default", "Probabilité de défaut"},
                           Number{p, telling_apart(p, rule.threshold)},
                           {},
                           text("refused above {0}", "refus au-dessus de {0}", Number{rule.threshold, percent(1)})});
  cards.figures.push_back({{"Probability of repayment", "Probabilité de remboursement"},
                           Number{1.0 - p, telling_apart(p, rule.threshold)},
                           {},
                           {"that the loan is repaid without default", "que le prêt soit remboursé sans défaut"}});
  cards.figures.push_back({{"Credit score", "Score de crédit"},
                           Number{static_cast<double>(explanation.points), integer()},
                           {"points", "points"},
                           text("better than {0} of all clients", "meilleur que celui de {0} des clients",
                                Number{better_than, percent(0)})});
  cards.figures.push_back({{"Distance to the threshold", "Écart au seuil"},
                           Number{difference * 100.0, with_sign(fixed(1))},
                           unit_of(difference * 100.0),
                           explanation.refused ? text("needs {0} less to be accepted",
                                                      "il faut {0} de moins pour être accepté", points_of(difference))
                                               : text("on the accepted side", "du côté accepté")});
  return cards;
}

Gauge decision_gauge(const Explanation& explanation, const DecisionRule& rule) {
  const double p = explanation.p_default;
  Gauge gauge;
  gauge.text.title = {"Probability of default on the scale of the decision",
                      "La probabilité de défaut sur l'échelle de la décision"};
  gauge.text.summary = explanation.refused
                           ? Text{"The pointer is in the hatched part, beyond the threshold: refused.",
                                  "L'aiguille se trouve dans la partie hachurée, au-delà du seuil : refus."}
                           : Text{"The pointer is in the plain part, up to the threshold: accepted.",
                                  "L'aiguille se trouve dans la partie pleine, jusqu'au seuil : accord."};
  gauge.text.description = decision_sentence(explanation, rule);
  gauge.label = {"Probability of default", "Probabilité de défaut"};
  gauge.value = p;
  gauge.threshold = rule.threshold;
  gauge.band = rule.refer_band;
  gauge.high = dial_end(p, rule.threshold);
  gauge.format = telling_apart(p, rule.threshold);
  gauge.threshold_label = text("Threshold {0}", "Seuil {0}", Number{rule.threshold, percent(1)});
  gauge.below_name = {"Accepted", "Accepté"};
  gauge.above_name = {"Refused", "Refusé"};
  if (rule.refer_band > 0.0) gauge.band_name = {"Needs human review", "À examiner par un conseiller"};
  return gauge;
}

std::optional<Notice> refer_notice(const Explanation& explanation, const DecisionRule& rule) {
  if (!rule.needs_a_person(explanation.p_default)) return std::nullopt;
  return Notice{Tone::Warning,
                {"Needs human review", "À examiner par un conseiller"},
                text("The probability lies within {0} of the threshold. This close to it, an adviser should review the "
                     "application before the client is told.",
                     "La probabilité se trouve à moins de {0} du seuil. Si près du seuil, un conseiller doit examiner "
                     "la demande avant l'annonce de la décision.",
                     points_of(rule.refer_band))};
}

}  // namespace p8::views
