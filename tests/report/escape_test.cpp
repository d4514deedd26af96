#include "p8/report/escape.h"

#include <doctest/doctest.h>

#include "p8/report/markup.h"

using namespace p8::report;

TEST_CASE("markup in data becomes entities") {
  CHECK(escape_html("<b a='1' c=\"2\">&amp;") == "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
  CHECK(escape_plain("</title>") == "&lt;/title&gt;");
  Markup html;
  html.element("p", {{"title", "\"><script>"}}, "</p>");
  CHECK(html.str() == "<p title=\"&quot;&gt;&lt;script&gt;\">&lt;/p&gt;</p>");
}

TEST_CASE("control characters are made visible, line breaks and tabs stay") {
  CHECK(clean(std::string("a\0b", 3)) == "a\u2400b");
  CHECK(clean("bell\x07\x1B[31m") == "bell\u2407\u241B[31m");
  CHECK(clean("\x7F") == "\u2421");
  CHECK(clean("one\n\ttwo\r\n") == "one\n\ttwo\r\n");
  CHECK(clean("\u0085") == "\uFFFD");
  CHECK(clean("a\u2028b") == "a b");
}

TEST_CASE("bytes that are not UTF-8 are replaced one by one") {
  CHECK(clean("\xFF") == "\uFFFD");
  CHECK(clean("\xC3(") == "\uFFFD(");
  CHECK(clean("\xC0\x80") == "\uFFFD\uFFFD");                      // overlong NUL
  CHECK(clean("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");            // surrogate
  CHECK(clean("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");  // beyond U+10FFFF
  CHECK(clean("\xF0\x9F\x98") == "\uFFFD\uFFFD\uFFFD");            // cut off
  CHECK(clean("\uFFFE") == "\uFFFD");
  CHECK(clean("é€😀 n\u0303") == "é€😀 n\u0303");
}

TEST_CASE("data cannot turn the text around it") {
  CHECK(clean("\u202Eabc") == "\uFFFDabc");
  CHECK(clean("\u2067abc\u2069") == "\uFFFDabc\uFFFD");
  CHECK(clean("\u2068abc") == "\uFFFDabc");
  CHECK(clean("abc\u2069") == "abc\uFFFD");
  CHECK(escape_html("Client " + isolated("<7>") + " refused") == "Client <bdi>&lt;7&gt;</bdi> refused");
  CHECK(escape_html(isolated("a\u2069b\u2068c")) == "<bdi>a\uFFFDb\uFFFDc</bdi>");
  CHECK(isolated(isolated("id")) == isolated("id"));
  CHECK(escape_plain(isolated("id")) == "\u2068id\u2069");
}

TEST_CASE("any bytes give valid UTF-8 without raw markup") {
  std::uint32_t state = 7;
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    for (int i = 0; i < 24; ++i) {
      state = state * 1664525u + 1013904223u;
      bytes += static_cast<char>(state >> 24);
    }
    const std::string out = escape_plain(bytes);
    CHECK(out.find_first_of("<>\"'") == std::string::npos);
    CHECK(clean(clean(bytes)) == clean(bytes));
    CHECK(clean(isolated(bytes)) == isolated(bytes));
  }
}
