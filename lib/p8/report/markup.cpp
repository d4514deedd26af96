#include "p8/report/markup.h"

#include <charconv>
#include <cmath>

#include "p8/report/escape.h"

namespace p8::report {

namespace {

std::string rounded(double value, int decimals) {
  if (!std::isfinite(value)) return "0";
  char digits[340];  // the largest double has 309
  std::string text(digits,
                   std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed, decimals).ptr);
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
  append_html(text, out_);
  return *this;
}

Markup& Markup::plain(const std::string& text) {
  append_plain(text, out_);
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
    if (value.empty()) continue;
    out_ += "=\"";
    append_plain(value, out_);
    out_ += '"';
  }
}

std::string coordinate(double value) { return rounded(value, 2); }

std::string tenth(double value) { return rounded(value, 1); }

}  // namespace p8::report
