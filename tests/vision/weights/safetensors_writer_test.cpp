#include <cstdint>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "p8/base/random.h"
#include "p8/vision/weights/safetensors.h"
#include "p8/vision/weights/weight_file.h"
#include "support/error.h"
#include "support/temporary.h"
#include "support/torch_bytes.h"

using namespace p8;
using namespace p8::test;

TEST_CASE("the bytes written are those of the format, widest types first, filled up to eight bytes") {
  const std::vector<float> w{1.0F, -2.0F};
  const std::vector<std::uint8_t> u{7};
  const StoredTensor narrow{"a", DType::U8, {1}, {1}, reinterpret_cast<const char*>(u.data())};
  const std::string header = R"({"__metadata__":{"made":"by p8"},"a":{"data_offsets":[8,9],"dtype":"U8","shape":[1]},)"
                             R"("w":{"data_offsets":[0,8],"dtype":"F32","shape":[2]}})";
  const std::string filled = header + std::string((8 - header.size() % 8) % 8, ' ');
  const std::string bytes = safetensors_bytes({narrow, float_tensor("w", {2}, w.data())}, {{"made", "by p8"}});
  CHECK(bytes == le<std::uint64_t>(filled.size()) + filled + raw(w) + "\x07");
  CHECK(bytes == safetensors_bytes({float_tensor("w", {2}, w.data()), narrow}, {{"made", "by p8"}}));
}

TEST_CASE("a written file is the written bytes, and a transposed tensor is written along its rows") {
  const TemporaryDirectory directory;
  const std::vector<float> stored{1, 4, 2, 5, 3, 6};
  const StoredTensor tensor{"w", DType::F32, {2, 3}, {1, 2}, reinterpret_cast<const char*>(stored.data())};
  const std::string path = directory.file("head.safetensors");
  write_safetensors(path, {tensor}, {{"k", "v"}});
  CHECK(read(path) == safetensors_bytes({tensor}, {{"k", "v"}}));
  const WeightFile file = open_weights(path);
  CHECK(is_contiguous(file.at("w")));
  CHECK(to_float(file.at("w")) == std::vector<float>{1, 2, 3, 4, 5, 6});
}

TEST_CASE("names that stand twice, reserved names and what is not UTF-8 are not written") {
  const float x = 1.0F;
  const auto message = [&](const std::string& a, const std::string& b, const std::string& metadata) {
    return message_of([&] {
      safetensors_bytes({float_tensor(a, {}, &x), float_tensor(b, {}, &x)}, {{"k", metadata}});
    });
  };
  CHECK(message("a", "b", "") == "no error");
  CHECK(message("a", "a", "") == "\"a\" cannot name another tensor");
  CHECK(message("a", "__metadata__", "") == "\"__metadata__\" cannot name another tensor");
  CHECK(message("a", "\xFF", "") == "names and metadata of tensors must be UTF-8");
  CHECK(message("a", "b", "\xFF") == "names and metadata of tensors must be UTF-8");
  CHECK(kind_of([&] { write_safetensors("/nowhere/x", {}); }) == static_cast<int>(ErrorKind::Output));
}

TEST_CASE("random tensors of every type read back bit for bit, whatever their order") {
  constexpr DType kTypes[] = {DType::F64, DType::F32, DType::F16, DType::BF16, DType::I64,
                              DType::I32, DType::I16, DType::I8,  DType::U8,   DType::Bool};
  Random rng(11);
  for (int round = 0; round < 200; ++round) {
    std::vector<StoredTensor> tensors;
    std::vector<std::string> storages;
    for (std::size_t left = 1 + rng.below(8); left > 0; --left) {
      StoredTensor tensor;
      tensor.name = "é\"" + std::to_string(rng.below(1000000)) + "." + std::to_string(left);
      tensor.dtype = kTypes[rng.below(10)];
      for (std::size_t d = rng.below(5); d > 0; --d) tensor.shape.push_back(static_cast<std::int64_t>(rng.below(5)));
      tensor.strides = contiguous_strides(tensor.shape);
      std::string bytes(element_count(tensor) * size_of(tensor.dtype), '\0');
      for (char& byte : bytes) byte = static_cast<char>(rng.below(256));
      storages.push_back(bytes);
      tensors.push_back(tensor);
    }
    for (std::size_t i = 0; i < tensors.size(); ++i) tensors[i].data = storages[i].data();
    const std::string bytes = safetensors_bytes(tensors);
    const WeightFile file = read_weights(bytes, "m");
    REQUIRE(file.tensors().size() == tensors.size());
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      const StoredTensor& back = file.at(tensors[i].name);
      CHECK(back.dtype == tensors[i].dtype);
      CHECK(back.shape == tensors[i].shape);
      CHECK(std::string(back.data, storages[i].size()) == storages[i]);
      CHECK(static_cast<std::size_t>(back.data - bytes.data()) % size_of(back.dtype) == 0);  // aligned
    }
    rng.shuffle(tensors);
    CHECK(safetensors_bytes(tensors) == bytes);
  }
}
