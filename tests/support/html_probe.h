#pragma once

#include <string>
#include <vector>

/// What tests of pages look at: plain text, read without a parser of its own.
namespace p8::test {

std::size_t count(const std::string& text, const std::string& part);

/// What stands between two strings, every time they come.
std::vector<std::string> between(const std::string& text, const std::string& open, const std::string& close);

/// The text with every part from `open` to `close` replaced by "|". (std::regex overflows the stack on whole pages.)
std::string without(const std::string& text, const std::string& open, const std::string& close);

/// Fails the test unless every tag closes what was opened last, and no "<" stands elsewhere.
void check_nesting(const std::string& html);

}  // namespace p8::test
