#pragma once

#include <string>
#include <vector>

#include "p8/base/text.h"

/// The letter that a refused client gets.
namespace p8::views {

struct LetterContent {
  std::string client;         ///< id
  std::string date;           ///< ISO, of the decision
  std::vector<Text> reasons;  ///< at most four specific sentences, strongest first
  std::vector<Text>
      changes;  ///< what would have turned the decision: "Loan amount: 5,000 instead of 9,000"; may be empty
  bool looked_for_changes = false;  ///< then, without any, the letter says that none was found
};

/// The letter as plain text: decision, main reasons, what would change it, the right to a human review and to the data.
/// Paragraphs are parted by an empty line. Says what GDPR art. 15(1)(h) and 22(3), Directive (EU) 2023/2225 art. 18(8)
/// and Regulation B (12 CFR 1002.9) ask for; French at CEFR level B1.
Text letter_text(const LetterContent& content);

}  // namespace p8::views
