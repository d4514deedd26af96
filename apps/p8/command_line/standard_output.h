#pragma once

#include <string>

namespace p8::app {

/// Keeps files that are opened later off the descriptors 0, 1 and 2, where any of them is closed: it becomes one that
/// can be neither read nor written as it is meant to be, so that its use fails as that of a closed one does.
void occupy_standard_descriptors();

/// Writes to standard output, through to the end. Throws Error(Output).
void print(const std::string& bytes);

/// The exit code of a program that ends with `exit_code`: Error(Output)'s where all went well but lines for standard
/// output or standard error were lost.
int exit_code_after_output(int exit_code);

}  // namespace p8::app
