#pragma once

#include <map>
#include <string>
#include <vector>

#include "p8/report/chart.h"

/// Drawings read back, for tests of geometry.
namespace p8::test {

/// One element of a drawing, in document order. `text` is what stands between its tags, if it has no children.
struct Element {
  std::string tag;
  std::map<std::string, std::string> attributes;
  std::string text;

  /// An attribute as a number; the test fails where there is none.
  double number(const std::string& attribute) const;
  /// Whether `word` is among the classes.
  bool has_class(const std::string& word) const;
};

std::vector<Element> elements_of(const std::string& markup);

/// Those with the class, in order.
std::vector<Element> with_class(const std::string& markup, const std::string& word);

/// The texts, in order.
std::vector<std::string> texts_of(const std::string& markup);

/// The corners of a path of M, L, H, V, m, l, h, v, A and Z, each as an absolute point; arcs count as lines to their
/// ends. Subpaths follow each other.
std::vector<report::Point> corners_of(const std::string& path);

/// Where a path starts, and where each later subpath does.
std::vector<report::Point> starts_of(const std::string& path);

}  // namespace p8::test
