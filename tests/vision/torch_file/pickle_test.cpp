#include "p8/vision/torch_file/pickle.h"

#include <string>

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/torch_bytes.h"

using namespace p8;
using namespace p8::test;
using namespace std::string_literals;
using p8::weights::Pickle;
using p8::weights::PickleValue;
using Kind = PickleValue::Kind;

namespace {

const weights::Place kPlace{"m.pt", same("data.pkl")};

Pickle read_body(const std::string& body) {
  static std::string bytes;  // the values borrow it
  bytes = pickle(body);
  return weights::read_pickle(bytes, kPlace);
}

PickleValue root_of(const std::string& body) {
  const Pickle values = read_body(body);
  return values[values.root];
}

std::string message(const std::string& bytes, Language language = Language::English) {
  return message_of([&] { weights::read_pickle(bytes, kPlace); }, language);
}

std::string message_of_body(const std::string& body) { return message(pickle(body)); }

}  // namespace

TEST_CASE("pickle: plain values") {
  CHECK(root_of("N").kind == Kind::None);
  CHECK(root_of("\x88").integer == 1);
  CHECK(root_of("\x89").kind == Kind::Boolean);
  CHECK(root_of("K\xFF").integer == 255);
  CHECK(root_of("M\xFF\xFF").integer == 65535);
  CHECK(root_of("J\xFE\xFF\xFF\xFF").integer == -2);
  CHECK(root_of("\x8A\x00"s).integer == 0);
  CHECK(root_of("\x8A\x01\xFE").integer == -2);
  CHECK(root_of("\x8A\x05\x00\x00\x00\x00\x01"s).integer == 4294967296);
  CHECK(root_of("\x8A\x08\x00\x00\x00\x00\x00\x00\x00\x80"s).integer == INT64_MIN);
  CHECK(root_of("G\x3F\xF8\x00\x00\x00\x00\x00\x00"s).real == 1.5);
  CHECK(root_of("X\x02\x00\x00\x00\xC3\xA9"s).text == "é");
  CHECK(root_of("U\x03str").text == "str");
  CHECK(root_of("T\x03\x00\x00\x00str"s).text == "str");
}

TEST_CASE("pickle: containers, the memo, and values that stand twice") {
  const Pickle values = read_body(
      "}q\x00(X\x01\x00\x00\x00"
      "a]q\x01K\x05"
      "aX\x01\x00\x00\x00"
      "bh\x01u"s);
  const PickleValue& dictionary = values[values.root];
  REQUIRE(dictionary.kind == Kind::Dictionary);
  REQUIRE(dictionary.items.size() == 4);
  CHECK(values[dictionary.items[0]].text == "a");
  CHECK(dictionary.items[1] == dictionary.items[3]);
  CHECK(values[values[dictionary.items[1]].items[0]].integer == 5);
  CHECK(root_of(")").items.empty());
  CHECK(root_of("K\x01K\x02K\x03\x87").items.size() == 3);
  CHECK(root_of("(K\x01K\x02t").items.size() == 2);
  CHECK(root_of("](K\x01K\x02"
                "e")
            .items.size() == 2);
  CHECK(root_of("Nr\x05\x00\x00\x00j\x05\x00\x00\x00\x86"s).items.size() == 2);
}

TEST_CASE("pickle: calls are recorded, with the items and the state that follow") {
  const Pickle values = read_body("ccollections\nOrderedDict\n)RK\x01K\x02s}b");
  const PickleValue& object = values[values.root];
  REQUIRE(object.kind == Kind::Object);
  CHECK(values[object.callable].text == "collections\nOrderedDict");
  CHECK(values[object.arguments].kind == Kind::Tuple);
  CHECK(object.items.size() == 2);
  CHECK(values[object.state].kind == Kind::Dictionary);
  CHECK(root_of("c__torch__.m\nModel\n)\x81").state == weights::kNoValue);
  CHECK(root_of("K\x01Q").kind == Kind::Persistent);
}

TEST_CASE("pickle: the size ends with the stop, whatever follows") {
  const std::string bytes = pickle("N") + "more";
  CHECK(weights::read_pickle(bytes, kPlace).size == 4);
}

TEST_CASE("pickle: faults name the byte") {
  CHECK(message("") == "m.pt: data.pkl: cut off after 0 bytes");
  CHECK(message("hello") == "m.pt: data.pkl: byte 1: does not begin like a pickle");
  CHECK(message("\x80\x04N.") ==
        "m.pt: data.pkl: pickle protocol 4 is not supported; save it with torch.save(…, pickle_protocol=2)");
  CHECK(message_of_body("I1\n") == "m.pt: data.pkl: byte 2: opcode 0x49 is none that torch.save writes");
  CHECK(message_of_body("") == "m.pt: data.pkl: byte 3: the pickle ends before its value is complete");
  CHECK(message_of_body("NN") == "m.pt: data.pkl: byte 5: the pickle ends before its value is complete");
  CHECK(message_of_body("N(") == "m.pt: data.pkl: byte 5: the pickle ends before its value is complete");
  CHECK(message_of_body("\x85") == "m.pt: data.pkl: byte 3: takes a value from an empty stack");
  CHECK(message_of_body("N(\x85") == "m.pt: data.pkl: byte 5: takes a value from an empty stack");
  CHECK(message_of_body("Nt") == "m.pt: data.pkl: byte 4: lacks a mark on its stack");
  CHECK(message_of_body("NNa") == "m.pt: data.pkl: byte 5: appends to something that is not a list");
  CHECK(message_of_body("](e(K\x01u") == "m.pt: data.pkl: byte 9: sets items of something that is not a dictionary");
  CHECK(message_of_body("}(K\x01u") == "m.pt: data.pkl: byte 7: sets items of something that is not a dictionary");
  CHECK(message_of_body("N)R") == "m.pt: data.pkl: byte 5: calls something that is not a function");
  CHECK(message_of_body("}}b") == "m.pt: data.pkl: byte 5: sets the state of no object");
  CHECK(message_of_body("h\x07") == "m.pt: data.pkl: byte 4: asks for what is not in its memo");
  CHECK(message_of_body("Nr\xFF\xFF\xFF\xFF") == "m.pt: data.pkl: byte 8: a memo number that is too large");
  CHECK(message_of_body("\x8A\x09"
                        "123456789") == "m.pt: data.pkl: byte 13: a whole number of more than 64 bits");
  CHECK(message_of_body("X\xFF\xFF\xFF\xFF") == "m.pt: data.pkl: cut off after 8 bytes");
  CHECK(message_of_body("cos") == "m.pt: data.pkl: cut off after 6 bytes");
  CHECK(message(pickle("NN"), Language::French) ==
        "m.pt : data.pkl : octet 5 : le pickle finit avant que sa valeur soit complète");
}

TEST_CASE("pickle: cut off anywhere, an error and no crash") {
  const std::string bytes = pickle(small_object());
  CHECK(message(bytes) == "no error");
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CAPTURE(length);
    CHECK(message(bytes.substr(0, length)).find("m.pt: data.pkl: ") == 0);
  }
}
