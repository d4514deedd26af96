#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "p8/vision/tensors/dtype.h"

namespace p8 {

/// A tensor as it lies in a weight file: a view, in the file's own number type. Its numbers stand at
/// data + size_of(dtype) * (i0 * strides[0] + i1 * strides[1] + …); whoever makes one answers for it that they all lie
/// inside the memory that it borrows.
struct StoredTensor {
  std::string name;  ///< "visual.conv1.weight"
  DType dtype = DType::F32;
  std::vector<std::int64_t> shape;    ///< empty: a scalar
  std::vector<std::int64_t> strides;  ///< in numbers, not bytes; as many as dimensions; none is negative
  const char* data = nullptr;         ///< the first number, not necessarily aligned; borrowed
};

/// The product of the sizes: 1 for a scalar, 0 where one is 0. Nothing where a size is negative or where the product of
/// those that are not 0 exceeds 2^63 - 1. For shapes that come from a file; those of a StoredTensor have passed it.
std::optional<std::uint64_t> checked_count(const std::vector<std::int64_t>& shape);

/// The strides of a tensor of such a shape whose numbers follow one another, the last index fastest.
std::vector<std::int64_t> contiguous_strides(const std::vector<std::int64_t>& shape);

/// A view of floats in memory, row after row: what a trained head hands to the writer. Borrows `values`.
StoredTensor float_tensor(std::string name, std::vector<std::int64_t> shape, const float* values);

/// How many numbers the tensor has; 1 for a scalar, 0 where a dimension is 0.
std::size_t element_count(const StoredTensor& tensor);

/// Whether the numbers follow one another, the last index fastest.
bool is_contiguous(const StoredTensor& tensor);

/// The tensor's bytes in its own number type, the last index fastest, into `out`: element_count × size_of bytes.
void copy_contiguous(const StoredTensor& tensor, char* out);

/// The tensor's numbers as floats, the last index fastest, into `out`: element_count floats. F16 and BF16 are exact;
/// F64 and integers are rounded to the nearest float; Bool gives 0 and 1.
void to_float(const StoredTensor& tensor, float* out);
std::vector<float> to_float(const StoredTensor& tensor);

}  // namespace p8
