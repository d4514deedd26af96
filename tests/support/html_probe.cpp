#include "support/html_probe.h"

#include <regex>
#include <set>

#include <doctest/doctest.h>

namespace p8::test {

namespace {

/// A tag without its attributes: "p", "/p", "rect/". Attributes are name or name="value" with neither < nor > inside.
std::string tag_name(const std::string& tag) {
  static const std::regex kTag("/?[a-zA-Z][a-zA-Z0-9]*( [a-zA-Z-]+[0-9]?(=\"[^\"<>]*\")?)*/?");
  REQUIRE_MESSAGE((tag.size() > 2000 || std::regex_match(tag, kTag)), tag);
  return tag.substr(0, tag.find(' ')) + (tag.find(' ') != std::string::npos && tag.back() == '/' ? "/" : "");
}

}  // namespace

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i + part.size())) ++found;
  return found;
}

std::vector<std::string> between(const std::string& text, const std::string& open, const std::string& close) {
  std::vector<std::string> found;
  for (std::size_t i = text.find(open); i != std::string::npos; i = text.find(open, i)) {
    i += open.size();
    const std::size_t end = text.find(close, i);
    REQUIRE(end != std::string::npos);
    found.push_back(text.substr(i, end - i));
  }
  return found;
}

std::string without(const std::string& text, const std::string& open, const std::string& close) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t i = text.find(open); i != std::string::npos; i = text.find(open, from)) {
    out += text.substr(from, i - from) + "|";
    const std::size_t end = text.find(close, i);
    REQUIRE(end != std::string::npos);
    from = end + close.size();
  }
  return out + text.substr(from);
}

void check_nesting(const std::string& html) {
  static const std::set<std::string> kVoid = {"meta", "link", "br", "input", "img"};
  const std::string body =
      without(without(without(html, "<style>", "</style>"), "<script>", "</script>"), "<!DOCTYPE", ">");
  std::vector<std::string> open;
  for (const std::string& tag : between(body, "<", ">")) {
    const std::string name = tag_name(tag);
    if (name.back() == '/' || kVoid.count(name) > 0) continue;
    if (name.front() != '/') {
      open.push_back(name);
      continue;
    }
    REQUIRE_FALSE(open.empty());
    REQUIRE("/" + open.back() == name);
    open.pop_back();
  }
  CHECK(open.empty());
}

}  // namespace p8::test
