#include "p8/report/html/theme.h"

namespace p8::report {

namespace {

std::string declarations(bool dark) {
  std::string out = dark ? "color-scheme:dark;" : "color-scheme:light;";
  for (const ColourToken& token : colour_tokens()) {
    out += std::string("--") + token.name + ":" + (dark ? token.dark : token.light) + ";";
  }
  return out;
}

}  // namespace

const std::vector<ColourToken>& colour_tokens() {
  static const std::vector<ColourToken> tokens = {
      {"paper", "#f6f5f1", "#11151b"},     // ground of the page
      {"surface", "#ffffff", "#1a2029"},   // cards, figures, tables
      {"tint", "#eef1f5", "#232b36"},      // table heads, code
      {"ink", "#18212c", "#e9edf2"},       // text
      {"ink-soft", "#4b5664", "#b4bfcc"},  // secondary text
      {"rule", "#d8d9d6", "#343e4b"},      // hairlines, decorative
      {"edge", "#747f8d", "#8b97a6"},      // borders of controls
      {"accent", "#174a7c", "#8fbdf0"},    // links, title line, focus
      {"accepted", "#1d63a8", "#6fb0f2"},  // blue
      {"accepted-tint", "#e6f0fa", "#162b41"},
      {"refused", "#b5361c", "#ff957a"},  // vermilion: told from the blue by every common colour vision
      {"refused-tint", "#fcebe6", "#3d1f18"},
      {"warning", "#855400", "#e0ad4a"},
      {"warning-tint", "#fdf3dd", "#33280f"},
      {"neutral", "#56657a", "#9fb0c4"},       // marks without a meaning of their own
      {"neutral-tint", "#d3dae3", "#3a4756"},  // under outlines that are read against it
      {"value-low", "#0b7f83", "#4fc9c4"},     // levels of a value, which are neither good nor bad: teal to purple
      {"value-middle", "#7b8694", "#8e99a7"},
      {"value-high", "#8a2f94", "#dca5ee"},
      {"series-1", "#1d63a8", "#6fb0f2"},
      {"series-2", "#b5361c", "#ff957a"},
      {"series-3", "#2c7a4b", "#74cf9c"},
      {"series-4", "#77479c", "#c9a5f0"},
      {"more-1", "#e3eefa", "#1d3550"},  // shades of a heat map, from the lightest: blue above zero,
      {"more-2", "#bcd9f4", "#214a73"},
      {"more-3", "#85b6e6", "#2a6199"},
      {"more-4", "#2f73b8", "#64a5e8"},
      {"more-5", "#154a80", "#a8d0fa"},
      {"less-1", "#fbe6df", "#472219"},  // vermilion below
      {"less-2", "#f8c5b6", "#662b1e"},
      {"less-3", "#ee9880", "#8c3a27"},
      {"less-4", "#bf4526", "#f0866a"},
      {"less-5", "#8a2510", "#ffc0ae"},
  };
  return tokens;
}

const std::vector<ContrastRequirement>& contrast_requirements() {
  static const std::vector<ContrastRequirement> requirements = {
      {"ink", "paper", 4.5},
      {"ink", "surface", 4.5},
      {"ink", "tint", 4.5},
      {"ink-soft", "paper", 4.5},
      {"ink-soft", "surface", 4.5},
      {"ink-soft", "tint", 4.5},
      {"accent", "paper", 4.5},
      {"accent", "surface", 4.5},
      {"accent", "tint", 4.5},
      {"accepted", "surface", 4.5},
      {"accepted", "accepted-tint", 4.5},
      {"refused", "surface", 4.5},
      {"refused", "refused-tint", 4.5},
      {"warning", "surface", 4.5},
      {"warning", "warning-tint", 4.5},
      {"ink", "accepted-tint", 4.5},
      {"ink", "refused-tint", 4.5},
      {"ink", "warning-tint", 4.5},
      {"ink", "more-1", 4.5},
      {"ink", "more-2", 4.5},
      {"ink", "more-3", 4.5},
      {"surface", "more-4", 4.5},
      {"surface", "more-5", 4.5},
      {"ink", "less-1", 4.5},
      {"ink", "less-2", 4.5},
      {"ink", "less-3", 4.5},
      {"surface", "less-4", 4.5},
      {"surface", "less-5", 4.5},
      {"edge", "paper", 3.0},
      {"edge", "surface", 3.0},
      {"edge", "tint", 3.0},
      {"neutral", "surface", 3.0},
      {"ink", "neutral-tint", 4.5},
      {"series-1", "neutral-tint", 3.0},
      {"series-2", "neutral-tint", 3.0},
      {"value-low", "surface", 3.0},
      {"value-middle", "surface", 3.0},
      {"value-high", "surface", 3.0},
      {"value-low", "tint", 3.0},
      {"value-middle", "tint", 3.0},
      {"value-high", "tint", 3.0},
      {"series-1", "tint", 3.0},
      {"series-2", "tint", 3.0},
      {"series-3", "tint", 3.0},
      {"series-4", "tint", 3.0},
      {"neutral", "tint", 3.0},
      {"series-1", "surface", 3.0},
      {"series-2", "surface", 3.0},
      {"series-3", "surface", 3.0},
      {"series-4", "surface", 3.0},
  };
  return requirements;
}

std::string theme_css() {
  const std::string light = declarations(false);
  const std::string dark = declarations(true);
  return ":root{" + light + "}@media (prefers-color-scheme:dark){:root:not([data-theme=light]){" + dark +
         "}}:root[data-theme=dark]{" + dark + "}@media print{:root:root:root{" + light +
         "}}";  // tripled: wins over both
}

}  // namespace p8::report
