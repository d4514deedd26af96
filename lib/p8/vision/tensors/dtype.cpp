#include "p8/vision/tensors/dtype.h"

namespace p8 {

namespace {

struct Row {
  DType dtype;
  std::size_t size;
  const char* name;
  const char* storage;
};

constexpr Row kRows[] = {
    {DType::F64, 8, "F64", "DoubleStorage"}, {DType::F32, 4, "F32", "FloatStorage"},
    {DType::F16, 2, "F16", "HalfStorage"},   {DType::BF16, 2, "BF16", "BFloat16Storage"},
    {DType::I64, 8, "I64", "LongStorage"},   {DType::I32, 4, "I32", "IntStorage"},
    {DType::I16, 2, "I16", "ShortStorage"},  {DType::I8, 1, "I8", "CharStorage"},
    {DType::U8, 1, "U8", "ByteStorage"},     {DType::Bool, 1, "BOOL", "BoolStorage"},
};

const Row& row_of(DType dtype) { return kRows[static_cast<std::size_t>(dtype)]; }

}  // namespace

std::size_t size_of(DType dtype) { return row_of(dtype).size; }

const char* name_of(DType dtype) { return row_of(dtype).name; }

std::optional<DType> dtype_of_safetensors(std::string_view name) {
  for (const Row& row : kRows) {
    if (name == row.name) return row.dtype;
  }
  return std::nullopt;
}

std::optional<DType> dtype_of_storage(std::string_view class_name) {
  for (const Row& row : kRows) {
    if (class_name == row.storage) return row.dtype;
  }
  if (class_name == "UntypedStorage" || class_name == "_UntypedStorage") return DType::U8;
  return std::nullopt;
}

}  // namespace p8
