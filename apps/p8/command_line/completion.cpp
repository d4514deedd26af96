#include "p8/command_line/completion.h"

#include <fmt/core.h>

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

}  // namespace

std::vector<const CLI::App*> visible_commands(const CLI::App& program) {
  return program.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

std::string completion_script(const CLI::App& program, const std::string& shell) {
  return shell == "bash" ? bash_script(program) : shell == "zsh" ? zsh_script(program) : fish_script(program);
}

}  // namespace p8::app
