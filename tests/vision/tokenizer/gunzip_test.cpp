#include "p8/vision/tokenizer/gunzip.h"

#include <doctest/doctest.h>

#include "support/gzip_bytes.h"

namespace p8 {

TEST_CASE("what was compressed comes back") {
  CHECK(gunzip(test::gzip_bytes(""), 0) == "");
  const std::string content(100'000, 'x');
  CHECK(gunzip(test::gzip_bytes(content), 100'000) == content);
  CHECK(gunzip(test::gzip_bytes(content) + "what stands behind", 100'000) == content);
}

TEST_CASE("a bomb ends at the limit") { CHECK_FALSE(gunzip(test::gzip_bytes(std::string(100'000, 'x')), 99'999)); }

TEST_CASE("what is cut off, changed or no gzip file at all is refused") {
  const std::string whole = test::gzip_bytes("a red mug and a blue mug");
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK_FALSE(gunzip(whole.substr(0, size), 1000));
  std::string changed = whole;
  changed[changed.size() - 5] ^= 1;  // the checksum
  CHECK_FALSE(gunzip(changed, 1000));
  CHECK_FALSE(gunzip("a red mug", 1000));
}

}  // namespace p8
