#include "p8/report/html/address.h"

#include <doctest/doctest.h>

using namespace p8::report;

TEST_CASE("every byte of a name that may mean something in an address is written as %XX") {
  CHECK(file_address("a/report.html") == "a/report.html");
  CHECK(file_address("../run 1/<b>&'\"?#%.html") == "../run%201/%3Cb%3E%26%27%22%3F%23%25.html");
  CHECK(file_address("javascript:x") == "javascript%3Ax");
  CHECK(file_address("\xC3\xA9\xFF\n") == "%C3%A9%FF%0A");
}

TEST_CASE("an address leads to a file, up and down by names alone") {
  for (const char* address : {"a", "a/b.html", "../a", "../../a/b", "..a", "a..", "%3Cb%3E", "../%20/a", "~a"}) {
    CHECK_MESSAGE(is_file_address(address), address);
  }
  for (const char* address :
       {"",     "/a",           "//a",      "a//b", "a/",       "..",  "../",      ".",  "./a", "a/../b",
        "a/..", "javascript:x", "http://a", "a?b",  "a#b",      "a b", "a\\b",     "%",  "%2",  "%2f",
        "%2F",  "%00",          "%GG",      "a%2E", "%2e%2e/a", "%41", "\xC3\xA9", "<b>"}) {
    CHECK_MESSAGE(!is_file_address(address), address);
  }
}
