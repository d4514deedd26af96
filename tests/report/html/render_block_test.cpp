#include <doctest/doctest.h>

#include "p8/report/escape.h"
#include "p8/report/html/render_parts.h"
#include "support/html_probe.h"

using namespace p8;
using namespace p8::report;
using namespace p8::test;

namespace {

std::string rendered(const Letter& letter) {
  Markup html;
  PageContext context(Language::French);
  render_block(html, letter, context);
  check_nesting(html.str());
  return html.str();
}

}  // namespace

TEST_CASE("a letter is a labelled region of paragraphs that keep their line breaks") {
  const std::string html = rendered(
      {{"Letter", "Lettre"}, same("Chère cliente,\n\n\nDeux raisons :\r\n– une ;\n– deux.\n\nVotre banque\n")});
  CHECK(html.find("<div class=\"letter\" role=\"region\" aria-label=\"Lettre\">"
                  "<p>Chère cliente,</p><p>Deux raisons\u00A0:\n– une\u202F;\n– deux.</p><p>Votre banque</p></div>") ==
        0);
}

TEST_CASE("a letter can be printed alone, by a button that waits for the script") {
  CHECK(rendered({{"Letter", "Lettre"}, same("Bonjour")})
            .find("<div class=\"controls\" hidden><button type=\"button\" class=\"print\">Imprimer cette "
                  "lettre</button>") != std::string::npos);
}

TEST_CASE("an empty or hostile letter is harmless") {
  CHECK(count(rendered({{}, {}}), "<p>") == 0);
  const std::string html = rendered({user_text("\"><b>"), user_text("<script>\n\n</script>")});
  CHECK(count(html, "<script") == 0);
  CHECK(count(html, "<b>") == 0);
}
