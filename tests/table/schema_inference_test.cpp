#include "p8/table/schema_inference.h"

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/temporary.h"

using namespace p8;

namespace {

InferredSchema infer(const std::string& bytes, const std::set<std::string>& left_out = {}) {
  const test::TemporaryDirectory directory;
  return infer_schema(directory.write("f.csv", bytes), left_out);
}

std::string message(const std::string& bytes, const std::set<std::string>& left_out = {}) {
  return test::message_of([&] { infer(bytes, left_out); });
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("numbers, categories and empty columns are told apart") {
  const InferredSchema schema = infer("a,b,c,y\n1,x,,0\n,None,,1\n2.5,x,,0\n", {"y"});
  REQUIRE(schema.features.size() == 2);
  CHECK(schema.features[0].kind == FeatureKind::Number);
  CHECK(schema.features[1].kind == FeatureKind::Category);
  CHECK(schema.features[1].categories == std::vector<std::string>{"None", "x"});
  CHECK(schema.empty_columns == std::vector<std::string>{"c"});
  CHECK(schema.rows == 3);
}

TEST_CASE("codes such as 1, 2, 3+ are categories; a stray text among many numbers is an error") {
  CHECK(infer("a\n1\n2\n3+\n").features[0].categories == std::vector<std::string>{"1", "2", "3+"});
  std::string bytes = "a\n";
  for (int i = 0; i < 100; ++i) bytes += std::to_string(i) + "\n";
  CHECK(contains(message(bytes + "unknown\n"),
                 "f.csv, row 102, column 'a': 'unknown' is not a number in a column of numbers"));
  CHECK(contains(message(bytes + "1e400\n"), "row 102, column 'a': '1e400' is not a finite number"));
}

TEST_CASE("columns of names, unknown columns, ragged rows and nothing to learn from are errors") {
  std::string names = "name,a\n";
  for (int i = 0; i < 600; ++i) names += "n" + std::to_string(i) + ",1\n";
  CHECK(contains(message(names), "more than 500 different texts in 'name'"));
  CHECK(infer(names, {"name"}).features.size() == 1);
  CHECK(contains(message("a,b\n1,2\n", {"target"}), "no column 'target'; the columns are 'a', 'b'"));
  CHECK(contains(message("a,b\n1\n"), "row 2: fewer cells than the 2 columns"));
  CHECK(contains(message("a,b\n1,2,3\n"), "row 2: more cells than the 2 columns"));
  CHECK(contains(message("a\n1\n", {"a"}), "no column is left"));
  CHECK(contains(message("a\n"), "a header and no rows"));
}
