#include "p8/files/npy.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <numeric>

#include <fmt/core.h>

#include "p8/files/file.h"

namespace p8 {

namespace {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "numbers are written as they lie in memory");

constexpr std::size_t kAlignment = 64;
constexpr std::size_t kBytesPerWrite = std::size_t{1} << 20;

/// Everything before the numbers: magic, version 1.0, the header's length in two bytes, a Python dictionary as text.
std::string beginning(const std::vector<std::size_t>& shape) {
  std::string sizes;
  for (const std::size_t size : shape) sizes += fmt::format("{}{}", sizes.empty() ? "" : ", ", size);
  if (shape.size() == 1) sizes += ",";  // Python's tuple of one
  std::string header = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", sizes);
  const std::string magic("\x93NUMPY\x01\x00", 8);
  const std::size_t unpadded = magic.size() + 2 + header.size() + 1;
  header.append((kAlignment - unpadded % kAlignment) % kAlignment, ' ');
  header += '\n';
  return magic + static_cast<char>(header.size() & 0xFF) + static_cast<char>(header.size() >> 8) + header;
}

[[maybe_unused]] std::size_t count_of(const std::vector<std::size_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

}  // namespace

std::string npy_bytes(const std::vector<float>& values, const std::vector<std::size_t>& shape) {
  assert(count_of(shape) == values.size());
  std::string bytes = beginning(shape);
  bytes.append(reinterpret_cast<const char*>(values.data()), sizeof(float) * values.size());
  return bytes;
}

void write_npy(const std::string& path, const std::vector<float>& values, const std::vector<std::size_t>& shape) {
  assert(count_of(shape) == values.size());
  OutputStream out(path);
  out.write(beginning(shape));
  const char* const bytes = reinterpret_cast<const char*>(values.data());
  const std::size_t size = sizeof(float) * values.size();
  for (std::size_t begin = 0; begin < size; begin += kBytesPerWrite) {
    out.write(std::string(bytes + begin, std::min(kBytesPerWrite, size - begin)));
  }
  out.close();
}

}  // namespace p8
