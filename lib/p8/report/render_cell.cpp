#include <cmath>

#include <fmt/format.h>

#include "p8/report/plot.h"
#include "p8/report/render_parts.h"

namespace p8::report {

namespace {

const char* icon_path(Tone tone) {
  switch (tone) {
    case Tone::Accepted:
      return "M3 8.5l3.5 3.5L13 4.5";
    case Tone::Refused:
      return "M4 4l8 8M12 4l-8 8";
    case Tone::Warning:
      return "M8 2L15 14H1zM8 6.5v3.5M8 11.8v.4";
    case Tone::Neutral:
      break;
  }
  return "M8 7v5M8 4v.5M8 1a7 7 0 1 0 0 14a7 7 0 1 0 0-14";
}

}  // namespace

std::string PageContext::unique_label(const std::string& label) {
  std::string candidate = label;
  for (int copy = 2; !labels_.insert(candidate).second; ++copy) candidate = fmt::format("{} ({})", label, copy);
  return candidate;
}

std::string full_precision(double value) { return fmt::format("{}", value); }

void render_icon(Markup& html, Tone tone) {
  html.open("svg", {{"class", "icon"}, {"viewBox", "0 0 16 16"}, {"aria-hidden", "true"}, {"focusable", "false"}})
      .shape("path", {{"d", icon_path(tone)}})
      .close("svg");
}

void render_badge(Markup& html, const Badge& badge, const PageContext& context) {
  html.open("span", {{"class", "badge is-" + tone_class(badge.tone)}});
  render_icon(html, badge.tone);
  html.text(context.in(badge.label)).close("span");
}

void render_cell(Markup& html, const Cell& cell, const PageContext& context) {
  if (const Text* text = std::get_if<Text>(&cell)) {
    html.text(context.in(*text));
  } else if (const Badge* badge = std::get_if<Badge>(&cell)) {
    render_badge(html, *badge, context);
  } else if (const Measure* measure = std::get_if<Measure>(&cell)) {
    html.element("data", {{"value", full_precision(measure->value)}}, context.in(measure->text));
  } else if (const Link* link = std::get_if<Link>(&cell)) {
    html.element("a", {{"href", link->href}}, context.in(link->label));
  } else {
    const Number& number = std::get<Number>(cell);
    const std::string shown = format(number.value, number.format, context.language());
    if (std::isfinite(number.value)) {
      html.element("data", {{"value", full_precision(number.value)}}, shown);
    } else {
      html.element("span", {{"class", "undefined"}}, shown);
    }
  }
}

}  // namespace p8::report
