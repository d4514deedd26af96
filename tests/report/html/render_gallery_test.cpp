#include <doctest/doctest.h>

#include "p8/base/base64.h"
#include "p8/report/escape.h"
#include "p8/report/html/render_parts.h"
#include "support/html_probe.h"
#include "support/drawn_picture.h"

using namespace p8;
using namespace p8::report;
using namespace p8::test;

namespace {

std::string rendered(const Gallery& gallery) {
  Markup html;
  PageContext context(Language::English);
  render_block(html, gallery, context);
  return html.str();
}

Picture picture(const std::string& bytes) {
  Picture result;
  result.bytes = bytes;
  result.width = 160;
  result.height = 120;
  result.alt = user_text("a \"watch\" <b>");
  result.title = user_text("w<1>.jpg");
  result.badge = Badge{Tone::Refused, {"taken for Pens", "prise pour Pens"}};
  result.note = {"with 83%", "avec 83 %"};
  return result;
}

}  // namespace

TEST_CASE("pictures are a list of figures with data URLs of their kind, alternative text and their size") {
  const std::string html = rendered({{"Mistakes", "Erreurs"}, {picture(drawn_jpeg(8, 6, 1)), picture(smallest_png())}});
  CHECK(count(html,
              "<li><figure class=\"picture\"><img alt=\"\u2068a &quot;watch&quot; &lt;b&gt;\u2069\" "
              "width=\"160\" height=\"120\" loading=\"lazy\" decoding=\"async\" src=\"data:image/") == 2);
  CHECK(count(html, "src=\"data:image/jpeg;base64,/9j/") == 1);
  CHECK(count(html, "src=\"data:image/png;base64," + base64_of(smallest_png()) + "\"") == 1);
  CHECK(count(html, "<p class=\"picture-title\"><bdi>w&lt;1&gt;.jpg</bdi></p>") == 2);
  CHECK(count(html, "taken for Pens") == 2);
  CHECK(count(html, "<p class=\"note\">with 83%</p>") == 2);
  const std::string id = between(html, "aria-labelledby=\"", "\"").at(0);
  CHECK(count(html, "id=\"" + id + "\">Mistakes</p>") == 1);
}

TEST_CASE("what is no JPEG or PNG is not shown, but its alternative text is") {
  for (const char* bytes : {"", "<svg onload=alert(1)>", "GIF89a", "\xFF\xD8"}) {
    const std::string html = rendered({{}, {picture(bytes)}});
    check_nesting(html);
    CHECK(count(html, "<img") == 0);
    CHECK(count(html, "<p class=\"no-picture\"><bdi>a &quot;watch&quot; &lt;b&gt;</bdi></p>") == 1);
  }
}

TEST_CASE("a gallery without pictures is nothing, and one without words is well-formed") {
  CHECK(rendered({{"Mistakes", "Erreurs"}, {}}).empty());
  const std::string html = rendered({{}, {{}}});
  check_nesting(html);
  CHECK(count(html, "aria-labelledby") == 0);
}
