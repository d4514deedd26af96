#include "p8/views/credit/portfolio/fairness_section.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "p8/report/escape.h"
#include "p8/report/html/render.h"
#include "p8/views/credit/portfolio/fairness_charts.h"
#include "support/contains.h"

using namespace p8;
using namespace p8::report;
using views::fairness_section;

namespace {

using p8::test::contains;

/// A protected column with its clients: `accepted` of `rows` in each group, at P(default) 0.1 or 0.9.
struct Sample {
  Groups groups;
  std::vector<double> p;
  std::vector<int> y;
  Fairness figures;

  explicit Sample(const std::vector<std::pair<std::size_t, std::size_t>>& counts, bool labelled = false) {
    for (const auto& [accepted, rows] : counts) {
      const std::size_t group = groups.names.size();
      const auto number = std::to_string(group);
      groups.names.push_back({"Group <" + number + ">", "Groupe <" + number + ">"});
      for (std::size_t i = 0; i < rows; ++i) {
        groups.of_client.push_back(group);
        p.push_back(i < accepted ? 0.1 : 0.9);
        y.push_back((i + group) % (i < accepted ? 5 : 2) == 0 ? 1 : 0);
      }
    }
    FairnessOptions options;
    options.threshold = 0.5;
    figures = group_fairness(groups, p, labelled ? y : std::vector<int>{}, options);
  }
  views::ProtectedColumn view() const { return {{"Gender", "Sexe"}, groups, figures}; }
  Section section() const { return fairness_section({{view()}}); }
};

template <typename BlockType>
std::vector<BlockType> blocks_of(const Section& section) {
  std::vector<BlockType> found;
  for (const Block& block : section.blocks) {
    if (const auto* const one = std::get_if<BlockType>(&block)) found.push_back(*one);
  }
  return found;
}

Notice reading(const Sample& sample) {
  const std::vector<Notice> notices = blocks_of<Notice>(sample.section());
  REQUIRE(notices.size() == 1);
  return notices.front();
}

double number_in(const Cell& cell) {
  if (const auto* const number = std::get_if<Number>(&cell)) return number->value;
  return std::get<Measure>(cell).value;
}

std::string html(const Section& section, Language language) {
  Page page;
  page.title = {"Fairness", "Équité"};
  page.sections.push_back(section);
  return render_html(page, language);
}

}  // namespace

TEST_CASE("the reading names groups, rates, ratio and interval, and what they mean on each side of four fifths") {
  const Notice below = reading(Sample({{400, 1000}, {800, 1000}}));
  CHECK(below.tone == Tone::Refused);
  CHECK(contains(
      below.text.en,
      "The group accepted least often is “Group <0>” (40.0%), the one accepted most often “Group <1>” (80.0%): a "
      "ratio of 0.50 (95% interval 0.46 to 0.54), which is below 0.80, and so is its whole interval"));
  CHECK(contains(below.text.en, "not a legal verdict"));
  CHECK(contains(below.text.fr, "un rapport de 0,50 (intervalle à 95 % : 0,46 à 0,54), inférieur à 0,80 comme tout"));

  const Notice perhaps = reading(Sample({{12, 40}, {18, 40}}));
  CHECK(perhaps.tone == Tone::Warning);
  CHECK(contains(perhaps.text.en, "a ratio of 0.67"));
  CHECK(contains(perhaps.text.en, "but the interval reaches 0.80, so that chance may explain it"));
  CHECK(contains(perhaps.text.fr, "le hasard peut l'expliquer"));

  const Notice alike = reading(Sample({{790, 1000}, {800, 1000}}));
  CHECK(alike.tone == Tone::Accepted);
  CHECK(contains(alike.text.en, "which is not below 0.80."));
  CHECK_FALSE(contains(alike.text.en, "reaches below"));
  CHECK(contains(reading(Sample({{32, 40}, {36, 40}})).text.en, "The interval reaches below 0.80"));
}

TEST_CASE("a ratio is never rounded to the other side of four fifths") {
  const auto written = [](double ratio) { return format(ratio, views::ratio_number(ratio).format, Language::English); };
  CHECK(written(0.8) == "0.80");
  CHECK(written(4.0 / 7.0) == "0.57");
  CHECK(written(0.7999) == "0.7999");
  CHECK(written(0.79996) == "0.79996");
  CHECK(written(0.8049) == "0.80");
  CHECK(written(1.25) == "1.25");
  CHECK(contains(reading(Sample({{7999, 10000}, {10000, 10000}})).text.en, "a ratio of 0.7999 ("));
}

