#include "p8/report/markup.h"

#include <cmath>

#include <fmt/format.h>

#include "p8/report/escape.h"

namespace p8::report {

namespace {

std::string rounded(double value, int decimals) {
  if (!std::isfinite(value)) return "0";
  std::string text = fmt::format("{:.{}f}", value, decimals);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace

Markup& Markup::open(const char* tag, const Attributes& attributes) {
  out_ += '<';
  out_ += tag;
  this->attributes(attributes);
  out_ += '>';
  return *this;
}

Markup& Markup::close(const char* tag) {
  out_ += "</";
  out_ += tag;
  out_ += '>';
  return *this;
}

Markup& Markup::shape(const char* tag, const Attributes& attributes) {
  out_ += '<';
  out_ += tag;
  this->attributes(attributes);
  out_ += "/>";
  return *this;
}

Markup& Markup::text(const std::string& text) {
  out_ += escape_html(text);
  return *this;
}

Markup& Markup::plain(const std::string& text) {
  out_ += escape_plain(text);
  return *this;
}

Markup& Markup::element(const char* tag, const Attributes& attributes, const std::string& text) {
  return open(tag, attributes).text(text).close(tag);
}

Markup& Markup::raw(const std::string& markup) {
  out_ += markup;
  return *this;
}

void Markup::attributes(const Attributes& attributes) {
  for (const auto& [name, value] : attributes) {
    out_ += ' ';
    out_ += name;
    if (!value.empty()) out_ += "=\"" + escape_plain(value) + '"';
  }
}

std::string coordinate(double value) { return rounded(value, 2); }

std::string tenth(double value) { return rounded(value, 1); }

}  // namespace p8::report
