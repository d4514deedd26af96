#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace p8::test {

/// An array of a .npy file (format 1.0, C order), as doubles.
struct Array {
  std::vector<std::size_t> shape;
  std::vector<double> values;
};

/// Reads dtypes <f2, <f4, <f8, <i8, |u1; fails the test on anything else.
Array read_npy(const std::string& path);

}  // namespace p8::test
