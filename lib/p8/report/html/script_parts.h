#pragma once

#include <string>

/// The topics of page_script(), one file each. All stand in one function and may use what script.cpp defines first:
/// `root`, `all(selector, inside)`, `fill(text, values)`, `compare(text, text)`, `count(number)`.
/// The page carries them without blanks around signs, so: every statement ends in a semicolon, comments have lines of
/// their own, strings stand in '' or `` without those inside, and no regular expression has a blank beside a sign.
namespace p8::report {

std::string table_script();     ///< sorting, searching, filtering, long tables
std::string scatter_script();   ///< scatter plots drawn anew for the columns chosen
std::string controls_script();  ///< choices, the picker, links into what is hidden, letters

}  // namespace p8::report
