#include "p8/credit/formats/model_document.h"

#include <cmath>
#include <string>

#include <doctest/doctest.h>

#include "support/error.h"

using namespace p8;
using namespace p8::test;
using namespace std::string_literals;
using Kind = DocumentValue::Kind;

namespace {

const std::string kName = "m";

std::string json_message(const std::string& bytes) {
  return message_of([&] { parse_json(bytes, kName); });
}
std::string ubjson_message(const std::string& bytes) {
  return message_of([&] { parse_ubjson(bytes, kName); });
}

}  // namespace

TEST_CASE("JSON: numbers, strings, lists, objects and the three words") {
  const DocumentValue value =
      parse_json(R"( {"a" : [1, -2.5e1, true, false, NaN, -Infinity], "b": "x\"\\\u00e9\ud83d\ude00\n", "c": null,
                      "d": {}, "e": [], "f": ["s", {}], "g": 1e400, "h": 1e-400} )",
                 kName);
  REQUIRE(value.kind == Kind::Object);
  const std::vector<double>& numbers = value.find("a")->numbers;
  REQUIRE(numbers.size() == 6);
  CHECK(numbers[1] == -25.0);
  CHECK(numbers[2] == 1.0);
  CHECK(std::isnan(numbers[4]));
  CHECK(numbers[5] == -HUGE_VAL);
  CHECK(value.find("b")->text == "x\"\\é😀\n");
  CHECK(value.find("c")->kind == Kind::Null);
  CHECK(value.find("d")->kind == Kind::Object);
  CHECK(value.find("e")->kind == Kind::NumberList);
  CHECK(value.find("f")->items.size() == 2);
  CHECK(value.find("g")->number == HUGE_VAL);
  CHECK(value.find("h")->number == 0.0);
  CHECK(value.find("nothing") == nullptr);
}

TEST_CASE("JSON: faults name the byte") {
  CHECK(json_message("{\"a\": 1,}") == "m: byte 8: expected a string");
  CHECK(json_message("[1 2]") == "m: byte 3: expected \",\" or \"]\"");
  CHECK(json_message("[1, \"a\"]") == "m: byte 7: a list that mixes numbers with other values");
  CHECK(json_message("[\"a\", 1]") == "m: byte 7: a list that mixes numbers with other values");
  CHECK(json_message("{} x") == "m: byte 3: expected the end of the file");
  CHECK(json_message("[+1]") == "m: byte 1: expected a value");
  CHECK(json_message("[nul]") == "m: byte 1: unexpected character");
  CHECK(json_message("[tru") == "m: cut off after 4 bytes");
  CHECK(json_message("\"\\x\"") == "m: byte 3: unknown escape in a string");
  CHECK(json_message("\"\\u12g4\"") == "m: byte 7: expected four hexadecimal digits");
  CHECK(json_message("") == "m: cut off after 0 bytes");
  CHECK(message_of([] { parse_json("{1}", kName); }, Language::French) == "m : octet 1 : chaîne attendue");
}

TEST_CASE("JSON and UBJSON: deep nesting and masses of values end in an error, not in a crash") {
  CHECK(json_message(std::string(100000, '[')) == "m: byte 64: nested too deeply");
  CHECK(ubjson_message(std::string(100000, '[')) == "m: byte 65: nested too deeply");
  std::string many = "[";
  for (int i = 0; i < 3000000; ++i) many += "{},";
  CHECK(json_message(many) == "m: more than 2097152 values: not a model");
}

TEST_CASE("UBJSON: scalars, typed and untyped lists, objects") {
  const std::string bytes =
      "{i\x01"
      "a[$d#U\x02"
      "\x3f\x80\x00\x00\xc0\x20\x00\x00"  // [1, -2.5] float32
      "i\x01"
      "bSi\x02hi"
      "L\x00\x00\x00\x00\x00\x00\x00\x01"
      "c[#i\x02"
      "i\xffI\x01\x00"  // [-1, 256]
      "i\x01"
      "dNZ"
      "i\x01"
      "eT"
      "i\x01"
      "f{i\x01xD\x3f\xe0\x00\x00\x00\x00\x00\x00}"
      "i\x01"
      "g[l\xff\xff\xff\xfeL\x00\x00\x00\x01\x00\x00\x00\x00]"
      "i\x01"
      "h[SU\x01"
      "yCz]}"s;
  const DocumentValue value = parse_ubjson(bytes, kName);
  CHECK(value.find("a")->numbers == std::vector<double>{1.0, -2.5});
  CHECK(value.find("b")->text == "hi");
  CHECK(value.find("c")->numbers == std::vector<double>{-1.0, 256.0});
  CHECK(value.find("d")->kind == Kind::Null);
  CHECK(value.find("e")->number == 1.0);
  CHECK(value.find("f")->find("x")->number == 0.5);
  CHECK(value.find("g")->numbers == std::vector<double>{-2.0, 4294967296.0});
  CHECK(value.find("h")->items[1].text == "z");
  for (std::size_t length = 1; length < bytes.size(); ++length) {
    CHECK(ubjson_message(bytes.substr(0, length)).find("m: ") == 0);
  }
}

TEST_CASE("UBJSON: a huge count without the bytes is refused before anything is allocated") {
  CHECK(ubjson_message("[$d#L\x00\x00\x00\xff\xff\xff\xff\xff"s) == "m: cut off after 13 bytes");
  CHECK(ubjson_message("[$D#i\x02"
                       "12345678"s) == "m: cut off after 14 bytes");
  CHECK(ubjson_message("[$Z#L\x00\x00\x00\x00\x7f\xff\xff\xff"s).find("m: ") == 0);
  CHECK(ubjson_message("[$Z#i\x00"s) == "m: byte 6: a typed list of anything but numbers is not supported");
  CHECK(ubjson_message("[#L\xff\xff\xff\xff\xff\xff\xff\xff"s) == "m: byte 11: a negative length");
  CHECK(ubjson_message("SL\x7f\xff\xff\xff\xff\xff\xff\xff"s) == "m: cut off after 10 bytes");
  CHECK(ubjson_message("Hi\x01"
                       "1"s) == "m: byte 0: unknown or unsupported UBJSON type");
  CHECK(ubjson_message("[$d]") == "m: byte 3: expected a count after the type");
}
