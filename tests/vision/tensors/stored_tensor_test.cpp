#include "p8/vision/tensors/stored_tensor.h"

#include <cmath>
#include <numeric>

#include <doctest/doctest.h>

#include "p8/base/random.h"

using namespace p8;
using Numbers = std::vector<float>;
using Sizes = std::vector<std::int64_t>;

namespace {

template <typename Number>
StoredTensor tensor_of(DType dtype, const std::vector<Number>& numbers) {
  const Sizes shape{static_cast<std::int64_t>(numbers.size())};
  return {"t", dtype, shape, {1}, reinterpret_cast<const char*>(numbers.data())};
}

}  // namespace

TEST_CASE("every number type becomes floats") {
  CHECK(to_float(tensor_of<double>(DType::F64, {1.5, 1e300, 0.1})) == Numbers{1.5F, HUGE_VALF, 0.1F});
  CHECK(to_float(tensor_of<float>(DType::F32, {0.25F, -3.0F})) == Numbers{0.25F, -3.0F});
  CHECK(to_float(tensor_of<std::uint16_t>(DType::F16, {0x3C00, 0x0001})) == Numbers{1.0F, 0x1p-24F});
  CHECK(to_float(tensor_of<std::uint16_t>(DType::BF16, {0x3F80, 0xC040})) == Numbers{1.0F, -3.0F});
  CHECK(to_float(tensor_of<std::int64_t>(DType::I64, {-7, 16777217})) == Numbers{-7.0F, 16777216.0F});
  CHECK(to_float(tensor_of<std::int32_t>(DType::I32, {-7})) == Numbers{-7.0F});
  CHECK(to_float(tensor_of<std::int16_t>(DType::I16, {-300})) == Numbers{-300.0F});
  CHECK(to_float(tensor_of<std::int8_t>(DType::I8, {-128, 127})) == Numbers{-128.0F, 127.0F});
  CHECK(to_float(tensor_of<std::uint8_t>(DType::U8, {0, 255})) == Numbers{0.0F, 255.0F});
  CHECK(to_float(tensor_of<std::uint8_t>(DType::Bool, {0, 1, 2})) == Numbers{0.0F, 1.0F, 1.0F});
}

TEST_CASE("a transposed tensor is read along its rows") {
  const Numbers stored{1, 4, 2, 5, 3, 6};  // columns of 2 × 3
  const StoredTensor tensor{"t", DType::F32, {2, 3}, {1, 2}, reinterpret_cast<const char*>(stored.data())};
  CHECK_FALSE(is_contiguous(tensor));
  CHECK(to_float(tensor) == Numbers{1, 2, 3, 4, 5, 6});
}

TEST_CASE("scalars have one number, empty tensors none") {
  const float value = 2.5F;
  CHECK(to_float(float_tensor("s", {}, &value)) == Numbers{2.5F});
  CHECK(to_float(float_tensor("e", {3, 0, 2}, &value)).empty());
  CHECK(element_count(float_tensor("e", {INT64_MAX, 0}, nullptr)) == 0);
  CHECK(is_contiguous(float_tensor("e", {0, INT64_MAX}, nullptr)));
}

TEST_CASE("strides along dimensions of size 1 do not matter") {
  const Numbers stored{1, 2, 3};
  const StoredTensor tensor{"t", DType::F32, {1, 3, 1}, {99, 1, 7}, reinterpret_cast<const char*>(stored.data())};
  CHECK(is_contiguous(tensor));
  CHECK(to_float(tensor) == stored);
}

TEST_CASE("a shape's count is checked for overflow, also beside a zero") {
  CHECK(checked_count({}) == 1);
  CHECK(checked_count({2, 3}) == 6);
  CHECK(checked_count({2, 0, 3}) == 0);
  CHECK(checked_count({INT64_MAX}) == INT64_MAX);
  CHECK_FALSE(checked_count({-1}));
  CHECK_FALSE(checked_count({-1, 0}));
  CHECK_FALSE(checked_count({INT64_MAX, 2}));
  CHECK_FALSE(checked_count({std::int64_t{1} << 32, std::int64_t{1} << 32}));
  CHECK_FALSE(checked_count({0, INT64_MAX, 2}));
}

// Every number by its indices, the definition of strides.
TEST_CASE("random strided views equal the definition, number by number") {
  Random rng(7);
  std::vector<std::int32_t> storage(4000);
  std::iota(storage.begin(), storage.end(), 0);
  for (int round = 0; round < 300; ++round) {
    Sizes shape;
    Sizes strides;
    for (std::size_t left = rng.below(5); left > 0; --left) {
      shape.push_back(static_cast<std::int64_t>(rng.below(6)));
      strides.push_back(static_cast<std::int64_t>(rng.below(150)));
    }
    if (rng.below(4) == 0) strides = contiguous_strides(shape);
    std::size_t reach = 0;
    for (std::size_t d = 0; d < shape.size(); ++d) {
      if (shape[d] > 0) reach += static_cast<std::size_t>((shape[d] - 1) * strides[d]);
    }
    const std::size_t offset = rng.below(storage.size() - reach);
    const StoredTensor tensor{"t", DType::I32, shape, strides, reinterpret_cast<const char*>(storage.data() + offset)};
    const std::size_t count = element_count(tensor);
    Numbers expected(count);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t rest = i;
      std::int64_t position = static_cast<std::int64_t>(offset);
      for (std::size_t d = shape.size(); d-- > 0;) {
        position += static_cast<std::int64_t>(rest % static_cast<std::size_t>(shape[d])) * strides[d];
        rest /= static_cast<std::size_t>(shape[d]);
      }
      expected[i] = static_cast<float>(storage[static_cast<std::size_t>(position)]);
    }
    CHECK(to_float(tensor) == expected);
    std::vector<std::int32_t> copy(count);
    copy_contiguous(tensor, reinterpret_cast<char*>(copy.data()));
    CHECK(Numbers(copy.begin(), copy.end()) == expected);
  }
}
