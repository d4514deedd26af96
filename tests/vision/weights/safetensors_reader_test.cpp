#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "p8/vision/weights/weight_file.h"
#include "support/error.h"
#include "support/measured.h"
#include "support/temporary.h"
#include "support/torch_bytes.h"

using namespace p8;
using namespace p8::test;

namespace {

std::string file_of(const std::string& header, const std::string& data) {
  return le<std::uint64_t>(header.size()) + header + data;
}

/// The message for one header over eight bytes of data.
std::string message(const std::string& header, Language language = Language::English) {
  const std::string bytes = file_of(header, "12345678");
  return message_of([&] { read_weights(bytes, "m.safetensors"); }, language);
}

const char* const kGood =
    R"({"__metadata__": {"format": "pt"}, "w": {"dtype": "F32", "shape": [2, 1], "data_offsets": [0, 8]}})";

std::string with(const std::string& from, const std::string& to, std::string header = kGood) {
  const std::size_t at = header.find(from);
  REQUIRE(at != std::string::npos);
  return header.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("safetensors: names, types, shapes and values are read; metadata is not") {
  const std::string bytes = file_of(
      R"({"b": {"dtype":"I64","shape":[],"data_offsets":[8,16]}, "__metadata__": {"n": "{\"x\": [1]}"},
          "a": {"shape":[2,2],"data_offsets":[0,8],"dtype":"F16"}, "z": {"dtype":"U8","shape":[0,3],"data_offsets":[8,8]}}  )",
      raw<std::uint16_t>({0x3C00, 0x4000, 0x4200, 0x4400}) + le<std::int64_t>(-5));
  const WeightFile file = read_weights(bytes, "m.safetensors");
  CHECK(file.format() == WeightFormat::Safetensors);
  REQUIRE(file.tensors().size() == 3);
  CHECK(file.tensors()[0].name == "a");
  CHECK(file.at("a").dtype == DType::F16);
  CHECK(file.at("a").shape == std::vector<std::int64_t>{2, 2});
  CHECK(to_float(file.at("a")) == std::vector<float>{1, 2, 3, 4});
  CHECK(file.at("b").shape.empty());
  CHECK(to_float(file.at("b")) == std::vector<float>{-5});
  CHECK(to_float(file.at("z")).empty());
  CHECK(file.find("c") == nullptr);
  CHECK(message_of([&] { static_cast<void>(file.at("c")); }) == "m.safetensors: has no tensor \"c\"");
}

TEST_CASE("safetensors: what contradicts itself names the tensor") {
  CHECK(message(kGood) == "no error");
  CHECK(message(with("[0, 8]", "[0, 4]")) ==
        "m.safetensors: tensor \"w\": has 4 bytes, which its shape and type do not add up to");
  CHECK(message(with("[2, 1]", "[3, 1]")) ==
        "m.safetensors: tensor \"w\": has 8 bytes, which its shape and type do not add up to");
  CHECK(message(with("[0, 8]", "[4, 12]")) ==
        "m.safetensors: tensor \"w\": bytes 4 to 12 lie outside the data, which has 8 bytes: damaged or cut off");
  CHECK(message(with("[0, 8]", "[8, 0]")) ==
        "m.safetensors: tensor \"w\": bytes 8 to 0 lie outside the data, which has 8 bytes: damaged or cut off");
  CHECK(message(with("F32", "F8_E4M3")) ==
        "m.safetensors: tensor \"w\": numbers of type \"F8_E4M3\" are not supported");
  CHECK(message(with("[2, 1]", "[4294967296, 4294967296, 4294967296]")) ==
        "m.safetensors: tensor \"w\": has 8 bytes, which its shape and type do not add up to");
  CHECK(message(with("[2, 1]", "[9223372036854775807, 2]")).find("add up") != std::string::npos);
  CHECK(message(with("[0, 8]", "[0]")) ==
        "m.safetensors: tensor \"w\": \"dtype\", \"shape\" or the two \"data_offsets\" are missing");
  CHECK(message(with("\"dtype\": \"F32\", ", "")) ==
        "m.safetensors: tensor \"w\": \"dtype\", \"shape\" or the two \"data_offsets\" are missing");
  CHECK(message(R"({"__metadata__": {}})") == "m.safetensors: the tensors fill 0 bytes, but the file holds 8");
  CHECK(message(with("F32", "F8"), Language::French) ==
        "m.safetensors : tenseur « w » : les nombres de type « F8 » ne sont pas pris en charge");
}

