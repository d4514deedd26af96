#include "p8/base/text.h"

#include <string_view>

#include <doctest/doctest.h>

#include "p8/base/error.h"

namespace p8::elsewhere {

// A type of another namespace that reads differently in each language.
struct Weekday {
  bool is_monday;
};

std::string in_language(const Weekday& day, Language language) {
  if (!day.is_monday) return "?";
  return language == Language::French ? "lundi" : "Monday";
}

}  // namespace p8::elsewhere

namespace p8 {

TEST_CASE("a Text among the arguments is written in the language of the pattern") {
  const Text words = text("{0}: {1} is missing", "{0} : il manque {1}", "a.csv", Text{"the header", "l'en-tête"});
  CHECK(words.en == "a.csv: the header is missing");
  CHECK(words.fr == "a.csv : il manque l'en-tête");
}

TEST_CASE("each pattern has its own word order, and may show an argument twice") {
  const Text words = text("{0} of {1}, {0}", "{1} dont {0}", Text{"two", "deux"}, Text{"ten", "dix"});
  CHECK(words.en == "two of ten, two");
  CHECK(words.fr == "dix dont deux");
}

TEST_CASE("what is the same in both languages is written as fmt writes it") {
  const std::string name = "n";
  const Text words = text("{} {:.2f} {:02X} {} {}", "{} {:.2f} {:02X} {} {}", name, 0.5, 10, std::string_view("v"), -1);
  CHECK(words.en == "n 0.50 0A v -1");
  CHECK(words.fr == words.en);
}

TEST_CASE("braces in an argument are not fields") {
  const Text words = text("{}", "« {} »", Text{"{0}", "{1}"});
  CHECK(words.en == "{0}");
  CHECK(words.fr == "« {1} »");
}

TEST_CASE("a format of a field applies to a Text") {
  CHECK(text("[{:>4}]", "[{:<4}]", Text{"a", "é"}).en == "[   a]");
  CHECK(text("[{:>4}]", "[{:<4}]", Text{"a", "é"}).fr == "[é   ]");
}

TEST_CASE("an overload of in_language() beside a type says how text() writes it") {
  const Text words = text("on {}", "le {}", elsewhere::Weekday{true});
  CHECK(words.en == "on Monday");
  CHECK(words.fr == "le lundi");
}

TEST_CASE("patterns may have a name") {
  const Text pattern = {"{0} to {1}", "de {0} à {1}"};
  CHECK(text(pattern, 1, Text{"two", "deux"}).en == "1 to two");
  CHECK(text(pattern, 1, Text{"two", "deux"}).fr == "de 1 à deux");
}

TEST_CASE("errors take a Text as text() does") {
  const Error error = model_error("{}: {}", "{} : {}", "m.json", Text{"cut off", "tronqué"});
  CHECK(error.kind() == ErrorKind::Model);
  CHECK(std::string(error.what()) == "m.json: cut off");
  CHECK(error.message().fr == "m.json : tronqué");
}

TEST_CASE("append() puts the separator between parts only") {
  Text list;
  append(list, {"one", "un"}, {"; ", " ; "});
  CHECK(list.en == "one");
  append(list, {"two", "deux"}, {"; ", " ; "});
  CHECK(list.en == "one; two");
  CHECK(list.fr == "un ; deux");
}

}  // namespace p8
