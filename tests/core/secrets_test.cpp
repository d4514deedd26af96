#include "p8/core/secrets.h"

#include <doctest/doctest.h>

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
