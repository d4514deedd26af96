#pragma once

#include <string>

/// The topics of page_script(), one file each. All stand in one function and may use what script.cpp defines first:
/// `root`, `all(selector, inside)`, `fill(text, values)`, `count(number)`.
namespace p8::report {

std::string table_script();     ///< sorting, searching, filtering, long tables
std::string controls_script();  ///< choices, the picker, links into what is hidden, letters

}  // namespace p8::report
