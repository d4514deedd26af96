#include <doctest/doctest.h>

#include "p8/report/html/render.h"
#include "p8/report/html/render_parts.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::report;

namespace {

std::string rendered(const Form& form) {
  Markup html;
  PageContext context(Language::English);
  render_form(html, form, context);
  return html.str();
}

const Form kForm{{"Try", "Essayer"},
                 "client",
                 {{FormField::Kind::Hidden, "id", {}, "\"><script>"},
                  {FormField::Kind::Number, "v.<b>", {"Age", "Âge"}, "12.5"},
                  {FormField::Kind::Select, "s", {"Kind", "Genre"}, "", {{"", {"any", "tous"}}, {"x", {"X", "X"}}}}},
                 {"Go", "Valider"}};

}  // namespace

TEST_CASE("a form has a label for each field, and everything of it is escaped") {
  const std::string html = rendered(kForm);
  test::check_nesting(html);
  CHECK(html.find("method=\"get\" action=\"client\"") != std::string::npos);
  CHECK(html.find("value=\"&quot;&gt;&lt;script&gt;\"") != std::string::npos);
  CHECK(html.find("name=\"v.&lt;b&gt;\" type=\"text\"") != std::string::npos);
  CHECK(html.find("inputmode=\"decimal\"") != std::string::npos);
  CHECK(html.find("<option value selected>any</option>") != std::string::npos);
  CHECK(test::count(html, "<label for=") == 2);
}

TEST_CASE("a form goes to a page of the same server only") {
  for (const char* action :
       {"https://example.invalid/", "//example.invalid", "/etc/passwd", "javascript:alert(1)", "../x", ""}) {
    Form form = kForm;
    form.action = action;
    CHECK_MESSAGE(rendered(form).empty(), action);
  }
}

TEST_CASE("only a page with a way to other pages may send forms") {
  Page page;
  page.title = {"x", "x"};
  CHECK(page_policy(page).find("form-action 'none'") != std::string::npos);
  page.navigation.push_back({{"Clients", "Clients"}, "clients", true, {}});
  CHECK(page_policy(page).find("form-action 'self'") != std::string::npos);
  const std::string html = render_html(page, Language::English);
  CHECK(html.find("<a href=\"clients\" aria-current=\"page\">Clients</a>") != std::string::npos);
  CHECK(page_assets()[0].content.find(".pages") != std::string::npos);
}

TEST_CASE("an address may have a query of encoded fields, and nothing else after the question mark") {
  for (const char* href : {"client?id=4", "client?id=%3Cb%3E&lang=fr", "client?id=4#changes"})
    CHECK_MESSAGE(is_own_address(href), href);
  for (const char* href : {"?id=4", "client?", "client?id", "client?id=<b>", "client?id=4#", "//h?id=4", "client?a=/b",
                           "javascript:x?a=1"}) {
    CHECK_MESSAGE(!is_own_address(href), href);
  }
}

TEST_CASE("a page of a server names style and script, a page that is a file holds them") {
  Page page;
  page.title = {"x", "x"};
  const std::string file = render_html(page, Language::English);
  CHECK(file.find("<style>") != std::string::npos);
  CHECK(file.find(".css") == std::string::npos);
  page.navigation.push_back({{"Clients", "Clients"}, "clients", true, {}});
  page.root = "../";
  const std::string served = render_html(page, Language::English);
  CHECK(served.find("<style") == std::string::npos);
  CHECK(served.find("<link rel=\"stylesheet\" href=\"../" + page_assets()[0].name + "\">") != std::string::npos);
  CHECK(served.find("<script src=\"../" + page_assets()[1].name + "\"></script>") != std::string::npos);
  CHECK(served.find("href=\"../clients\"") != std::string::npos);
  CHECK(page_policy(page).find("style-src 'self'; script-src 'self'") != std::string::npos);
}

TEST_CASE("suggestions are texts that a reader knows, escaped") {
  Form form = kForm;
  form.suggestions = {{"Age & more", "Âge"}};
  CHECK(rendered(form).find("<datalist id=\"suggestions\"><option>Age &amp; more</option></datalist>") !=
        std::string::npos);
}