TEST_CASE("the rule is explained once, as a screening rule, in both languages") {
  const Sample sample({{40, 100}, {80, 100}});
  const auto page = fairness_section({{sample.view(), sample.view()}});
  const std::vector<Paragraph> paragraphs = blocks_of<Paragraph>(page);
  REQUIRE(paragraphs.size() == 2);
  CHECK(contains(paragraphs[0].text.en, "screening rule, not a legal verdict"));
  CHECK(contains(paragraphs[0].text.fr, "règle de repérage, pas un verdict juridique"));
  CHECK(contains(paragraphs[1].text.en, "1,000 times"));
  CHECK_FALSE(contains(paragraphs[1].text.en, "DeLong"));
  CHECK(blocks_of<Subheading>(page).size() == 2);
}

TEST_CASE("the numbers of charts and table are the figures") {
  const Sample sample({{45, 100}, {70, 80}, {3, 12}});
  const Section section = sample.section();
  const auto bars = blocks_of<BarChart>(section).at(0).bars;
  const auto lines = blocks_of<LineChart>(section).at(0).lines;
  const auto rows = blocks_of<Table>(section).at(0).rows;
  REQUIRE(bars.size() == 3);
  REQUIRE(lines.size() == 3);
  REQUIRE(rows.size() == 3);
  for (std::size_t g = 0; g < 3; ++g) {
    const GroupMetrics& group = sample.figures.groups[g];
    CHECK(bars[g].value == group.approval_rate.value);
    CHECK(bars[g].low == group.approval_rate.interval.low);
    CHECK(bars[g].high == group.approval_rate.interval.high);
    REQUIRE(lines[g].points.size() == 41);
    CHECK(lines[g].points[20].x == sample.figures.thresholds[20]);
    CHECK(lines[g].points[20].y == group.approval_curve[20]);
    CHECK(number_in(rows[g][1]) == static_cast<double>(group.rows));
    CHECK(number_in(rows[g][2]) == static_cast<double>(group.accepted()));
    CHECK(number_in(rows[g][3]) == group.approval_rate.value);
    CHECK(number_in(rows[g][4]) == group.ratio);
    CHECK(number_in(rows[g][5]) == group.mean_p_default);
  }
  const auto badge = [&](std::size_t g) { return std::get<Badge>(rows[g][6]).label.en; };
  CHECK(badge(0) == "below 0.80");
  CHECK(badge(1) == "0.80 or more");
  CHECK(badge(2) == "few clients");
  CHECK(blocks_of<LineChart>(section).at(0).markers.at(0).x == 0.5);
}

TEST_CASE("with outcomes there are error rates, AUC and gaps") {
  const Sample sample({{60, 200}, {150, 200}}, true);
  const Section section = sample.section();
  const std::vector<Table> tables = blocks_of<Table>(section);
  REQUIRE(tables.size() == 2);
  for (std::size_t g = 0; g < 2; ++g) {
    const GroupOutcomes& outcomes = *sample.figures.groups[g].outcomes;
    const auto& row = tables[0].rows[g];
    CHECK(number_in(row[1]) == static_cast<double>(outcomes.defaults));
    CHECK(number_in(row[2]) == outcomes.default_rate);
    CHECK(number_in(row[3]) == outcomes.auc.value);
    CHECK(number_in(row[4]) == outcomes.false_refusal_rate.value);
    CHECK(number_in(row[5]) == outcomes.missed_default_rate.value);
  }
  const std::vector<List> gaps = blocks_of<List>(section);
  REQUIRE(gaps.size() == 1);
  REQUIRE(gaps[0].items.size() == 2);
  // 70 of 118 good clients are refused in the first group, 25 of 145 in the second.
  CHECK(contains(
      gaps[0].items[0].en,
      "refused most often in the group “Group <0>” (59.3%) and least often in “Group <1>” (17.2%): a gap of 42.1 "
      "percentage points (95% interval "));
  CHECK(contains(gaps[0].items[1].fr,
                 "Les clients en défaut sont le plus souvent acceptés dans le groupe « Groupe <1> »"));
  CHECK(contains(blocks_of<Paragraph>(section)[1].text.en, "DeLong"));
  CHECK(blocks_of<List>(Sample({{60, 200}, {150, 200}}).section()).empty());
}

