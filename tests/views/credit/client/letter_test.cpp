#include "p8/views/credit/client/letter.h"

#include <doctest/doctest.h>

#include "support/contains.h"

using namespace p8;
using namespace p8::views;

namespace {

using p8::test::contains;

LetterContent content() {
  LetterContent content;
  content.client = "100002";
  content.date = "2026-11-25";
  content.reasons = {{"Your income is low.", "Vos revenus sont faibles."}, {"The loan is long.", "Le prêt est long."}};
  return content;
}

}  // namespace

TEST_CASE("the letter says the decision, its reasons, the right to a person, in both languages") {
  const Text letter = letter_text(content());
  CHECK(contains(letter.en, "25\u00A0November\u00A02026"));
  CHECK(contains(letter.fr, "25\u00A0novembre\u00A02026"));
  CHECK(contains(letter.en, "The main reasons are:\n– Your income is low.\n– The loan is long."));
  CHECK(contains(letter.fr, "Les raisons principales sont :\n– Vos revenus sont faibles.\n– Le prêt est long."));
  CHECK(contains(letter.en, "that a person look at your application again"));
  CHECK(contains(letter.fr, "qu'une personne examine à nouveau votre dossier"));
  CHECK_FALSE(contains(letter.en, "would have been accepted"));
}

TEST_CASE("one reason, one change and none are worded as such") {
  LetterContent one = content();
  one.reasons.pop_back();
  one.changes = {{"Amount: 5 instead of 9", "Montant : 5 au lieu de 9"}};
  CHECK(contains(letter_text(one).en, "The main reason is:"));
  CHECK(contains(letter_text(one).en, "accepted with this change, all else being equal:\n– Amount: 5 instead of 9"));
  one.changes.push_back({"Duration: 6 instead of 24", "Durée : 6 au lieu de 24"});
  CHECK(contains(letter_text(one).fr, "avec ces changements réunis"));
  LetterContent none = content();
  none.reasons.clear();
  none.looked_for_changes = true;
  CHECK(contains(letter_text(none).en, "follows from all of them together"));
  CHECK(contains(letter_text(none).en, "found none"));
}

TEST_CASE("an identifier cannot break out of its line") {
  LetterContent hostile = content();
  hostile.client = "x\u202Ey";
  CHECK_FALSE(contains(letter_text(hostile).en, "\u202E"));
}
