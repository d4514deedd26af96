#include <cmath>

#include <doctest/doctest.h>

#include "gallery/gallery_page.h"
#include "p8/report/escape.h"
#include "p8/report/html/render_parts.h"

using namespace p8;
using namespace p8::report;

namespace {

std::string rendered(const Cell& cell) {
  Markup html;
  render_cell(html, cell, PageContext(Language::French));
  return html.str();
}

}  // namespace

TEST_CASE("a measure shows its words and keeps its value; an undefined one shows its words alone") {
  CHECK(rendered(Measure{-9461.25, {"25.9 years", "25,9 ans"}}) == "<data value=\"-9461.25\">25,9 ans</data>");
  CHECK(rendered(Measure{NAN, {"not given", "non renseigné"}}) == "<span class=\"undefined\">non renseigné</span>");
  CHECK(rendered(Measure{INFINITY, user_text("<b>")}) == "<span class=\"undefined\"><bdi>&lt;b&gt;</bdi></span>");
}

TEST_CASE("a link leads to an anchor or to a file below the page") {
  for (const char* href : {"#why-1", "client.html", "clients/C-1007_a.html", "a/b/c", "..a", "a..b/c", ".hidden"}) {
    CHECK(rendered(Link{{"x", "Voir"}, href}) == std::string("<a href=\"") + href + "\">Voir</a>");
  }
}

TEST_CASE("a link of any other address is its label alone") {
  for (const char* href : {"",
                           "#",
                           "#a b",
                           "#<b>",
                           "/etc/passwd",
                           "//example.invalid/x",
                           "..",
                           ".",
                           "../up.html",
                           "a/../../b",
                           "a/./b",
                           "a//b",
                           "a/",
                           "javascript:alert(1)",
                           "JAVASCRIPT:x",
                           "http://example.invalid",
                           "data:text",
                           "a\\b",
                           "a?b",
                           "a#b",
                           "a%2e",
                           " a",
                           "a\n",
                           "é.html",
                           "\u2068a\u2069"}) {
    CHECK_MESSAGE(rendered(Link{{"x", "Voir"}, href}) == "Voir", href);
  }
  for (const std::string& hostile : test::hostile_strings()) {
    const bool is_file_name =
        hostile.find_first_not_of("aVeryLongIdentifierWithoutAnyPlaceToBreakItThatGoesOnAndOn") == std::string::npos;
    CHECK_MESSAGE((rendered(Link{user_text("x"), hostile}) == "<bdi>x</bdi>") != is_file_name, hostile);
  }
}

TEST_CASE("a link without a label is nothing: no one could read where it leads") {
  CHECK(rendered(Link{{}, "a.html"}).empty());
}
