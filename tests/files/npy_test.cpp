#include "p8/files/npy.h"

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/npy.h"
#include "support/temporary.h"

using namespace p8;

TEST_CASE("an array of two rows has the bytes of format 1.0") {
  const std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  const std::string padding(128 - 10 - header.size() - 1, ' ');
  const std::string numbers("\0\0\x80\x3F\0\0\0\xC0\0\0\0\0", 12);  // 1, -2, 0
  CHECK(npy_bytes({1, -2, 0, 1, -2, 0}, {2, 3}) ==
        std::string("\x93NUMPY\x01\0\x76\0", 10) + header + padding + "\n" + numbers + numbers);
}

TEST_CASE("numbers begin at a multiple of 64 bytes, whatever the shape") {
  for (const std::vector<std::size_t>& shape :
       {std::vector<std::size_t>{0, 512}, {7}, {1, 2, 3}, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}}) {
    std::size_t count = 1;
    for (const std::size_t size : shape) count *= size;
    const std::string bytes = npy_bytes(std::vector<float>(count), shape);
    CHECK((bytes.size() - 4 * count) % 64 == 0);
    CHECK(bytes[bytes.size() - 4 * count - 1] == '\n');
  }
  CHECK(npy_bytes(std::vector<float>(7), {7}).find("'shape': (7,), ") != std::string::npos);
  CHECK(npy_bytes({1.0F}, {}).find("'shape': (), ") != std::string::npos);
}

TEST_CASE("a written array reads back, also one that is written in pieces") {
  const test::TemporaryDirectory directory;
  std::vector<float> values(3 * 100'003);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i) * 0.25F;
  write_npy(directory.file("x.npy"), values, {3, 100'003});
  const test::Array array = test::read_npy(directory.file("x.npy"));
  CHECK(array.shape == std::vector<std::size_t>{3, 100'003});
  CHECK(std::equal(array.values.begin(), array.values.end(), values.begin(), values.end()));
  CHECK(test::read(directory.file("x.npy")) == npy_bytes(values, {3, 100'003}));
  CHECK(test::kind_of([] { write_npy("/dev/full", {1.0F}, {1}); }) == 5);
}
