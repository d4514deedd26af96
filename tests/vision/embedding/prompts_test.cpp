#include "p8/vision/embedding/prompts.h"

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

TEST_CASE("a file of templates may begin with a byte order mark, and must be UTF-8") {
  CHECK(parse_templates("\xEF\xBB\xBF{} d'\xC3\xA9t\xC3\xA9\r\n", "x.txt") ==
        std::vector<std::string>{"{} d'\xC3\xA9t\xC3\xA9"});
  CHECK(test::message_of([] { parse_templates("{}\n{} d'\xE9t\xE9\n", "x.txt"); }).find("x.txt, line 2: ") == 0);
  CHECK(test::message_of([] { parse_templates("{} d'\xE9t\xE9\n", "x.txt"); }).find("save the file as UTF-8") !=
        std::string::npos);
}

TEST_CASE("a class that has names is called by them, the others by their own name") {
  ClassWording wording;
  wording.templates = {"a {}.", "{}"};
  wording.names = {{"Home Furnishing", {"curtain", "bed sheet"}}};
  const ClassSentences sentences = class_sentences({"Watches", "Home Furnishing"}, wording);
  CHECK(sentences.sentences ==
        std::vector<std::string>{"a Watches.", "Watches", "a curtain.", "curtain", "a bed sheet.", "bed sheet"});
  CHECK(sentences.counts == std::vector<std::size_t>{2, 4});
  CHECK(sentences.by_class()[1].front() == "a curtain.");
  CHECK(sentences.class_of(1) == 0);
  CHECK(sentences.class_of(2) == 1);
  CHECK(test::message_of([&] { class_sentences({"Watches"}, wording); }) ==
        "the file of class names speaks of \"Home Furnishing\", which is none of the classes");
}

TEST_CASE("names of classes come from a CSV file, which is checked") {
  const test::TemporaryDirectory directory;
  const auto read = [&](const std::string& text) { return read_class_names(directory.write("names.csv", text)); };
  CHECK(read("class,name\nKitchen & Dining,frying pan\nKitchen & Dining,\"mug, cup\"\n") ==
        std::map<std::string, std::vector<std::string>>{{"Kitchen & Dining", {"frying pan", "mug, cup"}}});
  const auto message = [&](const std::string& text) { return test::message_of([&] { read(text); }); };
  CHECK(message("class,word\na,b\n").find("expected the columns class and name") != std::string::npos);
  CHECK(message("class,name\na,\n").find("row 2: class or name is empty") != std::string::npos);
  CHECK(message("class,name\na,b\na,b\n").find("row 3: the class has the name \"b\" twice") != std::string::npos);
  CHECK(test::kind_of([&] { read("class,name\n"); }) == 3);
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
