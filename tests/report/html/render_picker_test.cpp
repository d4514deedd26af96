#include <doctest/doctest.h>

#include "p8/report/escape.h"
#include "p8/report/html/render.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::report;
using namespace p8::test;

namespace {

Page two_clients() {
  Page page;
  page.title = {"Clients", "Clients"};
  page.picker = Picker{{"Client", "Client"}, {{"a", user_text("A <1>")}, {"b", user_text("B")}}};
  const std::vector<Block> blocks = {Paragraph{{"Text", "Texte"}}};
  page.sections = {{{"Why A", "Pourquoi A"}, blocks, "why-a", "a"},
                   {{"Why B", "Pourquoi B"}, blocks, "why-b", "b"},
                   {{"For all", "Pour tous"}, blocks, "all"},
                   {{"Of none", "De personne"}, blocks, "none", "nobody"}};
  return page;
}

std::string rendered(const Page& page) {
  const std::string html = render_html(page, Language::French);
  check_nesting(html);
  return html;
}

}  // namespace

TEST_CASE("sections and their entries in the contents carry their group, and without script all are shown") {
  const std::string html = rendered(two_clients());
  CHECK(html.find("<section id=\"why-a\" data-group=\"a\">") != std::string::npos);
  CHECK(html.find("<li data-group=\"b\"><a href=\"#why-b\">") != std::string::npos);
  CHECK(html.find("<section id=\"all\">") != std::string::npos);
  CHECK(html.find("<section id=\"none\">") != std::string::npos);  // no entry would ever show it
  CHECK(count(html, "data-group=") == 4);
  for (const std::string& tag : between(html, "<section", ">")) CHECK(tag.find("hidden") == std::string::npos);
}

TEST_CASE("the picker stands between answer and contents: a select and two buttons, hidden until the script runs") {
  const std::string html = rendered(two_clients());
  const std::size_t at = html.find("<div class=\"controls picker\" role=\"group\" aria-label=\"Client\"");
  REQUIRE(at != std::string::npos);
  CHECK(at > html.find("<div class=\"answer\">"));
  CHECK(at < html.find("<nav class=\"contents\""));
  const std::string picker = html.substr(at, html.find("<nav", at) - at);
  CHECK(picker.find("data-position=\"{0} sur {1}\" hidden>") != std::string::npos);
  CHECK(picker.find("<option value=\"a\">\u2068A &lt;1&gt;\u2069</option>") != std::string::npos);
  CHECK(count(picker, "<button type=\"button\"") == 2);
  CHECK(picker.find("Précédent") < picker.find("Suivant"));
}

TEST_CASE("one entry needs no picker, and its sections are always shown") {
  Page page = two_clients();
  page.picker->entries.pop_back();
  const std::string html = rendered(page);
  CHECK(count(html, "class=\"controls picker\"") == 0);
  CHECK(count(html, "data-group=") == 0);
}

TEST_CASE("the way back may lead one folder up, but not out of the report") {
  const auto back = [](const std::string& href) {
    Page page;
    page.title = {"Client", "Client"};
    page.back = Link{{"All clients", "Tous les clients"}, href};
    return render_html(page, Language::English);
  };
  CHECK(back("../report.html")
            .find("<div class=\"answer\"><p class=\"back\"><a href=\"../report.html\">"
                  "All clients</a></p><h1>") != std::string::npos);
  CHECK(back("report.html").find("<a href=\"report.html\">") != std::string::npos);
  for (const char* href : {"", "..", "../", "../../report.html", "../#top", "/report.html", "http://example.invalid"}) {
    CHECK_MESSAGE(count(back(href), "class=\"back\"") == 0, href);
  }
}