TEST_CASE("small groups are marked and named in the number that fits") {
  const Section one = Sample({{40, 100}, {80, 100}, {5, 10}}).section();
  CHECK(blocks_of<Paragraph>(one).back().text.en ==
        "The group “Group <2>” has fewer than 30 clients: its figures are shown, but too uncertain to be compared.");
  CHECK(blocks_of<BarChart>(one)[0].bars[2].label.en == "Group <2> (few clients)");
  const Section two = Sample({{40, 100}, {80, 100}, {5, 10}, {1, 1}}).section();
  CHECK(contains(blocks_of<Paragraph>(two).back().text.en, "The groups “Group <2>” and “Group <3>” have fewer than"));
  CHECK(contains(blocks_of<Paragraph>(two).back().text.fr,
                 "Les groupes « Groupe <2> » et « Groupe <3> » comptent chacun"));
  std::vector<std::pair<std::size_t, std::size_t>> many(13, {1, 2});
  CHECK(contains(blocks_of<Paragraph>(Sample(many).section()).back().text.en, "“Group <9>” and 3 others have fewer"));
  many.resize(11);
  CHECK(contains(blocks_of<Paragraph>(Sample(many).section()).back().text.fr, "« Groupe <9> » et 1 autre comptent"));
}

TEST_CASE("of many groups the largest are drawn, which the page says") {
  const Section section = Sample({{40, 100}, {40, 90}, {40, 80}, {40, 70}, {9, 60}, {40, 110}}).section();
  const LineChart lines = blocks_of<LineChart>(section)[0];
  REQUIRE(lines.lines.size() == 5);
  CHECK(lines.lines[3].name.en == "Group <3>");
  CHECK(lines.lines[4].name.en == "Group <5>");
  CHECK(contains(lines.text.summary.en, "Only the 5 largest of 6 groups are drawn"));
  CHECK(contains(lines.text.summary.fr, "Seuls les 5 plus grands des 6 groupes"));
  CHECK(blocks_of<BarChart>(section)[0].bars.size() == 6);
  const std::vector<std::pair<std::size_t, std::size_t>> many(40, {20, 40});
  CHECK(blocks_of<BarChart>(Sample(many).section())[0].bars.size() == 20);
  CHECK(blocks_of<Table>(Sample(many).section())[0].folded);
}

TEST_CASE("the threshold from which on groups would be alike is told") {
  const Text far = blocks_of<LineChart>(Sample({{40, 100}, {80, 100}}).section())[0].text.summary;
  CHECK(contains(far.en,
                 "From a threshold of 92.0% on, the ratio of the lowest rate to the highest would not be below "
                 "0.80"));
  CHECK(contains(far.fr, "À partir d'un seuil de 92,0\u202F%"));
  const Text near = blocks_of<LineChart>(Sample({{80, 100}, {80, 100}}).section())[0].text.summary;
  CHECK(contains(near.en, "From 11.5% on, the ratio of the lowest rate to the highest is not below 0.80."));
}

TEST_CASE("where there is nothing to compare the page says why") {
  const Notice single = reading(Sample({{50, 100}, {5, 10}}));
  CHECK(single.tone == Tone::Neutral);
  CHECK(single.text.en == "Fewer than two groups have at least 30 clients: there is no ratio.");
  CHECK(reading(Sample({{0, 100}, {0, 100}})).text.en ==
        "No client of the compared groups is accepted: there is no ratio.");
  CHECK(reading(Sample({})).text.fr == "Moins de deux groupes comptent au moins 30 clients : il n'y a pas de rapport.");
}

TEST_CASE("the section is a page in both languages, names as text, empty groups included") {
  const Sample sample({{40, 100}, {80, 100}, {0, 0}}, true);
  const std::string english = html(sample.section(), Language::English);
  CHECK(contains(english, "Group &lt;0&gt;"));
  CHECK_FALSE(contains(english, "Group <0>"));
  CHECK(contains(english, "Are groups treated alike?"));
  const std::string french = html(sample.section(), Language::French);
  CHECK(contains(french, "Les groupes sont-ils traités de la même façon\u202F?"));
  CHECK(contains(french, "n.\u00A0d."));
  CHECK(contains(html(Sample({}).section(), Language::English), "Nothing to compare"));
}

TEST_CASE("groups of numbers have readable names") {
  const auto names = [](const std::vector<std::string>& edges) {
    std::vector<Text> texts;
    for (const std::string& edge : edges) texts.push_back(same(edge));
    std::string all;
    for (const Text& name : views::range_names(texts)) all += name.en + " | " + name.fr + "\n";
    return all;
  };
  CHECK(names({"20", "33", "41", "75"}) ==
        "up to 33 | jusqu'à 33\n"
        "over 33, up to 41 | plus de 33, jusqu'à 41\n"
        "over 41 | plus de 41\n");
  CHECK(names({"0", "0", "9"}) == "0 | 0\nover 0 | plus de 0\n");
  CHECK(names({"20", "75"}) == "20 to 75 | de 20 à 75\n");
  CHECK(names({"5", "5"}) == "5 | 5\n");
  CHECK(names({}).empty());
}
