#include "p8/vision/prompts.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "support/error.h"
#include "support/temporary.h"

namespace p8 {

TEST_CASE("a template's places all take the category, and a category with braces is not filled again") {
  CHECK(fill_templates({"a photo of a {}.", "{} beside {}"}, "watch") ==
        std::vector<std::string>{"a photo of a watch.", "watch beside watch"});
  CHECK(fill_templates({"{}!"}, "{}{}") == std::vector<std::string>{"{}{}!"});
  CHECK(test::message_of([] { fill_templates({"a photo"}, "watch"); }) ==
        "--template \"a photo\" has no {} for the category");
}

TEST_CASE("a file of templates may have comments, empty lines and line ends of Windows") {
  CHECK(parse_templates("# product photos\r\na photo of {}.\r\n\n  {}  \n", "x.txt") ==
        std::vector<std::string>{"a photo of {}.", "  {}"});
  CHECK(test::message_of([] { parse_templates("{}\n\nplain\n", "x.txt"); }) ==
        "x.txt, line 3: \"plain\" has no {} for the category");
  CHECK(test::message_of([] { parse_templates("# none\n", "x.txt"); }, Language::French) ==
        "x.txt : aucun modèle de phrase");
}

TEST_CASE("p8 has product sentences of its own, each once") {
  const std::vector<std::string> own = read_templates("products");
  CHECK(own.size() >= 10);
  for (const std::string& one : own) {
    CAPTURE(one);
    CHECK(std::count(own.begin(), own.end(), one) == 1);
    CHECK(fill_templates({one}, "watches").front().find('{') == std::string::npos);
  }
  CHECK(test::kind_of([] { read_templates("no-such-file"); }) == 3);
}

}  // namespace p8
