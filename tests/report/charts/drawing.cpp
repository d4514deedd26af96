#include "report/charts/drawing.h"

#include <cctype>
#include <cstdlib>
#include <sstream>

#include <doctest/doctest.h>

namespace p8::test {

namespace {

Element element_of(const std::string& tag) {
  Element element;
  const std::size_t name_end = tag.find_first_of(" /");
  element.tag = tag.substr(0, name_end);
  for (std::size_t i = name_end; i < tag.size();) {
    const std::size_t equals = tag.find("=\"", i);
    if (equals == std::string::npos) break;
    const std::size_t start = tag.find_last_of(' ', equals) + 1;
    const std::size_t end = tag.find('"', equals + 2);
    element.attributes[tag.substr(start, equals - start)] = tag.substr(equals + 2, end - equals - 2);
    i = end + 1;
  }
  return element;
}

/// Commands and numbers of a path one by one.
class PathReader {
 public:
  explicit PathReader(const std::string& path) : path_(path) {}

  bool at_end() {
    skip();
    return i_ == path_.size();
  }
  bool at_command() {
    skip();
    return i_ < path_.size() && std::isalpha(static_cast<unsigned char>(path_[i_])) != 0;
  }
  char command() { return path_[i_++]; }
  double number() {
    skip();
    const char* start = path_.c_str() + i_;
    char* end = nullptr;
    const double value = std::strtod(start, &end);
    REQUIRE_MESSAGE(end != start, path_.substr(i_, 20));
    i_ += static_cast<std::size_t>(end - start);
    return value;
  }

 private:
  void skip() {
    while (i_ < path_.size() && (path_[i_] == ' ' || path_[i_] == ',')) ++i_;
  }

  std::string path_;
  std::size_t i_ = 0;
};

struct Step {
  report::Point to;
  bool starts = false;
};

std::vector<Step> steps_of(const std::string& path) {
  PathReader reader(path);
  std::vector<Step> steps;
  report::Point pen, start;
  char command = 'M';
  while (!reader.at_end()) {
    const bool is_new = reader.at_command();
    if (is_new) {
      command = reader.command();
    } else if (command == 'M' || command == 'm') {
      command = command == 'M' ? 'L' : 'l';  // what follows a move is drawn
    }
    const bool is_relative = command >= 'a';
    const report::Point from = is_relative ? pen : report::Point{};
    switch (command & ~0x20) {
      case 'Z':
        pen = start;
        continue;
      case 'H':
        pen.x = from.x + reader.number();
        break;
      case 'V':
        pen.y = from.y + reader.number();
        break;
      case 'A':
        for (int i = 0; i < 5; ++i) reader.number();
        [[fallthrough]];
      default:
        pen.x = from.x + reader.number();
        pen.y = from.y + reader.number();
    }
    const bool starts = (command & ~0x20) == 'M';
    if (starts) start = pen;
    steps.push_back({pen, starts});
  }
  return steps;
}

}  // namespace

double Element::number(const std::string& attribute) const {
  const auto found = attributes.find(attribute);
  REQUIRE_MESSAGE(found != attributes.end(), tag, " has no ", attribute);
  return std::strtod(found->second.c_str(), nullptr);
}

bool Element::has_class(const std::string& word) const {
  const auto found = attributes.find("class");
  if (found == attributes.end()) return false;
  std::istringstream words(found->second);
  for (std::string one; words >> one;) {
    if (one == word) return true;
  }
  return false;
}

std::vector<Element> elements_of(const std::string& markup) {
  std::vector<Element> elements;
  for (std::size_t i = markup.find('<'); i != std::string::npos; i = markup.find('<', i + 1)) {
    const std::size_t end = markup.find('>', i);
    REQUIRE(end != std::string::npos);
    if (markup[i + 1] == '/') continue;
    elements.push_back(element_of(markup.substr(i + 1, end - i - 1)));
    const std::size_t next = markup.find('<', end);
    if (markup[end - 1] != '/' && next != std::string::npos) {
      elements.back().text = markup.substr(end + 1, next - end - 1);
    }
  }
  return elements;
}

std::vector<Element> with_class(const std::string& markup, const std::string& word) {
  std::vector<Element> found;
  for (const Element& element : elements_of(markup)) {
    if (element.has_class(word)) found.push_back(element);
  }
  return found;
}

std::vector<std::string> texts_of(const std::string& markup) {
  std::vector<std::string> texts;
  for (const Element& element : elements_of(markup)) {
    if (element.tag == "text") texts.push_back(element.text);
  }
  return texts;
}

std::vector<report::Point> corners_of(const std::string& path) {
  std::vector<report::Point> corners;
  for (const Step& step : steps_of(path)) corners.push_back(step.to);
  return corners;
}

std::vector<report::Point> starts_of(const std::string& path) {
  std::vector<report::Point> starts;
  for (const Step& step : steps_of(path)) {
    if (step.starts) starts.push_back(step.to);
  }
  return starts;
}

}  // namespace p8::test
