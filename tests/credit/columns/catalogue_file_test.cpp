#include "p8/credit/columns/catalogue_file.h"

#include <map>

#include <doctest/doctest.h>

#include "support/contains.h"
#include "support/error.h"

using namespace p8;

namespace {

struct Entries {
  std::map<std::string, ColumnEntry> columns;
  std::map<std::string, ColumnPattern> patterns;

  CatalogueTarget target() {
    return {[this](const std::string& name) -> ColumnEntry& { return columns[name]; },
            [this](const std::string& key) -> ColumnPattern& { return patterns[key]; }};
  }
};

std::string facts_message(const std::string& toml, Language language = Language::English) {
  Entries entries;
  return test::message_of([&] { read_column_facts(toml, "dir/columns.toml", entries.target()); }, language);
}

std::string words_message(const std::string& toml, Language language = Language::English) {
  Entries entries;
  return test::message_of([&] { read_column_words(toml, "dir/reasons.fr.toml", Language::French, entries.target()); },
                          language);
}

using p8::test::contains;

}  // namespace

TEST_CASE("facts and words go to their column or pattern, and only what stands there") {
  Entries entries;
  entries.columns["a"].decimals = 2;
  read_column_facts(
      "[a]\nfactor = 3\n[\"*_b\"]\nkeeps = \"nothing\"\nreversed = \"*_c\"\nnumbered = true\n"
      "category_of = \"a\"\nof_indicator = \"*_d\"\nactionable = \"no\"\n",
      "f", entries.target());
  CHECK(entries.columns["a"].factor == 3.0);
  CHECK(entries.columns["a"].decimals == 2);
  const ColumnPattern& pattern = entries.patterns["*_b"];
  CHECK(pattern.keeps == ColumnPattern::Keeps::Nothing);
  CHECK(pattern.reversed == "*_c");
  CHECK(pattern.numbered);
  CHECK(pattern.category_of == "a");
  CHECK(pattern.of_indicator == "*_d");
  CHECK(pattern.own.change == Changeability::No);
  read_column_words("[a]\nreason = \"{value}\"\n[\"*_b\"]\nlabel = \"{*} !\"\n", "f", Language::French,
                    entries.target());
  CHECK(entries.columns["a"].reason.fr == "{value}");
  CHECK(entries.columns["a"].reason.en.empty());
  CHECK(pattern.own.label.fr == "{*} !");
}

TEST_CASE("a fact of another kind is refused with its place and what was expected") {
  CHECK(facts_message("[a]\nfactor = \"x\"\n") ==
        "dir/columns.toml, row 2, column 10: 'a.factor': expected a finite number other than 0");
  CHECK(facts_message("[a]\nfactor = \"x\"\n", Language::French) ==
        "dir/columns.toml, ligne 2, colonne 10 : « a.factor » : il faut un nombre fini autre que 0");
  CHECK(contains(facts_message("[a]\nfactor = 0\n"), "expected a finite number other than 0"));
  CHECK(contains(facts_message("[a]\nfactor = inf\n"), "expected a finite number other than 0"));
  CHECK(contains(facts_message("[a]\ndecimals = 1.5\n"),
                 "row 2, column 12: 'a.decimals': expected a whole number from 0"));
  CHECK(contains(facts_message("[a]\ndecimals = 11\n"), "expected a whole number from 0 to 10"));
  CHECK(contains(facts_message("[a]\npercent = 1\n"), "expected true or false"));
  CHECK(contains(facts_message("[a]\nprotected = \"yes\"\n"), "expected true or false"));
  CHECK(contains(facts_message("[a]\nactionable = \"sideways\"\n"), R"(expected "no", "any", "up" or "down")"));
  CHECK(contains(facts_message("[\"*_a\"]\nkeeps = \"some\"\n"), R"(expected "all", "units" or "nothing")"));
  CHECK(contains(facts_message("a = 1\n"), "row 1, column 5: 'a': expected a table: [COLUMN]"));
  CHECK(contains(facts_message("[\"a*b*\"]\nfactor = 1\n"), "expected one '*' in a pattern"));
}

TEST_CASE("an unknown key is named with those that are known") {
  const std::string message = facts_message("[a]\n\nlabel = \"A\"\n");
  CHECK(contains(message, "row 3, column 1: unknown key 'label'; expected one of factor, decimals"));
  CHECK(contains(facts_message("[a]\nkeeps = \"all\"\n"), "unknown key 'keeps'"));  // for patterns only
  CHECK(contains(words_message("[a]\nreasons = \"A\"\n"), "row 2, column 1: unknown key 'reasons'; expected one of"));
  CHECK(contains(words_message("[a]\nreasons = \"A\"\n", Language::French), "clé inconnue « reasons » ; il faut"));
}

TEST_CASE("a placeholder that does not exist is refused where it stands") {
  CHECK(words_message("[a]\nreason = \"{valeur}\"\n") ==
        "dir/reasons.fr.toml, row 2, column 10: 'a.reason': expected {value} or {typical} for each '{'");
  CHECK(contains(words_message("[a]\nlabel = \"{*}\"\n"), "'a.label': expected a text without '{'"));
  CHECK(contains(words_message("[\"*_a\"]\nlabel = \"{value}\"\n"), "expected {*} for each '{'"));
  CHECK(contains(words_message("[a]\nvalues = { x = \"{value}\" }\n"), "'a.values': expected a text without '{'"));
  CHECK(words_message("[\"*_a\"]\nreason = \"{*} {value} {typical}\"\n") == "no error");
  CHECK(contains(words_message("[\"*_a\"]\nlabel = \"{*}{*}\"\n"), "'*_a.label': expected {*} once at most"));
}

TEST_CASE("words of another kind are refused") {
  CHECK(contains(words_message("[a]\nlabel = 3\n"), "row 2, column 9: 'a.label': expected a text in quotes"));
  CHECK(contains(words_message("[a]\nvalues = \"x\"\n"), "'a.values': expected a table of texts"));
  CHECK(
      contains(words_message("[a]\nvalues = { x = 1 }\n"), "row 2, column 16: 'a.values': expected a text in quotes"));
}

TEST_CASE("what is not TOML is refused with its place") {
  CHECK(contains(facts_message("[a]\nfactor = \n"), "dir/columns.toml, row 2, column "));
  CHECK(contains(facts_message("[a\n"), "row 1, column "));
  CHECK(contains(facts_message("[a]\nfactor = 1\nfactor = 2\n"), "row 3, column "));
  CHECK(contains(facts_message(std::string("[a]\nx = \"\xFF\"\n")), "row 2, column "));
  CHECK(contains(facts_message(std::string("[a]\0\n", 5)), "row 1, column "));
}

TEST_CASE("nesting that would overflow the stack of the TOML library is refused first") {
  std::string dots = "a";
  for (int i = 0; i < 100'000; ++i) dots += ".a";
  CHECK(contains(facts_message("[x]\nfactor = 1\n[" + dots + "]\n"), "row 3, column 83: more than 40 dots in one key"));
  CHECK(contains(facts_message(dots + " = 1"), "row 1, column 82: more than 40 dots"));
  std::string nested = "a = ";  // arrays of inline tables, each row as deep as is let through
  std::string row = "{ a";
  for (int i = 0; i < 39; ++i) row += ".a";
  for (int i = 0; i < 2000; ++i) nested += "[\n" + row + " = ";
  CHECK(test::kind_of([&] {
          Entries entries;
          read_column_facts(nested, "f", entries.target());
        }) == 3);
}
