#include "p8/vision/tensors/stored_tensor.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "p8/vision/tensors/half.h"
#include "p8/vision/tensors/little_endian.h"

namespace p8 {

namespace {

/// Calls row(first, count, stride) for each run of numbers along the last dimension; one run where all are contiguous.
template <typename Row>
void for_each_row(const StoredTensor& tensor, Row row) {
  const std::size_t count = element_count(tensor);
  if (count == 0) return;
  if (is_contiguous(tensor)) return row(tensor.data, count, std::size_t{1});
  const std::size_t outer = tensor.shape.size() - 1;
  const auto length = static_cast<std::size_t>(tensor.shape[outer]);
  const std::size_t width = size_of(tensor.dtype);
  std::vector<std::int64_t> index(outer, 0);
  std::int64_t position = 0;
  for (std::size_t done = 0; done < count; done += length) {
    row(tensor.data + static_cast<std::size_t>(position) * width, length,
        static_cast<std::size_t>(tensor.strides[outer]));
    for (std::size_t d = outer; d-- > 0;) {  // counts up like an odometer
      position += tensor.strides[d];
      if (++index[d] < tensor.shape[d]) break;
      position -= tensor.strides[d] * tensor.shape[d];
      index[d] = 0;
    }
  }
}

void gather(const char* first, std::size_t count, std::size_t stride, std::size_t width, char* out) {
  if (stride == 1) {
    std::memcpy(out, first, count * width);
    return;
  }
  for (std::size_t i = 0; i < count; ++i) std::memcpy(out + i * width, first + i * stride * width, width);
}

template <typename Number>
void convert(const char* numbers, std::size_t count, float* floats) {
  for (std::size_t i = 0; i < count; ++i) {
    floats[i] = static_cast<float>(weights::load<Number>(numbers + i * sizeof(Number)));
  }
}

void convert(DType dtype, const char* numbers, std::size_t count, float* floats) {
  switch (dtype) {
    case DType::F64:
      return convert<double>(numbers, count, floats);
    case DType::F32:
      std::memcpy(floats, numbers, count * sizeof(float));
      return;
    case DType::F16:
      return halves_to_floats(numbers, count, floats);
    case DType::BF16:
      return bfloats_to_floats(numbers, count, floats);
    case DType::I64:
      return convert<std::int64_t>(numbers, count, floats);
    case DType::I32:
      return convert<std::int32_t>(numbers, count, floats);
    case DType::I16:
      return convert<std::int16_t>(numbers, count, floats);
    case DType::I8:
      return convert<std::int8_t>(numbers, count, floats);
    case DType::U8:
      return convert<std::uint8_t>(numbers, count, floats);
    case DType::Bool:
      for (std::size_t i = 0; i < count; ++i) floats[i] = numbers[i] != 0 ? 1.0F : 0.0F;
      return;
  }
}

}  // namespace

std::optional<std::uint64_t> checked_count(const std::vector<std::int64_t>& shape) {
  std::int64_t product = 1;  // also of what stands beside a 0, so that strides fit
  bool is_empty = false;
  for (const std::int64_t size : shape) {
    if (size < 0 || (size > 0 && __builtin_mul_overflow(product, size, &product))) return std::nullopt;
    is_empty = is_empty || size == 0;
  }
  return is_empty ? 0 : static_cast<std::uint64_t>(product);
}

std::vector<std::int64_t> contiguous_strides(const std::vector<std::int64_t>& shape) {
  std::vector<std::int64_t> strides(shape.size(), 1);
  for (std::size_t d = shape.size(); d-- > 1;) strides[d - 1] = strides[d] * std::max<std::int64_t>(shape[d], 1);
  return strides;
}

StoredTensor float_tensor(std::string name, std::vector<std::int64_t> shape, const float* values) {
  std::vector<std::int64_t> strides = contiguous_strides(shape);
  return {std::move(name), DType::F32, std::move(shape), std::move(strides), reinterpret_cast<const char*>(values)};
}

std::size_t element_count(const StoredTensor& tensor) {
  std::size_t count = 1;
  for (const std::int64_t size : tensor.shape) {
    if (size == 0) return 0;
    count *= static_cast<std::size_t>(size);
  }
  return count;
}

bool is_contiguous(const StoredTensor& tensor) {
  if (element_count(tensor) == 0) return true;
  std::int64_t expected = 1;
  for (std::size_t d = tensor.shape.size(); d-- > 0;) {
    if (tensor.shape[d] != 1 && tensor.strides[d] != expected) return false;
    expected *= tensor.shape[d];
  }
  return true;
}

void copy_contiguous(const StoredTensor& tensor, char* out) {
  const std::size_t width = size_of(tensor.dtype);
  for_each_row(tensor, [&](const char* first, std::size_t count, std::size_t stride) {
    gather(first, count, stride, width, out);
    out += count * width;
  });
}

void to_float(const StoredTensor& tensor, float* out) {
  const std::size_t width = size_of(tensor.dtype);
  std::vector<char> row;
  for_each_row(tensor, [&](const char* first, std::size_t count, std::size_t stride) {
    if (stride != 1) {
      row.resize(count * width);
      gather(first, count, stride, width, row.data());
      first = row.data();
    }
    convert(tensor.dtype, first, count, out);
    out += count;
  });
}

std::vector<float> to_float(const StoredTensor& tensor) {
  std::vector<float> floats(element_count(tensor));
  to_float(tensor, floats.data());
  return floats;
}

}  // namespace p8
