#include "p8/report/html/theme.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include <doctest/doctest.h>

#include "p8/report/html/assets.h"

using namespace p8::report;

namespace {

/// WCAG 2.2, "relative luminance" of "#rrggbb".
double luminance(const std::string& colour) {
  REQUIRE(colour.size() == 7);
  const auto channel = [&](std::size_t i) {
    const double value = static_cast<double>(std::strtol(colour.substr(i, 2).c_str(), nullptr, 16)) / 255.0;
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

double contrast(const std::string& a, const std::string& b) {
  const auto [low, high] = std::minmax({luminance(a), luminance(b)});
  return (high + 0.05) / (low + 0.05);
}

const ColourToken& token(const std::string& name) {
  const auto& tokens = colour_tokens();
  const auto found = std::find_if(tokens.begin(), tokens.end(), [&](const ColourToken& t) { return name == t.name; });
  REQUIRE_MESSAGE(found != tokens.end(), name);
  return *found;
}

}  // namespace

TEST_CASE("contrast is that of WCAG") {
  CHECK(contrast("#000000", "#ffffff") == doctest::Approx(21.0));
  CHECK(contrast("#767676", "#ffffff") == doctest::Approx(4.54).epsilon(0.01));
}

TEST_CASE("every pair of colours has the contrast it needs, in light and dark") {
  for (const ContrastRequirement& pair : contrast_requirements()) {
    const ColourToken& front = token(pair.foreground);
    const ColourToken& ground = token(pair.background);
    CHECK_MESSAGE(contrast(front.light, ground.light) >= pair.minimum, pair.foreground, " on ", pair.background,
                  ", light");
    CHECK_MESSAGE(contrast(front.dark, ground.dark) >= pair.minimum, pair.foreground, " on ", pair.background,
                  ", dark");
  }
}

TEST_CASE("the style uses the tokens only, and every token it uses exists") {
  const std::string css = std::string(page_css()) + server_css();
  CHECK(css.find("#f") == std::string::npos);
  CHECK(css.find("rgb(") == std::string::npos);
  for (const ColourToken& colour : colour_tokens()) {
    CHECK_MESSAGE(css.find(std::string("var(--") + colour.name + ")") != std::string::npos, colour.name);
  }
  CHECK(theme_css().find("prefers-color-scheme:dark") != std::string::npos);
  for (const char* feature :
       {"forced-colors: active", "prefers-reduced-motion", "@media print", "@container", ":focus-visible"}) {
    CHECK(css.find(feature) != std::string::npos);
  }
}
