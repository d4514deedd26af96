#include "p8/files/toml_text.h"

#include <doctest/doctest.h>

using namespace p8;

namespace {

/// "ROW:COLUMN WHAT", or "read".
std::string outcome(const std::string& toml) {
  try {
    parse_toml(toml);
  } catch (const TomlFault& fault) {
    return std::to_string(fault.row) + ":" + std::to_string(fault.column) + " " + fault.what.en;
  }
  return "read";
}

std::string dotted(std::size_t dots) {
  std::string key = "a";
  for (std::size_t i = 0; i < dots; ++i) key += ".a";
  return key;
}

}  // namespace

TEST_CASE("keys of more than 40 dots are refused with their place, in every position of a key") {
  const std::string key = dotted(100'000);
  CHECK(outcome(dotted(40) + " = 1") == "read");
  CHECK(outcome(dotted(41) + " = 1") == "1:82 more than 40 dots in one key");
  CHECK(outcome(key + " = 1") == "1:82 more than 40 dots in one key");
  CHECK(outcome("x = 1\n[" + key + "]\n") == "2:83 more than 40 dots in one key");
  CHECK(outcome("[[" + key + "]]\n") == "1:84 more than 40 dots in one key");
  CHECK(outcome("x = { " + key + " = 1 }") == "1:88 more than 40 dots in one key");
  std::string quoted = "\"a\"", spaced = "a";
  for (int i = 0; i < 100'000; ++i) quoted += ".'a'", spaced += " . a";
  CHECK(outcome(quoted + " = 1").find("more than 40 dots") != std::string::npos);
  CHECK(outcome(spaced + " = 1").find("more than 40 dots") != std::string::npos);
}

TEST_CASE("lists and inline tables are refused beyond a depth of 32") {
  CHECK(outcome("x = " + std::string(32, '[') + std::string(32, ']')) == "read");
  CHECK(outcome("x = " + std::string(33, '[')) == "1:37 nested more than 32 deep");
  std::string rows = "x = ";
  for (int i = 0; i < 200'000; ++i) rows += "[\n{ " + dotted(9) + " = ";
  CHECK(outcome(rows).find("nested more than 32 deep") != std::string::npos);
}

TEST_CASE("dots and brackets of texts, comments and numbers are not counted") {
  const std::string dots(200, '.'), brackets(100, '[');
  CHECK(outcome("# " + dots + brackets + "\nx = 1 # " + dots) == "read");
  CHECK(outcome("x = \"" + dots + "\\\"" + brackets + "\"\ny = '" + dots + "\\'") == "read");
  CHECK(outcome("x = \"\"\"\n" + dots + "\"\n" + brackets + "\"\"\"\"\"\ny = '''" + dots + "\n'''") == "read");
  std::string numbers = "x = [0.5";
  for (int i = 0; i < 100; ++i) numbers += ", 0.5";
  CHECK(outcome(numbers + "]") == "read");
}

TEST_CASE("what is not TOML has a place and a reason") {
  CHECK(outcome("x = \n").find("1:") == 0);
  CHECK(outcome("x = 1\nx = 2\n").find("2:") == 0);
  CHECK(outcome("x = \"\"\"").find("1:") == 0);
  CHECK(outcome("x = \"").find("1:") == 0);
  CHECK(outcome("\\").find("1:") == 0);
}
