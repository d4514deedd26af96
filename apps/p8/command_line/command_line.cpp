#include "p8/command_line/command_line.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "p8/base/closest.h"
#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/command_line/completion.h"
#include "p8/command_line/option_value.h"

namespace p8::app {

namespace {

constexpr std::size_t kFewCommands = 4;        // that a message lists
constexpr std::size_t kShortestBeginning = 3;  // of a mistyped name that is an option's own name

bool is_long(const std::string& word) { return word.size() > 2 && word.rfind("--", 0) == 0 && word[2] != '-'; }
/// "-x", but neither "-" (standard input) nor a negative number.
bool is_short(const std::string& word) {
  return word.size() > 1 && word[0] == '-' && word[1] != '-' && (word[1] < '0' || word[1] > '9') && word[1] != '.';
}
bool is_option(const std::string& word) { return is_long(word) || is_short(word); }

const CLI::Option* find_option(const CLI::App& program, const CLI::App* command, const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  const CLI::Option* found = command == nullptr ? nullptr : command->get_option_no_throw(name);
  return found != nullptr ? found : program.get_option_no_throw(name);
}

const CLI::App* find_command(const CLI::App& program, const std::string& name) {
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == name) return command;
  }
  return nullptr;
}

std::vector<std::string> names_of(const std::vector<const CLI::App*>& commands) {
  std::vector<std::string> names;
  for (const CLI::App* command : commands) names.push_back(command->get_name());
  return names;
}

/// Reads the words one after the other, as the parser will, and notes what is wrong.
class WordReader {
 public:
  WordReader(const CLI::App& program, const std::vector<std::string>& words) : program_(program), words_(words) {}

  void read() {
    while (at_ < words_.size()) {
      const std::string& word = words_[at_++];
      if (only_words_ || !(is_option(word) || word == "--")) {
        take_word(word);
      } else if (word == "--") {
        only_words_ = true;
      } else if (const CLI::Option* option = find_option(program_, command_, word)) {
        take_option(*option, word);
      } else {
        take_unknown(word);
      }
    }
  }

  const CLI::App* command() const { return command_; }
  const std::string& unknown_command() const { return unknown_command_; }
  const std::string& config() const { return config_; }

  /// Unknown options first: what follows them is often their fault.
  std::vector<Text> faults() const {
    std::vector<Text> all = unknown_;
    all.insert(all.end(), faults_.begin(), faults_.end());
    return all;
  }

 private:
  bool next_is_value() const { return at_ < words_.size() && !is_long(words_[at_]); }
  bool next_is_further_value() const { return next_is_value() && !is_short(words_[at_]) && words_[at_] != "--"; }

  void take_word(const std::string& word) {
    if (command_ == nullptr) {
      command_ = find_command(program_, word);
      if (command_ == nullptr && unknown_command_.empty()) unknown_command_ = word;
      return;
    }
    ++positionals_;
    const auto slots = command_->get_options([](const CLI::Option* option) { return option->get_positional(); });
    const bool has_room = std::any_of(slots.begin(), slots.end(), [](auto* slot) { return takes_many(*slot); }) ||
                          positionals_ <= slots.size();
    if (has_room || !unknown_.empty()) return;
    const Text hint = meant_options(word, *command_, "--");
    faults_.push_back(text("surplus word '{0}'{1}", "mot en trop « {0} »{1}", printable(word, 60), hint));
  }

  void take_option(const CLI::Option& option, const std::string& word) {
    const std::string name = shown_name(option);
    if (!takes_value(option)) return;
    const std::size_t equals = word.find('=');
    std::string value;
    bool is_there = true;
    if (equals != std::string::npos) {
      value = word.substr(equals + 1);
    } else if (next_is_value()) {
      value = words_[at_++];
      while (takes_many(option) && next_is_further_value()) is_there = !words_[at_++].empty() && is_there;
    }
    if (value.empty() || !is_there) {  // a shell's variable that is not set, for one
      faults_.push_back(text("{} needs a value: {}", "{} demande une valeur : {}", name, placeholder(option)));
    }
    if (!takes_many(option) && ++times_[name] == 2) {
      faults_.push_back(text("{} is given twice", "{} est donné deux fois", name));
    }
    if (name == "--config") config_ = value;
  }

