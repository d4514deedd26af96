#include "p8/base/secrets.h"

#include <doctest/doctest.h>

using p8::secrets_of;
using p8::withheld;
using p8::without_secrets;

TEST_CASE("addresses are shown without user, password, query and fragment") {
  CHECK(without_secrets("https://host/path?key=abc") == "https://host/path?…");
  CHECK(without_secrets("https://me:secret@host:8080/path") == "https://host:8080/path");
  CHECK(without_secrets("https://me:se@cret@host?k=1#f") == "https://host?…");
  CHECK(without_secrets("https://me:hush/@host/x") == "https://host/x");
  CHECK(without_secrets("http://host#token") == "http://host#…");
  CHECK(without_secrets("http://[::1]:80/a?b") == "http://[::1]:80/a?…");
}

TEST_CASE("in a sentence what stands around an address stays") {
  CHECK(without_secrets("cannot read https://a/b?key=1: no such file; see 'http://c?d' and https://e/f.") ==
        "cannot read https://a/b?…: no such file; see 'http://c?…' and https://e/f.");
  CHECK(without_secrets("no address: a/b?c@d") == "no address: a/b?c@d");
  CHECK(without_secrets("http://") == "http://");
  CHECK(without_secrets("clip:https://x?y z?w") == "clip:https://x?… z?w");
}

TEST_CASE("what may be meant as an address shows no query either, paths stay as they are") {
  CHECK(without_secrets("127.0.0.1:1/x?SECRETQ") == "127.0.0.1:1/x?…");
  CHECK(without_secrets("cannot read http:/h/x?SECRETQ: no such file") == "cannot read http:/h/x?…: no such file");
  CHECK(without_secrets("'api.example/x?key=SECRETQ'") == "'api.example/x?…'");
  CHECK(without_secrets("localhost/x?key=SECRETQ") == "localhost/x?…");
  CHECK(without_secrets("me:hush@host/x?key=SECRETQ") == "host/x?…");
  CHECK(without_secrets("localhost/x?key=SECRETQ&to=http://a/b") == "localhost/x?…");
  CHECK(without_secrets("  /tmp/a.b/c?d  ../e?f g?h  what?\n") == "  /tmp/a.b/c?d  ../e?f g?h  what?\n");
}

TEST_CASE("the secrets of an address are withheld wherever they are told") {
  const auto secrets = secrets_of("https://me:hush@host/path?key=a%2Fb+cd&shap=0&token#part");
  CHECK(secrets == std::vector<std::string>{"me:hush", "me:hush", "hush", "hush", "a%2Fb+cd", "a/b cd", "token",
                                            "token", "part", "part"});
  CHECK(withheld("key a/b cd, as a%2Fb+cd for me:hush; 0 is hushed", secrets) == "key …, as … for …; 0 is …ed");
  CHECK(secrets_of("http://host/path").empty());
  CHECK(secrets_of("http://host/a@b").empty());
}
