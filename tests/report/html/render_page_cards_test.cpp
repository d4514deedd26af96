#include <doctest/doctest.h>

#include "p8/report/escape.h"
#include "p8/report/html/render_parts.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::report;

namespace {

std::string rendered(const PageCards& cards) {
  Markup html;
  PageContext context(Language::English);
  render_page_cards(html, cards, context);
  return html.str();
}

PageCard card(const std::string& address) {
  return {{"Kind", "Genre"},
          user_text("<b>"),
          address,
          {"What came out.", "Ce qui en est sorti."},
          {{{"AUC", "AUC"}, Number{0.75, fixed(2)}, {}, {"a note", "une note"}}},
          {{{"Data", "Données"}, user_text("a & b.csv")}}};
}

}  // namespace

TEST_CASE("a card says what it leads to, with a heading that is the link, figures and facts") {
  const std::string html = rendered({{card("../%3Cb%3E/report.html")}});
  test::check_nesting(html);
  CHECK(html.find("<h3><a href=\"../%3Cb%3E/report.html\"><span><bdi>&lt;b&gt;</bdi></span></a></h3>") !=
        std::string::npos);
  CHECK(html.find("What came out.") != std::string::npos);
  CHECK(html.find("<data value=\"0.75\">0.75</data>") != std::string::npos);
  CHECK(html.find("a &amp; b.csv") != std::string::npos);
  CHECK(test::count(html, "<li class=\"page-card\">") == 1);
}

TEST_CASE("a card whose address leads elsewhere has a heading without link; no cards are nothing") {
  for (const char* address : {"", "javascript:alert(1)", "//example.invalid", "/etc/passwd"}) {
    const std::string html = rendered({{card(address)}});
    CHECK_MESSAGE(html.find("<a ") == std::string::npos, address);
    CHECK_MESSAGE(html.find("<h3><bdi>&lt;b&gt;</bdi></h3>") != std::string::npos, address);
  }
  CHECK(rendered({}).empty());
}
