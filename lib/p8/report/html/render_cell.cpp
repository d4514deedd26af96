#include <cmath>

#include <fmt/core.h>

#include "p8/report/charts/plot.h"
#include "p8/report/html/render_parts.h"

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

/// One or more of [A-Za-z0-9._-], but not "." or "..".
bool is_plain_name(const std::string& name) {
  static const std::string kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !name.empty() && name != "." && name != ".." && name.find_first_not_of(kAllowed) == std::string::npos;
}

/// "name=value&name=value".
bool is_query(const std::string& query) {
  static const std::string kAllowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~%-=&";
  return query.find('=') != std::string::npos && query.find_first_not_of(kAllowed) == std::string::npos;
}

void render_value(Markup& html, double value, const std::string& shown) {
  if (std::isfinite(value)) {
    html.element("data", {{"value", full_precision(value)}}, shown);
  } else {
    html.element("span", {{"class", "undefined"}}, shown);
  }
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

bool is_own_address(const std::string& href) {
  if (!href.empty() && href.front() == '#') return is_plain_name(href.substr(1));
  if (const std::size_t query = href.find('?'); query != std::string::npos) {
    const std::size_t anchor = href.find('#', query);
    const bool has_anchor = anchor != std::string::npos;
    return is_query(href.substr(query + 1, has_anchor ? anchor - query - 1 : anchor)) &&
           (!has_anchor || is_plain_name(href.substr(anchor + 1))) && is_own_address(href.substr(0, query));
  }
  std::size_t start = 0;
  for (std::size_t slash = href.find('/'); slash != std::string::npos; slash = href.find('/', start)) {
    if (!is_plain_name(href.substr(start, slash - start))) return false;
    start = slash + 1;
  }
  return is_plain_name(href.substr(start));
}

void render_link(Markup& html, const Link& link, const PageContext& context) {
  const std::string label = context.in(link.label);
  if (label.empty() || !is_own_address(link.href)) {
    html.text(label);
  } else {
    html.element("a", {{"href", link.href}}, label);
  }
}

void render_cell(Markup& html, const Cell& cell, const PageContext& context) {
  if (const Text* text = std::get_if<Text>(&cell)) {
    html.text(context.in(*text));
  } else if (const Badge* badge = std::get_if<Badge>(&cell)) {
    render_badge(html, *badge, context);
  } else if (const Measure* measure = std::get_if<Measure>(&cell)) {
    render_value(html, measure->value, context.in(measure->text));
  } else if (const Link* link = std::get_if<Link>(&cell)) {
    render_link(html, *link, context);
  } else {
    const Number& number = std::get<Number>(cell);
    render_value(html, number.value, format(number.value, number.format, context.language()));
  }
}

}  // namespace p8::report
