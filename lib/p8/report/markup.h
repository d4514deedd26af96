#pragma once

#include <string>
#include <utility>
#include <vector>

namespace p8::report {

/// Writes tags, attributes and escaped text; the only place where "<" is written. Used for HTML and SVG.
class Markup {
 public:
  using Attributes = std::vector<std::pair<const char*, std::string>>;

  /// An attribute with an empty value is written as a bare name ("hidden").
  Markup& open(const char* tag, const Attributes& attributes = {});
  Markup& close(const char* tag);
  /// An element without content that closes itself: an SVG shape.
  Markup& shape(const char* tag, const Attributes& attributes);
  /// HTML text, isolates as `<bdi>`.
  Markup& text(const std::string& text);
  /// Text where no tag may stand: SVG text, `<title>`.
  Markup& plain(const std::string& text);
  /// open, text, close.
  Markup& element(const char* tag, const Attributes& attributes, const std::string& text);
  /// What another Markup, or a literal of this program (style, script), has written.
  Markup& raw(const std::string& markup);

  const std::string& str() const { return out_; }

 private:
  void attributes(const Attributes& attributes);

  std::string out_;
};

/// A coordinate with at most two decimals: "12.5". Not finite: "0".
std::string coordinate(double value);

/// The same with at most one decimal, for what a page has many of.
std::string tenth(double value);

}  // namespace p8::report
