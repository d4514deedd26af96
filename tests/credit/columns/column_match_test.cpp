#include "p8/credit/columns/column_match.h"

#include <doctest/doctest.h>

using namespace p8;

namespace {

Schema schema_of(const std::vector<std::string>& names, const std::string& replaced = " \",:[]{}") {
  std::vector<Feature> features;
  for (const std::string& name : names) features.push_back({name, FeatureKind::Number, {}});
  Schema schema(std::move(features), CategoryEncoding::Ordinal);
  schema.set_replaced_characters(replaced);
  return schema;
}

using Columns = std::vector<std::optional<std::size_t>>;

}  // namespace

TEST_CASE("a column is found by its name, else by its name with characters replaced") {
  const ColumnMatch match = match_columns(schema_of({"credit_amount", "age"}), {"age", "id", "credit amount"});
  CHECK(match.columns == Columns{2, 0});
  REQUIRE(match.renamed.size() == 1);
  CHECK(match.renamed[0] == std::pair<std::string, std::string>{"credit amount", "credit_amount"});
  CHECK(match_columns(schema_of({"a__b_", "_c"}), {"a: b]", " c"}).columns == Columns{0, 1});
}

TEST_CASE("the exact name wins, and columns that resemble a name alike are not guessed at") {
  CHECK(match_columns(schema_of({"a_b"}), {"a b", "a_b"}).columns == Columns{1});
  CHECK(match_columns(schema_of({"a_b_c"}), {"a b_c", "a_b c"}).columns == Columns{std::nullopt});
  // "a b" is the other feature's own column.
  CHECK(match_columns(schema_of({"a_b", "a b"}), {"a b"}).columns == Columns{std::nullopt, 0});
  CHECK(match_columns(schema_of({"a_b"}), {"a b"}, {"a b"}).columns == Columns{std::nullopt});
}

TEST_CASE("only the characters that the model's library replaces count") {
  CHECK(match_columns(schema_of({"a_b"}, "[]<"), {"a b"}).columns == Columns{std::nullopt});
  CHECK(match_columns(schema_of({"a_b"}, "[]<"), {"a<b"}).columns == Columns{0});
  CHECK(match_columns(schema_of({"a_b"}, ""), {"a<b"}).columns == Columns{std::nullopt});
}
