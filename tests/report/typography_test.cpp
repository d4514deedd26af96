#include "p8/report/typography.h"

#include <doctest/doctest.h>

#include "p8/report/escape.h"

using namespace p8;
using namespace p8::report;

TEST_CASE("French spaces before high signs and inside guillemets do not break") {
  const auto french = [](const std::string& text) { return typeset({"", text}, Language::French); };
  CHECK(french("Pourquoi ? Non ; oui : 10 % « bon »") ==
        "Pourquoi\u202F? Non\u202F; oui\u00A0: 10\u202F% «\u00A0bon\u00A0»");
  CHECK(french("rien à changer, ici.") == "rien à changer, ici.");
  CHECK(french("10\u202F%") == "10\u202F%");
}

TEST_CASE("French apostrophes after a letter are typographic, quotation marks of a command stay") {
  const auto french = [](const std::string& text) { return typeset({"", text}, Language::French); };
  CHECK(french("l'âge, aujourd'hui, d'« ici »") == "l\u2019âge, aujourd\u2019hui, d\u2019«\u00A0ici\u00A0»");
  CHECK(french("l'" + isolated("d'Or")) == "l\u2019" + isolated("d'Or"));
  CHECK(french("--fail-on 'auc<0.65' ou 'b'") == "--fail-on 'auc<0.65' ou 'b'");
  CHECK(typeset({"the client's", ""}, Language::English) == "the client's");
}

TEST_CASE("data inside a French sentence and English sentences stay as they are") {
  CHECK(typeset({"", "vu : " + isolated("a : b ?") + " !"}, Language::French) ==
        "vu\u00A0: " + isolated("a : b ?") + "\u202F!");
  CHECK(typeset({"why ? 10 %", ""}, Language::English) == "why ? 10 %");
}
