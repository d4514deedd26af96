#include "p8/views/credit/client/letter.h"

#include "p8/report/escape.h"
#include "p8/report/number.h"

namespace p8::views {

namespace {

void add_paragraph(Text& letter, const Text& paragraph) {
  letter.en += (letter.en.empty() ? "" : "\n\n") + paragraph.en;
  letter.fr += (letter.fr.empty() ? "" : "\n\n") + paragraph.fr;
}

void add_line(Text& letter, const Text& line) {
  letter.en += "\n" + line.en;
  letter.fr += "\n" + line.fr;
}

void add_list(Text& letter, const std::vector<Text>& items) {
  for (const Text& item : items) add_line(letter, text("– {}", "– {}", item));
}

void add_reasons(Text& letter, const std::vector<Text>& reasons) {
  if (reasons.empty()) {
    add_paragraph(letter,
                  {"No single item of your application explains this decision: it follows from all of them together.",
                   "Aucun élément de votre dossier n'explique à lui seul cette décision : elle vient de "
                   "l'ensemble des éléments."});
    return;
  }
  add_paragraph(letter, reasons.size() == 1 ? Text{"The main reason is:", "La raison principale est :"}
                                            : Text{"The main reasons are:", "Les raisons principales sont :"});
  add_list(letter, reasons);
}

void add_changes(Text& letter, const LetterContent& content) {
  if (!content.changes.empty()) {
    add_paragraph(letter,
                  content.changes.size() == 1
                      ? Text{"Your application would have been accepted with this change, all else being equal:",
                             "Votre demande aurait été acceptée avec ce changement, sans rien changer d'autre :"}
                      : Text{"Your application would have been accepted with these changes together, all else "
                             "being equal:",
                             "Votre demande aurait été acceptée avec ces changements réunis, sans rien changer "
                             "d'autre :"});
    add_list(letter, content.changes);
    add_paragraph(letter, {"This is what our calculation shows today. It is not a promise: a new application is "
                           "studied as a whole.",
                           "C'est ce que montre notre calcul aujourd'hui. Ce n'est pas une promesse : une nouvelle "
                           "demande est étudiée dans son ensemble."});
  } else if (content.looked_for_changes) {
    add_paragraph(letter,
                  {"We looked for a small change that would lead to another decision and found none.",
                   "Nous avons cherché un petit changement qui conduirait à une autre décision. Nous n'en avons "
                   "pas trouvé."});
  }
}

}  // namespace

Text letter_text(const LetterContent& content) {
  Text letter;
  add_paragraph(letter, {"Prêt à dépenser", "Prêt à dépenser"});
  add_line(letter, report::date_text(content.date));
  add_line(letter, text("Your application: {0}", "Votre dossier : {0}", report::user_text(content.client)));
  add_paragraph(letter, {"Dear client,", "Bonjour,"});
  add_paragraph(letter, {"Thank you for your loan application. We have studied it and cannot accept it.",
                         "Merci pour votre demande de prêt. Nous l'avons étudiée et nous ne pouvons pas l'accepter."});
  add_reasons(letter, content.reasons);
  add_changes(letter, content);
  add_paragraph(
      letter,
      {"This decision was prepared by a computer programme that estimates the risk that a loan is not paid back. You "
       "have "
       "the right to ask that a person look at your application again, to give your point of view, and to contest the "
       "decision. You can also ask us which data about you we used, and have mistakes corrected.",
       "Cette décision a été préparée par un programme informatique. Il estime le risque qu'un prêt ne soit pas "
       "remboursé. Vous avez le droit de demander qu'une personne examine à nouveau votre dossier, de donner votre "
       "point "
       "de vue et de contester la décision. Vous pouvez aussi demander quelles données sur vous ont été utilisées, et "
       "faire corriger les erreurs."});
  add_paragraph(letter, {"To do so, answer this letter or speak to your adviser. It is free.",
                         "Pour cela, répondez à cette lettre ou parlez-en à votre conseiller. C'est gratuit."});
  add_paragraph(letter, {"Yours sincerely,", "Cordialement,"});
  add_line(letter, {"Prêt à dépenser", "Prêt à dépenser"});
  return letter;
}

}  // namespace p8::views
