#include "p8/command_line/manual.h"

#include <sstream>

#include <fmt/core.h>

#include "p8/command_line/completion.h"
#include "p8/command_line/help.h"
#include "p8/command_line/option_value.h"
#include "p8/files/run_record.h"

namespace p8::app {

namespace {

/// Text as troff takes it: no escape, no request, hyphens that can be searched for.
std::string troff(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
  }
  return !escaped.empty() && (escaped[0] == '.' || escaped[0] == '\'') ? "\\&" + escaped : escaped;
}

/// Name and value beside each other, in one line: one of its own would begin the description.
std::string manual_entry(const CLI::Option& option) {
  const std::string head = option_head(option);
  const std::size_t value = option.get_positional() ? 0 : takes_value(option) ? head.rfind(' ') + 1 : head.size();
  const std::string notes = option_notes(option, Language::English);
  return fmt::format(".TP\n\\fB{}\\fI{}\\fR\n{}\n", troff(head.substr(0, value)), troff(head.substr(value)),
                     troff(option.get_description() + (notes.empty() ? "" : " " + notes)));
}

std::string paragraphs(const ManualSection& section) {
  std::string text;
  for (const std::string& paragraph : section.paragraphs)
    text += (text.empty() ? "" : ".PP\n") + troff(paragraph) + "\n";
  return text;
}

std::string upper_case(std::string heading) {
  for (char& c : heading) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return heading;
}

constexpr std::pair<int, const char*> kExitCodes[] = {
    {0, "Done."},
    {1, "A \\-\\-fail\\-on check fails, or p8 has a fault."},
    {2, "The command line is wrong."},
    {3, "An input is wrong."},
    {4, "A model is missing, damaged or of an unsupported kind."},
    {5, "The output cannot be written."},
};

std::string see_also(const CLI::App& app) {
  if (app.get_parent() != nullptr) return ".BR p8 (1)\n";
  std::string pages;
  const std::vector<const CLI::App*> commands = visible_commands(app);
  for (const CLI::App* command : commands) {
    pages += fmt::format(".BR p8\\-{} (1){}\n", troff(command->get_name()), command == commands.back() ? "" : ",");
  }
  return pages;
}

}  // namespace

Manual manual_of(const std::string& command) {
  Manual manual;
  std::istringstream lines(manual_text(command));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    if (line.rfind("# ", 0) == 0) {
      manual.sections.push_back({line.substr(2), {}});
    } else if (line.rfind("$ ", 0) == 0) {
      manual.examples.push_back(line.substr(2));
    } else {
      manual.sections.back().paragraphs.push_back(line);
    }
  }
  return manual;
}

std::string manual_page(const CLI::App& app) {
  const bool is_program = app.get_parent() == nullptr;
  const std::string name = is_program ? "p8" : "p8-" + app.get_name();
  std::string page =
      fmt::format(".TH {} 1 \"\" \"p8 {}\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n.B {}\n", troff(name), kVersion,
                  troff(name), troff(app.get_description()), is_program ? "p8" : "p8 " + app.get_name());
  page += is_program ? ".I COMMAND\n[OPTIONS]\n.SH COMMANDS\n" : "[OPTIONS]\n";
  for (const CLI::Option* option : app.get_options([](const CLI::Option* one) { return one->get_positional(); })) {
    page += fmt::format("{0}\\fI{1}\\fR{2}\n", option->get_required() ? "" : "[", troff(option_head(*option)),
                        option->get_required() ? "" : "]");
  }
  for (const CLI::App* command : is_program ? visible_commands(app) : std::vector<const CLI::App*>{}) {
    page += fmt::format(".TP\n.BR p8\\-{} (1)\n{}\n", troff(command->get_name()), troff(command->get_description()));
  }
  page += ".SH OPTIONS\n";
  for (const auto& [group, options] : option_groups(app)) {
    page += ".SS " + troff(group) + "\n";
    for (const CLI::Option* option : options) page += manual_entry(*option);
  }
  const Manual manual = is_program ? Manual{} : manual_of(app.get_name());
  for (const ManualSection& section : manual.sections)
    page += ".SH " + troff(upper_case(section.heading)) + "\n" + paragraphs(section);
  if (!manual.examples.empty()) page += ".SH EXAMPLES\n";
  for (const std::string& example : manual.examples) page += ".PP\n.nf\n" + troff(example) + "\n.fi\n";
  page += ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : kExitCodes) page += fmt::format(".TP\n.B {}\n{}\n", code, meaning);
  return page + ".SH SEE ALSO\n" + see_also(app);
}

}  // namespace p8::app
