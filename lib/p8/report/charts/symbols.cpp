#include "p8/report/charts/symbols.h"

#include <cmath>

#include "p8/report/short_path.h"

namespace p8::report {

namespace {

/// Width of a symbol's stroke, px: what makes the corners of add_symbol() about `size` px wide.
double stroke_width(Symbol symbol, double size) {
  switch (symbol) {
    case Symbol::Circle:
      return size;
    case Symbol::Square:
      return size * 0.9;
    case Symbol::Triangle:
    case Symbol::Diamond:
      return size / 2.0;
    case Symbol::Plus:
    case Symbol::Cross:
      break;
  }
  return size * 0.3;
}

/// The corners are whole px apart, which makes for short numbers. The stroke fills triangles and diamonds.
void add_symbol(ShortPath& path, Symbol symbol, const Point& at, double size) {
  const auto [x, y] = at;
  switch (symbol) {
    case Symbol::Circle:
    case Symbol::Square:
      path.move_to(at).across_to(x);
      return;
    case Symbol::Triangle: {
      const double height = std::round(size / 2.0), top = y - size * 0.31;
      path.move_to({x, top}).line_to({x + height / 2.0, top + height}).across_to(x - height / 2.0).close();
      return;
    }
    case Symbol::Diamond: {
      const double half = std::round(size / 3.0);
      path.move_to({x, y - half}).line_to({x + half, y}).line_to({x, y + half}).line_to({x - half, y}).close();
      return;
    }
    case Symbol::Plus: {
      const double half = std::round(size / 2.0);
      path.move_to({x - half, y}).across_to(x + half).move_to({x, y - half}).up_to(y + half);
      return;
    }
    case Symbol::Cross: {
      const double half = std::round(size * 0.35);
      path.move_to({x - half, y - half}).line_to({x + half, y + half});
      path.move_to({x + half, y - half}).line_to({x - half, y + half});
    }
  }
}

}  // namespace

void draw_symbols(Markup& svg, Symbol symbol, const std::vector<Point>& at, double size, const std::string& css_class) {
  if (at.empty()) return;
  ShortPath path;
  for (const Point& point : at) add_symbol(path, symbol, point, size);
  Markup::Attributes attributes = {{"class", "mark symbol " + css_class},
                                   {"stroke-width", coordinate(stroke_width(symbol, size))}};
  if (symbol == Symbol::Circle) attributes.emplace_back("stroke-linecap", "round");
  if (symbol == Symbol::Square) attributes.emplace_back("stroke-linecap", "square");
  attributes.emplace_back("d", path.str());
  svg.shape("path", attributes);
}

void draw_client(Markup& svg, double x, double y) {
  svg.shape("path", {{"class", "mark client"}, {"d", "M" + tenth(x) + " " + tenth(y - 7.0) + "l7 7-7 7-7-7z"}});
}

}  // namespace p8::report
