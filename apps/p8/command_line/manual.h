#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace p8::app {

struct ManualSection {
  std::string heading;
  std::vector<std::string> paragraphs;
};

/// What a command's manual page says besides its options.
struct Manual {
  std::vector<ManualSection> sections;
  std::vector<std::string> examples;  ///< command lines
};

/// apps/p8/manual/COMMAND.txt as it was when the program was built; "" where there is none. A line "# …" begins a
/// section, "$ …" is an example, any other line a paragraph.
const char* manual_text(const std::string& command);

Manual manual_of(const std::string& command);

/// A manual page (troff, man macros) of the program or of one command.
std::string manual_page(const CLI::App& app);

}  // namespace p8::app
