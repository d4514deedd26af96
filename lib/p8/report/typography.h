#pragma once

#include <string>

#include "p8/base/text.h"

namespace p8::report {

/// The text in a language, set as its typography asks. French: the plain space before : ; ? ! % » and after « becomes
/// one that does not break (narrow before ; ? ! %), as in the Imprimerie nationale's Lexique des règles typographiques;
/// a straight apostrophe after a letter becomes ’.
/// What user_text() isolated is left as it is. English comes unchanged.
std::string typeset(const Text& text, Language language);

}  // namespace p8::report
