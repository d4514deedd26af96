#include "p8/command_line/completion.h"

#include <fmt/format.h>

#include "p8/command_line/help.h"
#include "p8/command_line/option_value.h"
#include "p8/files/run_record.h"

namespace p8::app {

namespace {

std::vector<const CLI::Option*> long_options(const CLI::App& app) {
  std::vector<const CLI::Option*> options;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_lnames().empty()) options.push_back(option);
  }
  return options;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

/// Inside single quotes of bash and zsh, or of fish.
std::string quoted(const std::string& text) { return replaced(text, "'", "'\\''"); }

std::string words_of(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : long_options(app))
    words += (words.empty() ? "--" : " --") + option->get_lnames().front();
  return words;
}

std::string command_names(const CLI::App& program) {
  std::string names;
  for (const CLI::App* command : visible_commands(program)) names += (names.empty() ? "" : " ") + command->get_name();
  return names;
}

std::string bash_script(const CLI::App& program) {
  std::string script =
      "_p8() {\n  local word=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]} options=\n  if ((COMP_CWORD == 1)); "
      "then\n";
  script += fmt::format("    COMPREPLY=($(compgen -W '{} {}' -- \"$word\"))\n    return\n  fi\n  case $command in\n",
                        command_names(program), words_of(program));
  for (const CLI::App* command : visible_commands(program)) {
    script += fmt::format("    {}) options='{}' ;;\n", command->get_name(), words_of(*command));
  }
  script +=
      "  esac\n  if [[ $word == -* ]]; then\n    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n  else\n"
      "    COMPREPLY=($(compgen -f -- \"$word\"))\n  fi\n}\ncomplete -o filenames -F _p8 p8\n";
  return script;
}

std::string zsh_script(const CLI::App& program) {
  const auto described = [](const std::string& text) {
    return quoted(replaced(replaced(replaced(text, "[", "("), "]", ")"), ":", "\\:"));
  };
  std::string script = "#compdef p8\nlocal -a commands\ncommands=(\n";
  for (const CLI::App* command : visible_commands(program)) {
    script += fmt::format("  '{}:{}'\n", command->get_name(), described(command->get_description()));
  }
  script += ")\nif ((CURRENT == 2)); then\n  _describe command commands\n  return\nfi\ncase $words[2] in\n";
  for (const CLI::App* command : visible_commands(program)) {
    script += fmt::format("  {})\n    _arguments", command->get_name());
    for (const CLI::Option* option : long_options(*command)) {
      script += fmt::format(" \\\n      '*--{}[{}]{}'", option->get_lnames().front(),
                            described(option->get_description()), takes_value(*option) ? ":value:_files" : "");
    }
    script += " \\\n      '*:file:_files' ;;\n";
  }
  return script + "esac\n";
}

std::string fish_script(const CLI::App& program) {
  std::string script;
  for (const CLI::App* command : visible_commands(program)) {
    script += fmt::format("complete -c p8 -f -n __fish_use_subcommand -a {} -d '{}'\n", command->get_name(),
                          replaced(command->get_description(), "'", "\\'"));
    for (const CLI::Option* option : long_options(*command)) {
      script += fmt::format("complete -c p8 -n '__fish_seen_subcommand_from {}' -l {}{} -d '{}'\n", command->get_name(),
                            option->get_lnames().front(), takes_value(*option) ? " -r" : "",
                            replaced(option->get_description(), "'", "\\'"));
    }
  }
  return script;
}

/// Text as troff takes it: no escape, no request, hyphens that can be searched for.
std::string troff(const std::string& text) {
  std::string escaped = replaced(replaced(text, "\\", "\\e"), "-", "\\-");
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

constexpr std::pair<int, const char*> kExitCodes[] = {
    {0, "Done."},
    {1, "A check of \\-\\-fail\\-on does not hold, or a fault of p8."},
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

std::vector<const CLI::App*> visible_commands(const CLI::App& program) {
  return program.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

std::string completion_script(const CLI::App& program, const std::string& shell) {
  return shell == "bash" ? bash_script(program) : shell == "zsh" ? zsh_script(program) : fish_script(program);
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
  page += ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : kExitCodes) page += fmt::format(".TP\n.B {}\n{}\n", code, meaning);
  return page + ".SH SEE ALSO\n" + see_also(app);
}

}  // namespace p8::app
