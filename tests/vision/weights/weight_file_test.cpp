#include "p8/vision/weights/weight_file.h"

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/temporary.h"
#include "support/torch_bytes.h"

using namespace p8;
using namespace p8::test;

namespace {

std::string message(const std::string& bytes, Language language = Language::English) {
  return message_of([&] { read_weights(bytes, "m.pt"); }, language);
}

}  // namespace

TEST_CASE("formats are told apart by content, whatever the file's name") {
  const TemporaryDirectory directory;
  for (const std::string& bytes : {small_zip(), small_legacy(), small_script()}) {
    const WeightFile file = open_weights(directory.write("weights.safetensors", bytes));
    CHECK(file.tensors().size() >= 2);
    CHECK(file.name() == directory.file("weights.safetensors"));
  }
}

TEST_CASE("an opened file may be moved; its tensors stay valid") {
  const TemporaryDirectory directory;
  WeightFile first = open_weights(directory.write("m.pt", small_zip()));
  const WeightFile second = std::move(first);
  CHECK(to_float(second.at("w")) == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("what people save by mistake instead of weights is told so") {
  CHECK(message("version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 605143316\n") ==
        "m.pt: a git-lfs pointer, not the weights themselves; fetch them with: git lfs pull");
  CHECK(message("\n <!DOCTYPE html>\n<html>…") ==
        "m.pt: a web page, not weights: the download went wrong; download the file itself");
  CHECK(message("\xEF\xBB\xBF<HTML><body>404") ==
        "m.pt: a web page, not weights: the download went wrong; download the file itself");
  CHECK(message("<?xml version=\"1.0\"?><Error><Code>BlobNotFound</Code>") ==
        "m.pt: a server's answer in XML, not weights: the download went wrong; check the address");
  for (const char* json : {R"({"weight_map": {}})", R"({"meta":{"a": 1}})"}) {
    CHECK(message(json) == "m.pt: a JSON text, not weights; give the .safetensors, .bin, .pt or .pth file");
  }
  CHECK(message("\x1F\x8B\x08 …") == "m.pt: compressed with gzip; unpack it first");
  CHECK(message("\x80\x04\x95 …") == "m.pt: a Python pickle, but not one that torch.save wrote");
  CHECK(message("") == "m.pt: an empty file, not weights");
  CHECK(message("hello") ==
        "m.pt: not weights that p8 can read; expected .safetensors, or a file of torch.save or torch.jit.save");
  CHECK(message("version https://git-lfs.github.com/spec/v1\n", Language::French) ==
        "m.pt : un pointeur git-lfs, pas les poids eux-mêmes ; récupérez-les avec : git lfs pull");
}

TEST_CASE("whatever the file, an error is of kind Model and names it in one printable line") {
  CHECK(kind_of([] { read_weights("hello", "m.pt"); }) == static_cast<int>(ErrorKind::Model));
  CHECK(message_of([] { read_weights("", "a\nb\x1B"); }) == "a?b?: an empty file, not weights");
}
