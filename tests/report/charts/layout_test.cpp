#include <cmath>

#include <doctest/doctest.h>

#include "p8/report/charts/scale.h"
#include "p8/report/charts/text_layout.h"
#include "p8/report/escape.h"

using namespace p8;
using namespace p8::report;

TEST_CASE("ticks are round and cover the data") {
  const Ticks ticks = nice_ticks(0.0, 0.97, 5);
  CHECK(ticks.step == doctest::Approx(0.2));
  CHECK(ticks.low == 0.0);
  CHECK(ticks.high == doctest::Approx(1.0));
  CHECK(ticks.values.size() == 6);
}

TEST_CASE("an axis may keep its range and still have round ticks") {
  const Ticks ticks = nice_ticks(0.03, 0.97, 5, true);
  CHECK(ticks.low == 0.03);
  CHECK(ticks.high == 0.97);
  CHECK(ticks.values.front() == doctest::Approx(0.2));
  CHECK(ticks.values.back() == doctest::Approx(0.8));
}

TEST_CASE("ticks of degenerate ranges are finite and few") {
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{{0, 0},
                                                                        {5, 5},
                                                                        {NAN, NAN},
                                                                        {-INFINITY, INFINITY},
                                                                        {3, 1},
                                                                        {-1e308, 1e308},
                                                                        {1e-300, 2e-300},
                                                                        {1e20, 1e20 + 1}}) {
    for (const bool keep : {false, true}) {
      const Ticks ticks = nice_ticks(low, high, 5, keep);
      CHECK(std::isfinite(ticks.low));
      CHECK(ticks.high > ticks.low);
      CHECK(ticks.values.size() <= 12);
    }
  }
}

TEST_CASE("tick labels have just the decimals that tell them apart") {
  CHECK(format(0.2, tick_format(significant(), 0.2), Language::English) == "0.2");
  CHECK(format(0.25, tick_format(significant(), 0.05), Language::English) == "0.25");
  CHECK(format(2000, tick_format(fixed(2), 500), Language::English) == "2,000");
  CHECK(format(0.05, tick_format(percent(), 0.05), Language::French) == "5\u202F%");
}

TEST_CASE("a scale maps its ends to its ends, upwards too") {
  const Scale scale = {0, 10, 200, 100};
  CHECK(scale(0) == 200);
  CHECK(scale(10) == 100);
  CHECK(scale(2.5) == 175);
  CHECK_FALSE(scale.contains(NAN));
}

TEST_CASE("wrapped text fits and loses no letter") {
  const std::string words = "Number of instalments paid more than thirty days late";
  const std::vector<std::string> lines = wrap(words, 120, 13);
  std::string joined;
  for (const std::string& line : lines) {
    CHECK(text_width(line, 13) <= 120);
    joined += (joined.empty() ? "" : " ") + line;
  }
  CHECK(lines.size() > 2);
  CHECK(joined == words);
}

TEST_CASE("a word that is too long is broken between characters, and isolates stay paired on each line") {
  const std::string name(70, 'x');
  std::string joined;
  for (const std::string& line : wrap(isolated(name + "é"), 100, 13)) {
    CHECK(text_width(line, 13) <= 100);
    CHECK(clean(line) == line);
    CHECK(line.substr(0, 3) == "\u2068");
    joined += line.substr(3, line.size() - 6);
  }
  CHECK(joined == name + "é");
  CHECK(wrap("", 100, 13) == std::vector<std::string>{""});
}

TEST_CASE("numbers are not broken at their points and commas, and the longest word is what needs a line of its own") {
  CHECK(wrap("from 1,234,567.89 on, or 0.5", 100, 13) ==
        std::vector<std::string>{"from", "1,234,567.89", "on, or 0.5"});
  CHECK(longest_word("a considerable delay", 13) == text_width("considerable", 13));
  CHECK(longest_word("", 13) == 0.0);
  const double width = longest_word("Secondary / secondary special", 13);
  for (const std::string& line : wrap("Secondary / secondary special", width, 13)) {
    CHECK((line == "Secondary" || line == "/" || line == "secondary" || line == "special"));
  }
}
