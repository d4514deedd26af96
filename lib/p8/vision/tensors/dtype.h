#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace p8 {

/// What one number of a stored tensor is; little-endian, as all the formats store it.
enum class DType : unsigned char { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

/// Bytes of one number.
std::size_t size_of(DType dtype);

/// The name in safetensors files: "F32", "BOOL", …
const char* name_of(DType dtype);

/// The type of a safetensors name; nothing for one that p8 does not read (complex numbers, eight-bit floats, …).
std::optional<DType> dtype_of_safetensors(std::string_view name);

/// The type of a storage class of PyTorch, without its module: "FloatStorage", "BoolStorage", … An untyped storage
/// holds bytes. Nothing for one that p8 does not read.
std::optional<DType> dtype_of_storage(std::string_view class_name);

}  // namespace p8
