#include "support/npy.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <sstream>

#include <doctest/doctest.h>

#include "support/temporary.h"

namespace p8::test {

namespace {

template <typename T>
std::vector<double> convert(const char* data, std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, data + i * sizeof(T), sizeof(T));
    values[i] = static_cast<double>(value);
  }
  return values;
}

/// IEEE 754's 16-bit numbers; infinite and NaN are not met here.
std::vector<double> convert_half(const char* data, std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, data + 2 * i, 2);
    const int exponent = bits >> 10 & 0x1F;
    const int fraction = bits & 0x3FF;
    const double size = exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
    values[i] = (bits & 0x8000) != 0 ? -size : size;
  }
  return values;
}

}  // namespace

Array read_npy(const std::string& path) {
  const std::string bytes = read(path);
  REQUIRE(bytes.compare(0, 6, "\x93NUMPY") == 0);
  const std::size_t header_size = static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
  const std::string header = bytes.substr(10, header_size);
  REQUIRE(header.find("'fortran_order': False") != std::string::npos);
  const std::size_t open = header.find('(');
  std::istringstream sizes(header.substr(open + 1, header.find(')') - open - 1));
  Array array;
  std::size_t count = 1;
  for (std::string size; std::getline(sizes, size, ',');) {
    if (size.find_first_not_of(' ') == std::string::npos) continue;
    array.shape.push_back(std::stoul(size));
    count *= array.shape.back();
  }
  const char* data = bytes.data() + 10 + header_size;
  const auto is = [&](const char* type) { return header.find(type) != std::string::npos; };
  if (is("'<f4'")) {
    array.values = convert<float>(data, count);
  } else if (is("'<f8'")) {
    array.values = convert<double>(data, count);
  } else if (is("'<f2'")) {
    array.values = convert_half(data, count);
  } else if (is("'<i8'")) {
    array.values = convert<std::int64_t>(data, count);
  } else {
    REQUIRE(is("'|u1'"));
    array.values = convert<std::uint8_t>(data, count);
  }
  return array;
}

}  // namespace p8::test
