#pragma once

#include <string>
#include <vector>

namespace p8::report {

/// Width in px of a line of sans-serif text, from above: the advance widths of DejaVu Sans (the widest of the common
/// system fonts) by class of character. What is laid out with it does not overlap in Arial, Segoe or San Francisco.
double text_width(const std::string& text, double font_size);

/// Bold text of a size takes as much room as plain text of this size.
inline double bold(double font_size) { return font_size * 1.15; }

/// The text in lines that fit into `max_width`: broken at spaces, after - / _ . , outside numbers and, where a word is
/// too long, between characters. Never empty; never cuts. Isolates (user_text) are closed and reopened at each break.
std::vector<std::string> wrap(const std::string& text, double max_width, double font_size);

/// Width of the widest part that wrap() would break between characters in a narrower line.
double longest_word(const std::string& text, double font_size);

/// Width of the widest of the lines.
double widest(const std::vector<std::string>& lines, double font_size);

}  // namespace p8::report
