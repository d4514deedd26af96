#pragma once

#include <string>
#include <vector>

namespace p8::report {

/// A colour of the pages, "#rrggbb", as the CSS custom property --NAME.
struct ColourToken {
  const char* name;
  const char* light;
  const char* dark;
};

/// A foreground that is read on, or seen against, a background, and the least contrast ratio they must have.
struct ContrastRequirement {
  const char* foreground;
  const char* background;
  double minimum;  ///< 4.5 for text (WCAG 1.4.3), 3 for marks and borders of controls (WCAG 1.4.11)
};

const std::vector<ColourToken>& colour_tokens();

/// Every pair that the style uses; a test computes them all in both themes.
const std::vector<ContrastRequirement>& contrast_requirements();

/// The tokens as CSS, before page_css(): light, dark by the system's preference, and either by `<html data-theme>`.
std::string theme_css();

}  // namespace p8::report
