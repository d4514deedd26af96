#pragma once

#include <optional>

#include "p8/credit/portfolio/explanation.h"
#include "p8/report/page.h"

/// The decision on one client: the answer that a page begins with.
namespace p8::views {

report::Badge decision_badge(bool refused);

/// "The probability of default is 49.1%, above the threshold of 41.1%: the application is refused. …" with the distance
/// to the threshold; right on both sides of it and on it.
Text decision_sentence(const Explanation& explanation, const DecisionRule& rule);

/// Probability of default and of repayment, credit score with its rank among all clients, distance to the threshold.
report::KeyFigures decision_metrics(const Explanation& explanation, const DecisionRule& rule, const ScoreRanks& ranks);

/// Dial from 0 to 100 %, or to a round share beyond the threshold where that is small.
report::Gauge decision_gauge(const Explanation& explanation, const DecisionRule& rule);

/// Where the client is so close to the threshold that a person should look.
std::optional<report::Notice> refer_notice(const Explanation& explanation, const DecisionRule& rule);

}  // namespace p8::views
