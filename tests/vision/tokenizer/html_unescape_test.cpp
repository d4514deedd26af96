#include "p8/vision/tokenizer/html_unescape.h"

#include <doctest/doctest.h>

#include "p8/vision/tokenizer/html_entities.h"

namespace p8 {

TEST_CASE("named references become their characters, with or without what the standard lets one leave out") {
  CHECK(unescape_html("caf&eacute; cr&egrave;me") == "café crème");
  CHECK(unescape_html("&lt;b&gt; &quot;x&quot; &amp;amp;") == "<b> \"x\" &amp;");
  CHECK(unescape_html("AT&T &copy 2026 &copyright &copyx; &notit; &notin;") == "AT&T © 2026 ©right ©x; ¬it; ∉");
  CHECK(unescape_html("&NotEqualTilde;&nGt;") == "≂̸≫⃒");  // two code points
  CHECK(unescape_html("&Eacute;&eacute;") == "Éé");
}

TEST_CASE("what is no reference stays as it is") {
  for (const char* const text : {"", "&", "&&", "a & b", "&;", "&#", "&#;", "&#x", "&#xg;", "&none;", "& amp;", "&a",
                                 "&\u00E9;", "no ampersand"}) {
    CAPTURE(text);
    CHECK(unescape_html(text) == text);
  }
}

TEST_CASE("numbers become characters, and numbers of no character U+FFFD or nothing") {
  CHECK(unescape_html("&#233;&#xE9;&#Xe9;&#233 &#x1F600;") == "ééé\u00E9 😀");
  CHECK(unescape_html("&#0;&#xD800;&#x110000;&#99999999999999999999;") == "\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(unescape_html("&#128;&#x99;") == "€™");  // Windows-1252
  CHECK(unescape_html("a&#1;&#11;&#127;&#xFFFE;&#x1FFFF;&#xFDD0;b") == "ab");
  CHECK(unescape_html("&#9;&#10;&#12;&#13;") == "\t\n\f\r");
}

TEST_CASE("a name is sought in 32 characters and no further") {
  CHECK(unescape_html("&CounterClockwiseContourIntegral;") == "∳");  // 31 letters
  CHECK(unescape_html("&copy" + std::string(40, 'a')) == "©" + std::string(40, 'a'));
  CHECK(unescape_html("&\u00E9\u00E9copy;") == "&\u00E9\u00E9copy;");
}

TEST_CASE("the table has the standard's first and last entity") {
  REQUIRE(find_html_entity("AElig") != nullptr);
  CHECK(find_html_entity("AElig")->first == 0xC6);
  REQUIRE(find_html_entity("zwnj;") != nullptr);
  CHECK(find_html_entity("zwnj;")->first == 0x200C);
  CHECK(find_html_entity("zwnj") == nullptr);
  CHECK(find_html_entity("") == nullptr);
  CHECK(find_html_entity("zzz") == nullptr);
}

}  // namespace p8