TEST_CASE("safetensors: gaps, overlaps and names that stand twice are refused") {
  const auto two = [](const std::string& first, const std::string& second, const std::string& name) {
    return R"({"a": {"dtype": "U8", "shape": [4], "data_offsets": )" + first + R"(}, ")" + name +
           R"(": {"dtype": "U8", "shape": [4], "data_offsets": )" + second + "}}";
  };
  CHECK(message(two("[0, 4]", "[4, 8]", "b")) == "no error");
  CHECK(message(two("[0, 4]", "[3, 7]", "b")) ==
        "m.safetensors: tensor \"b\": begins at byte 3 of the data, expected 4: tensors follow one another without gap "
        "or "
        "overlap");
  CHECK(message(two("[1, 5]", "[5, 9]", "b")).find("lie outside") != std::string::npos);
  CHECK(message(two("[0, 4]", "[0, 4]", "b")).find("begins at byte 0") != std::string::npos);
  CHECK(message(two("[1, 5]", "[0, 4]", "b")).find("\"a\": begins at byte 1 of the data, expected 4") !=
        std::string::npos);
  CHECK(message(two("[0, 4]", "[4, 8]", "a")) == "m.safetensors: tensor \"a\": appears twice");
}

TEST_CASE("safetensors: a header of anything else than whole numbers and texts in their places is refused") {
  const std::string expected =
      "m.safetensors: tensor \"w\": expected \"dtype\", \"shape\" and \"data_offsets\", once each, with whole numbers "
      "from 0";
  CHECK(message(with("[2, 1]", "[-2, 1]")) == expected);
  CHECK(message(with("[2, 1]", "[2.0, 1]")) == expected);
  CHECK(message(with("[2, 1]", "[[2], 1]")) == expected);
  CHECK(message(with("[2, 1]", "[\"2\", 1]")) == expected);
  CHECK(message(with("[2, 1]", "[18446744073709551615]")) == expected);
  CHECK(message(with("[2, 1]", "[99999999999999999999]")) == expected);
  CHECK(message(with("[2, 1]", "{}")) == expected);
  CHECK(message(with("[2, 1]", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,2]")) == expected);
  CHECK(message(with("\"F32\"", "null")) == expected);
  CHECK(message(with("\"F32\"", "true")) == expected);
  CHECK(message(with("\"dtype\"", "\"kind\"")) == expected);
  CHECK(message(with("\"dtype\": \"F32\"", "\"dtype\": \"F32\", \"dtype\": \"F32\"")) == expected);
  CHECK(message(with("\"shape\": [2, 1]", "\"shape\": [], \"shape\": [2, 1]")) == expected);
  CHECK(message(with("{\"dtype\": \"F32\", \"shape\": [2, 1], \"data_offsets\": [0, 8]}", "5")) == expected);
  CHECK(message(with("\"pt\"", "1")) == "m.safetensors: header: \"__metadata__\" may hold texts only");
  CHECK(message(with("\"pt\"", "{}")) == "m.safetensors: header: \"__metadata__\" may hold texts only");
  CHECK(message(std::string(kGood) + "x").find("m.safetensors: header: not valid JSON near byte ") == 0);
  CHECK(message(with("\"w\"", "\"\xFF\"")).find("m.safetensors: header: not valid JSON near byte ") == 0);
  CHECK(message(with("\"w\"", "\"" + std::string(600, 'w') + "\"")).find("its name has more than 512 bytes") !=
        std::string::npos);
}

TEST_CASE("safetensors: a length that lies is refused before anything is read") {
  for (const std::uint64_t length : {std::uint64_t{3}, std::uint64_t{99}, std::uint64_t{100'000'001}, UINT64_MAX,
                                     UINT64_MAX - 8, std::uint64_t{1} << 63}) {
    const std::string bytes = le(length) + "{}" + std::string(20, ' ');
    const std::string text = message_of([&] { read_weights(bytes, "m.safetensors"); });
    CAPTURE(length);
    CHECK(text.find(length == 3 ? "m.safetensors: the tensors fill 0 bytes" : "m.safetensors: its header is said") ==
          0);
  }
}

TEST_CASE("safetensors: cut off anywhere, an error and no crash") {
  const std::string bytes = file_of(kGood, "12345678");
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const std::string cut = bytes.substr(0, length);
    CAPTURE(length);
    CHECK(kind_of([&] { read_weights(cut, "m"); }) == static_cast<int>(ErrorKind::Model));
  }
}

// A sparse file: it takes no room on disk, and opening must not read it.
TEST_CASE("safetensors: a file of more than 4 GB is opened without reading it") {
  const TemporaryDirectory directory;
  const std::string header = R"({"a":{"dtype":"U8","shape":[5000000000],"data_offsets":[0,5000000000]},)"
                             R"("b":{"dtype":"F32","shape":[2],"data_offsets":[5000000000,5000000008]}})";
  const std::string path = directory.write("big", file_of(header, ""));
  const std::size_t size = 8 + header.size() + 5000000008;
  REQUIRE(truncate(path.c_str(), static_cast<off_t>(size)) == 0);
  const Measured result = measured([&] {
    const WeightFile file = open_weights(path);
    if (element_count(file.at("a")) != 5000000000U) throw model_error("a wrong count", "");
    if (to_float(file.at("b")) != std::vector<float>{0, 0}) throw model_error("wrong numbers", "");
  });
  CHECK(result.message == "no error");
  CHECK(result.megabytes < 50.0);
}
