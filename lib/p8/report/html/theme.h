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

/// The tokens as CSS: light, dark by the system's preference, and either by `<html data-theme>`.
std::string theme_css();

/// The rest of the style sheet.
const char* layout_css();

/// Marks of the charts that explain one decision or place one client among others.
const char* chart_css();

/// The part of the style sheet for what scripts show: choices, pickers, search; and for letters.
const char* control_css();

/// What only pages of a server have: forms, and the way to other pages.
const char* server_css();

/// The page's script: theme, sorting, printing, controls. Everything is readable without it.
std::string page_script();

}  // namespace p8::report
