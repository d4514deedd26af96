#include "p8/http/url.h"

#include <doctest/doctest.h>

#include "support/error.h"

using namespace p8;
using namespace p8::serve;
using p8::test::kind_of;

TEST_CASE("an address is read into its parts") {
  const Url url = parse_url("https://scoring.example:8443/v1/predict?shap=0");
  CHECK(url.is_secure);
  CHECK(url.host == "scoring.example");
  CHECK(url.port == 8443);
  CHECK(url.target == "/v1/predict?shap=0");
  CHECK(parse_url("http://h").target == "/");
  CHECK(parse_url("http://h?x").target == "/?x");
  CHECK(parse_url("http://h/").port == 80);
  CHECK(parse_url("https://h/").port == 443);
  CHECK(parse_url("http://[::1]:8080/p").host == "::1");
}

TEST_CASE("what is not an address is a usage error") {
  for (const char* text :
       {"ftp://h/", "http://", "http:///p", "http://user:secret@h/", "http://h:0/", "http://h:70000/", "http://h:80x/",
        "http://h/a b", "http://h/a\r\nX: y", "http://h/#f", "http://[::1/", "http://[h]/", "http://h\xC3\xA9/"}) {
    CHECK_MESSAGE(kind_of([&] { parse_url(text); }) == static_cast<int>(ErrorKind::Usage), text);
  }
}

TEST_CASE("only this machine is this machine") {
  for (const char* host : {"localhost", "LocalHost", "127.0.0.1", "127.9.9.9", "::1", "0:0:0:0:0:0:0:1"})
    CHECK_MESSAGE(is_loopback(host), host);
  for (const char* host : {"localhost.example", "128.0.0.1", "127.0.0.1.example", "0.0.0.0", "::", "127.1"}) {
    CHECK_MESSAGE(!is_loopback(host), host);
  }
}
