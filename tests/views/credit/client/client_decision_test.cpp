#include "p8/views/credit/client/client_decision.h"

#include <cmath>

#include <doctest/doctest.h>

#include "p8/credit/model/decision.h"

using namespace p8;
using namespace p8::views;

namespace {

Explanation client_at(double p, double threshold) {
  Explanation explanation;
  explanation.id = "c";
  explanation.p_default = p;
  explanation.refused = is_refused(p, threshold);
  return explanation;
}

DecisionRule rule_at(double threshold, double band = 0.0) {
  DecisionRule rule;
  rule.threshold = threshold;
  rule.refer_band = band;
  return rule;
}

std::string sentence_at(double p, double threshold, Language language = Language::English) {
  return decision_sentence(client_at(p, threshold), rule_at(threshold)).in(language);
}

}  // namespace

TEST_CASE("the decision is said with the distance to the threshold, on both sides of it and on it") {
  CHECK(sentence_at(0.491, 0.411) ==
        "The probability of default is 49.1%. The threshold is 41.1%, so the application is refused: the probability "
        "would need to be 8.0 points lower.");
  CHECK(sentence_at(0.3, 0.411).find("so the application is accepted, with 11.1 points to spare.") !=
        std::string::npos);
  CHECK(sentence_at(0.411, 0.411).find("exactly at the threshold. Only applications above it are refused") !=
        std::string::npos);
  CHECK(sentence_at(0.491, 0.411, Language::French).find("Il faudrait que la probabilité baisse de 8,0 points.") !=
        std::string::npos);
  CHECK(sentence_at(0.411, 0.411, Language::French).find("exactement au seuil") != std::string::npos);
}

TEST_CASE("two probabilities that differ are never written alike, and a tiny distance is not written as zero") {
  const std::string close = sentence_at(0.41101, 0.411);
  CHECK(close.find("41.101%") != std::string::npos);
  CHECK(close.find("41.100%") != std::string::npos);
  CHECK(close.find("less than 0.1 points lower") != std::string::npos);
  CHECK(sentence_at(std::nextafter(0.411, 1.0), 0.411).find("refused") != std::string::npos);
}

TEST_CASE("plural of points: English has one form for exactly one, French counts from two") {
  CHECK(sentence_at(0.421, 0.411).find("1.0 point lower") != std::string::npos);
  CHECK(sentence_at(0.4275, 0.411, Language::French).find("1,7 point.") != std::string::npos);
  CHECK(sentence_at(0.431, 0.411, Language::French).find("2,0 points.") != std::string::npos);
}

TEST_CASE("the dial reaches to a round share beyond threshold and value") {
  CHECK(decision_gauge(client_at(0.3, 0.411), rule_at(0.411)).high == 1.0);
  CHECK(decision_gauge(client_at(0.03, 0.08), rule_at(0.08)).high == 0.2);
  CHECK(decision_gauge(client_at(0.3, 0.08), rule_at(0.08)).high == 0.4);
  CHECK(decision_gauge(client_at(1.0, 0.08), rule_at(0.08)).high == 1.0);
}

TEST_CASE("only within the band is a person asked to look") {
  CHECK_FALSE(refer_notice(client_at(0.411, 0.411), rule_at(0.411)));
  CHECK(refer_notice(client_at(0.45, 0.411), rule_at(0.411, 0.05)));
  CHECK_FALSE(refer_notice(client_at(0.47, 0.411), rule_at(0.411, 0.05)));
}

TEST_CASE("the cards hold both probabilities, the score with its rank, and the signed distance") {
  const Explanation client = client_at(0.491, 0.411);
  const report::KeyFigures cards = decision_metrics(client, rule_at(0.411), ScoreRanks({0.1, 0.491, 0.6, 0.9}));
  REQUIRE(cards.figures.size() == 4);
  CHECK(std::get<report::Number>(cards.figures[0].value).value == 0.491);
  CHECK(std::get<report::Number>(cards.figures[1].value).value == 1.0 - 0.491);
  CHECK(cards.figures[2].note.en == "better than 50% of all clients");
  CHECK(std::get<report::Number>(cards.figures[3].value).value == doctest::Approx(8.0));
  CHECK(cards.figures[3].note.en == "needs 8.0 points less to be accepted");
}
