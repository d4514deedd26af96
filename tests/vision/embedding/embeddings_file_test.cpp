#include "p8/vision/embedding/embeddings_file.h"

#include <doctest/doctest.h>

#include "support/npy.h"
#include "support/temporary.h"

namespace p8 {

TEST_CASE("embeddings are written a row an image, with an index beside them") {
  const test::TemporaryDirectory directory;
  write_embeddings(directory.file("x.npy"), {1, 2, 3, 4, 5, 6}, 3);
  const test::Array array = test::read_npy(directory.file("x.npy"));
  CHECK(array.shape == std::vector<std::size_t>{2, 3});
  CHECK(array.values == std::vector<double>{1, 2, 3, 4, 5, 6});
  write_embeddings(directory.file("none.npy"), {}, 3);
  CHECK(test::read_npy(directory.file("none.npy")).shape == std::vector<std::size_t>{0, 3});
  CHECK(embeddings_index_csv("image", {"a.jpg", "=b,c.jpg"}) == "row,image\n0,a.jpg\n1,\"'=b,c.jpg\"\n");
  CHECK(embeddings_index_csv("text", {}) == "row,text\n");
}

}  // namespace p8
