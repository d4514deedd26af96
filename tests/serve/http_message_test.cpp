#include "p8/serve/http_message.h"

#include <doctest/doctest.h>

using namespace p8::serve;

namespace {

int status_of(std::string bytes, const HttpLimits& limits = {}) {
  RequestReader reader(limits);
  switch (reader.read(bytes)) {
    case RequestReader::State::Complete:
      return 200;
    case RequestReader::State::Bad:
      return reader.status();
    case RequestReader::State::Incomplete:
      break;
  }
  return 0;
}

}  // namespace

TEST_CASE("a request is read whole, and the next one left for later") {
  std::string bytes =
      "\r\nPOST /predict?shap=0 HTTP/1.1\r\nHost: h\r\nX-Name:  a b \r\nContent-Length: 3\r\n\r\nabcGET / "
      "HTTP/1.0\r\n\r\n";
  RequestReader reader({});
  REQUIRE(reader.read(bytes) == RequestReader::State::Complete);
  CHECK(reader.request().method == "POST");
  CHECK(reader.request().path == "/predict");
  CHECK(reader.request().query == "shap=0");
  CHECK(reader.request().header("x-name") == "a b");
  CHECK(reader.request().body == "abc");
  CHECK(reader.request().keeps_alive);
  REQUIRE(reader.read(bytes) == RequestReader::State::Complete);
  CHECK(reader.request().path == "/");
  CHECK(reader.request().body.empty());
  CHECK(!reader.request().keeps_alive);
  CHECK(bytes.empty());
}

TEST_CASE("what two servers could read in two ways is refused") {
  const std::string head = "POST / HTTP/1.1\r\nHost: h\r\n";
  CHECK(status_of(head + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na") == 400);
  CHECK(status_of(head + "Content-Length: +1\r\n\r\na") == 400);
  CHECK(status_of(head + "Content-Length: 1, 1\r\n\r\na") == 400);
  CHECK(status_of(head + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n") == 501);
  CHECK(status_of(head + "Content-Length : 1\r\n\r\na") == 400);
  CHECK(status_of(head + " folded: 1\r\nContent-Length: 0\r\n\r\n") == 400);
  CHECK(status_of(head + "X: a\nY: b\r\nContent-Length: 0\r\n\r\n") == 400);
  CHECK(status_of(head + "X: a\rY: b\r\nContent-Length: 0\r\n\r\n") == 400);
  CHECK(status_of(head + std::string("X: a\0b\r\nContent-Length: 0\r\n\r\n", 30)) == 400);
  CHECK(status_of(head + "\r\n") == 411);
  CHECK(status_of("GET / HTTP/1.1\r\n\r\n") == 400);  // no Host
  CHECK(status_of("GET  / HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
  CHECK(status_of("GET http://h/ HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
  CHECK(status_of("GET / HTTP/2.0\r\nHost: h\r\n\r\n") == 505);
  CHECK(status_of("\x16\x03\x01\r\n\r\n") == 400);  // TLS
}

TEST_CASE("head, headers and body have limits") {
  const std::string line(20'000, 'a');
  CHECK(status_of("GET /" + line) == 414);
  CHECK(status_of("GET / HTTP/1.1\r\nHost: h\r\nX: " + line) == 431);
  std::string many = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (int i = 0; i < 80; ++i) many += "X: 1\r\n";
  CHECK(status_of(many + "\r\n") == 431);
  CHECK(status_of("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n") == 413);
  CHECK(status_of("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n") == 413);
}

TEST_CASE("whether a head is too long does not depend on the pieces in which it comes") {
  const HttpLimits limits{64, 8, 16};
  for (std::size_t filling = 10; filling < 60; ++filling) {
    const std::string line = "GET / HTTP/1.1\r\nHost: " + std::string(filling, 'h') + "\r\n\r\n";
    const std::string address = "GET /" + std::string(filling, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n";
    for (const std::string& bytes : {line, address}) {
      RequestReader reader(limits);
      RequestReader::State state = RequestReader::State::Incomplete;
      std::string come;
      for (std::size_t i = 0; i < bytes.size() && state == RequestReader::State::Incomplete; ++i) {
        state = reader.read(come += bytes[i]);
      }
      const int in_pieces = state == RequestReader::State::Bad ? reader.status() : 200;
      CHECK_MESSAGE(in_pieces == status_of(bytes, limits), filling);
      CHECK((in_pieces == 200) == (bytes.size() <= limits.head_bytes));
    }
  }
}

TEST_CASE("queries are decoded, what cannot be is refused") {
  const auto fields = query_fields("id=%3Cb%3E&v.a%20b=1+2&x&&=y");
  REQUIRE(fields);
  CHECK(*fields == QueryFields{{"id", "<b>"}, {"v.a b", "1 2"}, {"x", ""}, {"", "y"}});
  for (const char* query : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff"}) CHECK_MESSAGE(!query_fields(query), query);
  CHECK(encoded("a/é<") == "a%2F%C3%A9%3C");
}
