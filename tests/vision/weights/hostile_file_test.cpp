// Files that are made to crash a reader, to fill the memory or to take for ever: each ends in Error(Model) in less than
// a second of processor time and 200 MB. The measures hold for optimised code without sanitizers.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "p8/base/error.h"
#include "p8/vision/weights/weight_file.h"
#include "support/measured.h"
#include "support/torch_bytes.h"

using namespace p8;
using namespace p8::test;

namespace {

#if defined(P8_SANITIZED) || !defined(__OPTIMIZE__)
constexpr double kMaxSeconds = 60.0;
constexpr double kMaxMegabytes = 4000.0;
#else
constexpr double kMaxSeconds = 1.0;
constexpr double kMaxMegabytes = 200.0;
#endif

void check_refused(const std::string& bytes, const std::string& expected) {
  const Measured result = measured([&] { read_weights(bytes, "m.pt"); });
  CAPTURE(result.message);
  CHECK(result.kind == static_cast<int>(ErrorKind::Model));
  CHECK(result.message.find(expected) != std::string::npos);
  CHECK(result.seconds < kMaxSeconds);
  CHECK(result.megabytes < kMaxMegabytes);
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

/// A pickle in an archive, with eight floats as storage "0".
std::string zip_with(const std::string& body) {
  return zip_of({{"m/data.pkl", pickle(body)}, {"m/data/0", std::string(32, 'x')}});
}

std::string safetensors_with(const std::string& header) { return le<std::uint64_t>(header.size()) + header; }

std::string memo_put(std::size_t i) { return "r" + le(static_cast<std::uint32_t>(i)); }
std::string memo_get(std::size_t i) { return "j" + le(static_cast<std::uint32_t>(i)); }

const std::string& a_tensor() {
  static const std::string tensor = py_tensor(py_storage("FloatStorage", "0", 8), 0, {8}, {1});
  return tensor;
}

}  // namespace

TEST_CASE("hostile pickles: masses of values, marks and memo entries") {
  check_refused(zip_with(repeated("N", 2'000'000)), "more than 1048576 values: not weights");
  check_refused(zip_with(repeated("(", 2'000'000)), "more than 1048576 values: not weights");
  check_refused(zip_with(repeated("N\x85", 1'000'000)), "more than 1048576 values: not weights");
  check_refused(zip_with("]" + repeated("NNNa", 1'000'000)), "appends to something that is not a list");
  check_refused(zip_with("]" + repeated("Na", 1'000'000)), "holds no tensors");
  check_refused(zip_with("}" + repeated("NNs", 500'000)), "neither text nor a whole number");
  check_refused(zip_with("]" + repeated("q\x01", 8'000'000)), "holds no tensors");
  check_refused(zip_with("]" + repeated("q\x01", 9'000'000)), "a pickle of more than 16 MB");
  check_refused(zip_with(repeated("N" + memo_put(0xFFFFF), 200'000)), "the pickle ends before its value is complete");
  check_refused(zip_with("N" + memo_put(0xFFFFFFFF)), "a memo number that is too large");
}

TEST_CASE("hostile pickles: deep nesting, and values that contain themselves") {
  check_refused(zip_with(repeated("]", 500'000) + repeated("a", 499'999)), "nested too deeply, or in itself");
  check_refused(zip_with("N" + repeated("\x85", 500'000)), "nested too deeply, or in itself");
  check_refused(zip_with("]" + memo_put(0) + memo_get(0) + "a"), "nested too deeply, or in itself");
  check_refused(zip_with("}" + memo_put(0) + py_text("x") + memo_get(0) + "s"), "nested too deeply, or in itself");
  const std::string module = "c__torch__\nM\n)\x81" + memo_put(0) + "}" + py_text("self") + memo_get(0) + "sb";
  check_refused(zip_with(module), "nested too deeply, or in itself");
  const std::string parameter = py_global("torch._utils", "_rebuild_parameter");
  std::string chain = a_tensor();
  for (int i = 0; i < 100; ++i) chain = parameter + chain + "\x85R";
  check_refused(zip_with(chain), "nested too deeply, or in itself");
}

// Each list holds the one before ten times: a few hundred bytes that unfold to 10^40 values.
TEST_CASE("hostile pickles: a short pickle that unfolds to billions of values") {
  std::string lists = "]" + memo_put(0);
  for (std::size_t i = 1; i < 40; ++i) lists += "](" + repeated(memo_get(i - 1), 10) + "e" + memo_put(i);
  check_refused(zip_with("(" + lists + "t"), "nested too deeply, or in itself");
  std::string dictionaries = "}" + py_text("t") + a_tensor() + "s" + memo_put(0);
  for (std::size_t i = 1; i < 40; ++i) {
    dictionaries += "}(";
    for (int k = 0; k < 10; ++k) dictionaries += py_int(k) + memo_get(i - 1);
    dictionaries += "u" + memo_put(i);
  }
  check_refused(zip_with("(" + dictionaries + "t"), "more than 65536 tensors");
}

TEST_CASE("hostile pickles: more tensors, and longer names, than any model has") {
  std::string many;
  for (int i = 0; i < 70'000; ++i) many += py_text(std::string(200, 'n') + std::to_string(i)) + memo_get(0);
  check_refused(zip_with("(" + a_tensor() + memo_put(0) + "}(" + many + "ut"), "more than 65536 tensors");
  check_refused(zip_with("}" + py_text(std::string(10'000'000, 'n')) + a_tensor() + "s"),
                "a name of more than 512 bytes");
  check_refused(zip_with("c" + std::string(10'000'000, 'm') + "\nn\n"), "p8 refuses to call mmm");
  check_refused(zip_with("X\xFF\xFF\xFF\x7F"), "cut off after");
}

TEST_CASE("hostile archives: bombs, and directories without end") {
  const std::string zeros(50'000'000, '\0');
  check_refused(zip_of({{"m/data.pkl", zeros, true}}), "would unpack to 50000000 bytes, far more than weights do");
  check_refused(zip_of({{"m/data.pkl", zeros, true, 1000}}), "does not unpack to the 1000 bytes it announces");
  check_refused(zip_of({{"m/data.pkl", std::string(16'000'000, '\0'), true}}), "does not begin like a pickle");
  // Fifteen storages that are each small enough, but not together.
  std::vector<ZipPart> parts{{"m/data.pkl", ""}};
  std::vector<std::string> tensors;
  for (int i = 0; i < 15; ++i) {
    const std::string key = std::to_string(i);
    tensors.push_back(py_tensor(py_storage("ByteStorage", key, 4'000'000), 0, {1}, {1}));
    parts.push_back({"m/data/" + key, std::string(4'000'000, '\0'), true});
  }
  parts[0].bytes = pickle(py_list(tensors));
  check_refused(zip_of(parts), "far more than weights do");
  std::vector<ZipPart> files(300'000);
  for (std::size_t i = 0; i < files.size(); ++i) files[i].name = std::to_string(i);
  check_refused(zip_of(files, {true, true}), "a zip archive of more than 262144 files: not weights");
  check_refused("PK\x03\x04" + repeated("PK\x05\x06", 10'000'000), "without its directory at the end");
}

TEST_CASE("hostile headers of safetensors: depth, masses, long texts") {
  check_refused(safetensors_with("{" + repeated("\"a\":{", 5'000'000)), "expected \"dtype\"");
  check_refused(safetensors_with("{\"a\":{\"shape\":" + repeated("[", 20'000'000)), "expected \"dtype\"");
  check_refused(safetensors_with("{\"a\":{\"shape\":[" + repeated("1,", 20'000'000) + "1]}}"), "expected \"dtype\"");
  check_refused(safetensors_with("{\"" + std::string(90'000'000, 'a') + "\":{}}"),
                "header: too long for its 0 tensors, at byte 16777217");
  check_refused(safetensors_with("{\"__metadata__\":{\"a\":\"" + std::string(90'000'000, 'a') + "\"}}"),
                "header: too long for its 0 tensors");
  check_refused(safetensors_with("{" + std::string(90'000'000, ' ')), "header: too long for its 0 tensors");
  std::string many = "{";
  for (int i = 0; i < 70'000; ++i) {
    many += "\"" + std::string(500, 'n') + std::to_string(i) +
            "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},";
  }
  check_refused(safetensors_with(many + "}"), "more than 65536 tensors");
}

// Every length within the small files, and every byte changed: an error or a model, and nothing else.
TEST_CASE("small files cut off or changed anywhere never end in anything but a model or Error(Model)") {
  for (const std::string& bytes : {small_zip(), small_zip({true, false}), small_script(), small_legacy()}) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const std::string cut = bytes.substr(0, i);
      CHECK_THROWS_AS(read_weights(cut, "m.pt"), Error);
      for (const int change : {1, 0x80, 0xFF}) {
        std::string changed = bytes;
        changed[i] = static_cast<char>(changed[i] ^ change);
        try {
          const WeightFile file = read_weights(changed, "m.pt", {false});
          for (const StoredTensor& tensor : file.tensors()) static_cast<void>(to_float(tensor));
        } catch (const Error& error) {
          CHECK(error.kind() == ErrorKind::Model);
        }
      }
    }
  }
}
