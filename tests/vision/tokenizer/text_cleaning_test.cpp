#include "p8/vision/tokenizer/text_cleaning.h"

#include <doctest/doctest.h>

#include "support/error.h"

namespace p8 {

TEST_CASE("white space is one space between words and none at the ends") {
  CHECK(clean_text("  A\t\n mug\u00A0\u3000 big ") == "a mug big");
  CHECK(clean_text(" \n\t ").empty());
  CHECK(clean_text("").empty());
}

TEST_CASE("the separators U+001C to U+001F go at the ends and stay inside, as in Python") {
  CHECK(clean_text("\x1C a\x1D"
                   "b \x1F ") ==
        "a\x1D"
        "b");
}

TEST_CASE("HTML is unescaped twice, before white space is looked at") {
  CHECK(clean_text("Tom &amp;amp; Jerry") == "tom & jerry");
  CHECK(clean_text("&amp;amp;amp;") == "&amp;");
  CHECK(clean_text("&nbsp;a&nbsp;&nbsp;b&#32;") == "a b");
}

TEST_CASE("lower case takes final sigmas, dotted I and every script") {
  CHECK(clean_text("ÉTÉ STRASSE ẞ") == "été strasse ß");
  CHECK(clean_text("ΟΔΥΣΣΕΥΣ ΑΣ.") == "οδυσσευς ας.");
  CHECK(clean_text("İ") == "i\u0307");
  CHECK(clean_text("\u212A") == "k");  // Kelvin sign
  CHECK(clean_text("ДОМ") == "дом");
}

TEST_CASE("composed, a letter and its accents are one text however they are written") {
  CHECK(clean_text("Cafe\u0301", true) == "caf\u00E9");
  CHECK(clean_text("cafe&#x301;", true) == "caf\u00E9");
  CHECK(clean_text("Cafe\u0301") == "cafe\u0301");                                // as the golden ids were made
  CHECK(clean_text("q\u0307\u0323", true) == clean_text("q\u0323\u0307", true));  // marks in either order
  CHECK(clean_text("\u212B", true) == "\u00E5");                                  // the sign of Angstrom is a letter
  CHECK(clean_text("\u1112\u1161\u11AB", true) == "\uD55C");                      // Hangul
  CHECK(clean_text("\uFB01ne l\u2019eau \uFF21", true) == "\uFB01ne l\u2019eau \uFF41");  // as Hugging Face's
}

TEST_CASE("what is not UTF-8 counts as U+FFFD, one for each broken sequence") {
  CHECK(clean_text("a\xFF"
                   "b") ==
        "a\uFFFD"
        "b");
  CHECK(clean_text("\xE2\x82") == "\uFFFD");                  // cut off
  CHECK(clean_text("\xC0\x80") == "\uFFFD\uFFFD");            // too long a form
  CHECK(clean_text("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");  // a surrogate
}

TEST_CASE("a NUL is a character like another") { CHECK(clean_text(std::string("\0A", 2)) == std::string("\0a", 2)); }

TEST_CASE("more than 16 MiB of text is refused") {
  CHECK(test::message_of([] { clean_text(std::string((1 << 24) + 1, 'a')); }) ==
        "a text has 16777217 bytes, more than the limit of 16777216");
}

}  // namespace p8
