#include "p8/http/http_message.h"

#include <doctest/doctest.h>

#include "p8/http/http_syntax.h"

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
  CHECK(status_of(head + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: chunked, gzip\r\n\r\n") == 400);
  CHECK(status_of(head + "Transfer-Encoding: gzip, chunked\r\n\r\n") == 501);
  CHECK(status_of(head + "Transfer-Encoding: xchunked\r\n\r\n") == 501);
  CHECK(status_of(head + "Transfer-Encoding:\r\n\r\n") == 400);
  CHECK(status_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n") == 400);
  CHECK(status_of(head + "Content-Type: a/b\r\nContent-Type: a/c\r\nContent-Length: 0\r\n\r\n") == 400);
  CHECK(status_of(head + "Expect: 200-ok\r\nContent-Length: 0\r\n\r\n") == 417);
  CHECK(status_of(head + "Content-Length : 1\r\n\r\na") == 400);
  CHECK(status_of(head + " folded: 1\r\nContent-Length: 0\r\n\r\n") == 400);
  CHECK(status_of(head + "X: a\nY: b\r\nContent-Length: 0\r\n\r\n") == 400);
  CHECK(status_of(head + "X: a\rY: b\r\nContent-Length: 0\r\n\r\n") == 400);
  CHECK(status_of(head + std::string("X: a\0b\r\nContent-Length: 0\r\n\r\n", 30)) == 400);
  CHECK(status_of(head + "\r\n") == 411);
  CHECK(status_of("GET / HTTP/1.1\r\n\r\n") == 400);  // no Host
  CHECK(status_of("GET  / HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
  CHECK(status_of("GET ftp://h/ HTTP/1.1\r\nHost: h\r\n\r\n") == 400);
  CHECK(status_of("GET / HTTP/2.0\r\nHost: h\r\n\r\n") == 505);
  CHECK(status_of("\x16\x03\x01\r\n\r\n") == 400);  // TLS
}

TEST_CASE("a target in absolute form is split, and its authority is the host") {
  const auto read = [](std::string bytes) {
    RequestReader reader({});
    return reader.read(bytes) == RequestReader::State::Complete ? reader.request() : HttpRequest{};
  };
  const HttpRequest one = read("GET http://a:80/b?c=/d HTTP/1.1\r\nHost: h\r\n\r\n");
  CHECK(one.path == "/b");
  CHECK(one.query == "c=/d");
  CHECK(one.header("host") == "a:80");
  const HttpRequest two = read("GET HttpS://[::1]?x HTTP/1.0\r\n\r\n");
  CHECK(two.path == "/");
  CHECK(two.query == "x");
  CHECK(two.header("host") == "[::1]");
  CHECK(read("GET http://a HTTP/1.1\r\nHost: h\r\n\r\n").path == "/");
  for (const char* target : {"http://", "http:///b", "http://user@a/", "http://a b/", "http:/a/b", "http://a:x/"}) {
    CHECK_MESSAGE(status_of(std::string("GET ") + target + " HTTP/1.1\r\nHost: h\r\n\r\n") == 400, target);
  }
  CHECK(status_of("GET http://a/ HTTP/1.1\r\n\r\n") == 400);  // a Host is needed all the same
  CHECK(status_of("GET http://a/ HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n") == 400);
}

TEST_CASE("a chunked body is decoded, whatever the pieces in which it comes, and the next request is left") {
  const std::string bytes =
      "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "3\r\nabc\r\n00A ;name=\"v\"\r\n0123456789\r\n1\r\n\r\r\n0\r\nX-Sum: 7\r\n\r\n"
      "GET /b HTTP/1.1\r\nHost: h\r\n\r\n";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, bytes.size()}) {
    RequestReader reader({});
    std::string come;
    std::vector<std::string> got;
    for (std::size_t i = 0; i < bytes.size(); i += piece) {
      come += bytes.substr(i, piece);
      while (!come.empty() && reader.read(come) == RequestReader::State::Complete) {
        got.push_back(reader.request().path + " " + reader.request().body);
        CHECK(reader.request().header("x-sum").empty());  // a trailer is no header
      }
    }
    CAPTURE(piece);
    CHECK(got == std::vector<std::string>{"/a abc0123456789\r", "/b "});
  }
}

TEST_CASE("hostile chunks are refused") {
  const auto status_of_chunks = [](const std::string& chunks) {
    return status_of("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, {1024, 8, 16});
  };
  CHECK(status_of_chunks("10\r\n0123456789abcdef\r\n0\r\n\r\n") == 200);
  CHECK(status_of_chunks("3\r\nabc\r\n0\r\n") == 0);  // the end is awaited
  for (const char* size : {"", "-1", "+1", "0x1", " 1", "1 ", "1g", "1\t", ";a", "1.0", "1,1", "\x00", "1\x0b;a"}) {
    CHECK_MESSAGE(status_of_chunks(std::string(size) + "\r\na\r\n0\r\n\r\n") == 400, size);
  }
  for (const char* size : {"11", "ffffffffffffffff", "10000000000000000", "fffffffffffffffffffffffff"}) {
    CHECK_MESSAGE(status_of_chunks(std::string(size) + "\r\n") == 413, size);
  }
  CHECK(status_of_chunks("8\r\n01234567\r\n9\r\n") == 413);  // all chunks together
  CHECK(status_of_chunks("1\na\n0\n\n") == 400);
  CHECK(status_of_chunks("1\r\nab\r\n0\r\n\r\n") == 400);
  CHECK(status_of_chunks("1\r\na\n0\r\n\r\n") == 400);
  CHECK(status_of_chunks("0\r\nno colon\r\n\r\n") == 400);
  CHECK(status_of_chunks("0\r\na b: 1\r\n\r\n") == 400);
  CHECK(status_of_chunks("0\r\nX: " + std::string(2000, 'a') + "\r\n\r\n") == 431);
  std::string trailers = "0\r\n";
  for (int i = 0; i < 9; ++i) trailers += "X: 1\r\n";
  CHECK(status_of_chunks(trailers + "\r\n") == 431);
  CHECK(status_of_chunks("1;" + std::string(2000, 'a') + "\r\na\r\n0\r\n\r\n") == 400);
  CHECK(status_of_chunks(std::string(5000, '0')) == 400);
  std::string extensions;
  for (int i = 0; i < 16; ++i) extensions += "1;" + std::string(100, 'a') + "\r\na\r\n";
  CHECK(status_of_chunks(extensions) == 400);
}

TEST_CASE("media types are read as RFC 9110 has them") {
  for (const char* text :
       {"application/json", "Application/JSON", "application/json;charset=utf-8", "application/json ; charset=UTF-8",
        "application/json;\tcharset=\"utf-8\" ; v=1", "application/json;;charset=utf-8;", "application/problem+json",
        "application/vnd.a.b+JSON"}) {
    const auto type = media_type(text);
    REQUIRE_MESSAGE(type, text);
    CHECK_MESSAGE(type->is_json(), text);
    CHECK_MESSAGE((type->charset().empty() || type->charset() == "utf-8"), text);
  }
  for (const char* text : {"text/json", "application/jsonp", "application/+json", "text/x+json"}) {
    const auto type = media_type(text);
    CHECK_MESSAGE((!type || !type->is_json()), text);
  }
  for (const char* text : {"", "json", "application/", "/json", "application/json charset=utf-8",
                           "application/json; charset", "application/json; charset = utf-8", "a/b/c",
                           "application/json; charset=\"utf-8", "application/json; charset=utf-8; charset=latin1",
                           "application/json; charset=utf-8 x", "application/json, text/plain"}) {
    CHECK_MESSAGE(!media_type(text), text);
  }
  CHECK(media_type("a/b; c=\"d\\\"e;f\"")->parameters.front().second == "d\"e;f");
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