  void take_unknown(const std::string& word) {
    if (!unknown_command_.empty()) return;  // nobody knows the options of a command that does not exist
    const std::string shown = printable(word.substr(0, word.find('=')), 60);
    const std::string name = shown.substr(shown.find_first_not_of('-'));
    const std::vector<std::string> owners = commands_with(program_, name);
    if (command_ == nullptr && !owners.empty()) {
      unknown_.push_back(text("{} goes after the command: p8 COMMAND {}",
                              "{} se place après la commande : p8 COMMANDE {}", shown, shown));
      const CLI::Option* option = find_command(program_, owners.front())->get_option_no_throw("--" + name);
      if (takes_value(*option) && word.find('=') == std::string::npos && next_is_further_value()) ++at_;
      return;
    }
    const CLI::App& app = command_ == nullptr ? program_ : *command_;
    Text what = text("unknown option {}", "option inconnue {}", shown);
    const Text hint = meant_options(name, app, "--");
    if (is_long(word) && !owners.empty() && command_ != nullptr) {
      what = owners.size() < kFewCommands
                 ? text("p8 {0} has no option {1}, only p8 {2} has", "p8 {0} n'a pas d'option {1}, réservée à p8 {2}",
                        app.get_name(), shown, CLI::detail::join(owners, ", p8 "))
                 : text("p8 {} has no option {}", "p8 {} n'a pas d'option {}", app.get_name(), shown);
    }
    unknown_.push_back(text("{}{}", "{}{}", what, hint));
    // What follows may be its value; before the command the command is looked for.
    const auto may_be_value = [this] {
      return next_is_further_value() && (command_ != nullptr || find_command(program_, words_[at_]) == nullptr);
    };
    while (word.find('=') == std::string::npos && may_be_value()) ++at_;
  }

  const CLI::App& program_;
  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
  const CLI::App* command_ = nullptr;
  std::string unknown_command_;
  std::string config_;
  std::size_t positionals_ = 0;
  bool only_words_ = false;
  std::map<std::string, int> times_;
  std::vector<Text> unknown_;
  std::vector<Text> faults_;
};

void require_command(const CLI::App& program, const WordReader& reader) {
  const std::string& word = reader.unknown_command();
  if (word.empty()) return;
  const Text hint = did_you_mean(closest_names(word, names_of(visible_commands(program)), 1));
  throw Error(ErrorKind::Usage,
              with_help({text("unknown command '{0}'{1}", "commande inconnue « {0} »{1}", printable(word, 60), hint)},
                        nullptr));
}

}  // namespace

std::string help_command(const CLI::App* command) {
  return command == nullptr ? "p8 --help" : "p8 " + command->get_name() + " --help";
}

Text with_help(const std::vector<Text>& sentences, const CLI::App* command) {
  Text message;
  const auto append = [&message](Text sentence) {
    // After a question a new sentence begins.
    if (!message.en.empty() && message.en.back() == '?') {
      for (std::string* words : {&sentence.en, &sentence.fr}) {
        if (words->rfind("p8 ", 0) == 0) continue;  // a name
        words->front() = static_cast<char>(std::toupper(static_cast<unsigned char>(words->front())));
      }
      message.en += " ";
      message.fr += " ";
    } else if (!message.en.empty()) {
      message.en += "; ";
      message.fr += " ; ";
    }
    message.en += sentence.en;
    message.fr += sentence.fr;
  };
  for (const Text& sentence : sentences) append(sentence);
  append(text("see {}", "voir {}", help_command(command)));
  return message;
}

const CLI::App* asked_help(const CLI::App& program, const std::vector<std::string>& words) {
  const auto is_help = [](const std::string& word) { return word == "--help" || word == "-h" || word == "-help"; };
  const bool is_help_command = !words.empty() && words.front() == "help";
  const auto end = std::find(words.begin(), words.end(), "--");
  if (!is_help_command && std::none_of(words.begin(), end, is_help)) return nullptr;
  std::vector<std::string> others;
  std::copy_if(words.begin() + (is_help_command ? 1 : 0), words.end(), std::back_inserter(others),
               [&](const std::string& word) { return !is_help(word); });
  WordReader reader(program, others);
  reader.read();
  require_command(program, reader);
  return reader.command() == nullptr ? &program : reader.command();
}

void check_words(const CLI::App& program, const std::vector<std::string>& words) {
  WordReader reader(program, words);
  reader.read();
  const std::vector<Text> faults = reader.faults();
  if (faults.empty() || reader.command() != nullptr) require_command(program, reader);
  if (!faults.empty()) throw Error(ErrorKind::Usage, with_help(faults, reader.command()));
  const std::string& config = reader.config();
  if (!config.empty() && !std::filesystem::exists(config)) {
    throw data_error("cannot read {}: no such file (--config)",
                     "lecture impossible de {} : fichier introuvable (--config)", printable(config));
  }
}

Text meant_options(const std::string& name, const CLI::App& command, const std::string& dashes) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_lnames().empty()) names.push_back(option->get_lnames().front());
  }
  std::vector<std::string> meant = closest_names(name, names, 1);
  if (meant.empty()) {
    for (const std::string& candidate : names) {
      const bool begins = candidate.rfind(name, 0) == 0;
      const bool goes_on = candidate.size() >= kShortestBeginning && name.rfind(candidate, 0) == 0;
      if ((begins || goes_on) && meant.size() < 3) meant.push_back(candidate);
    }
  }
  for (std::string& option : meant) option.insert(0, dashes);
  return did_you_mean(meant);
}

std::vector<std::string> commands_with(const CLI::App& program, const std::string& option) {
  std::vector<std::string> names;
  for (const CLI::App* command : visible_commands(program)) {
    if (command->get_option_no_throw("--" + option) != nullptr) names.push_back(command->get_name());
  }
  return names;
}

}  // namespace p8::app
