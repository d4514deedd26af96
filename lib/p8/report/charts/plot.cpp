#include "p8/report/charts/plot.h"

#include <array>

namespace p8::report {

namespace {

const char* anchor_name(Anchor anchor) {
  return anchor == Anchor::Start ? "start" : anchor == Anchor::Middle ? "middle" : "end";
}

}  // namespace

std::string tone_class(Tone tone) {
  switch (tone) {
    case Tone::Accepted:
      return "accepted";
    case Tone::Refused:
      return "refused";
    case Tone::Warning:
      return "warning";
    case Tone::Neutral:
      break;
  }
  return "neutral";
}

std::string series_class(std::size_t index) { return fmt::format("s{}", index % 4 + 1); }

std::string series_dash(std::size_t index) {
  static const std::array<const char*, 5> kDashes = {"", "8 4", "2 3", "10 3 2 3", "14 5"};
  return kDashes[index % kDashes.size()];
}

void add_key(std::vector<LegendItem>& legend, Tone tone, const Text& name) {
  if (name.en.empty()) return;
  LegendItem item;
  item.css_class = tone_class(tone);
  item.label = name;
  legend.push_back(item);
}

void draw_lines(Markup& svg, const std::vector<std::string>& lines, double x, double y, Anchor anchor,
                const Canvas& canvas, const std::string& css_class) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Markup::Attributes attributes = {{"x", tenth(x)}, {"y", tenth(y + canvas.line_height() * static_cast<double>(i))}};
    if (anchor != Anchor::Start) attributes.emplace_back("text-anchor", anchor_name(anchor));
    if (!css_class.empty()) attributes.emplace_back("class", css_class);
    svg.open("text", attributes).plain(lines[i]).close("text");
  }
}

void draw_marker(Markup& svg, std::size_t series, double x, double y, double radius, const std::string& css_class) {
  const std::string name = "mark dot " + css_class;
  const auto polygon = [&](const std::vector<Point>& corners) {
    std::string points;
    for (const Point& corner : corners) points += coordinate(x + corner.x) + "," + coordinate(y + corner.y) + " ";
    points.pop_back();
    svg.shape("polygon", {{"class", name}, {"points", points}});
  };
  const double r = radius;
  switch (series % 4) {
    case 0:
      svg.shape("circle", {{"class", name}, {"cx", coordinate(x)}, {"cy", coordinate(y)}, {"r", coordinate(r)}});
      break;
    case 1:
      polygon({{-r, -r}, {r, -r}, {r, r}, {-r, r}});
      break;
    case 2:
      polygon({{0, -1.2 * r}, {1.15 * r, r}, {-1.15 * r, r}});
      break;
    default:
      polygon({{0, -1.35 * r}, {1.35 * r, 0}, {0, 1.35 * r}, {-1.35 * r, 0}});
  }
}

}  // namespace p8::report
