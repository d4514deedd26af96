#include "p8/study/study.h"

#include <algorithm>
#include <csignal>
#include <optional>
#include <set>
#include <sstream>

#include <toml++/toml.h>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/files/toml_text.h"
#include "p8/study/child_process.h"

namespace p8::app {

namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

const std::set<std::string>& set_by_the_study() {
  static const std::set<std::string> kNames = {"out",     "config", "json",        "force",     "lang",   "threads",
                                               "verbose", "quiet",  "no-progress", "csv-guard", "dry-run"};
  return kNames;
}

/// Errors that are thrown together: all their messages, of the first one's kind.
class Faults {
 public:
  void add(const Error& fault) {
    if (!kind_) kind_ = fault.kind();
    append(message_, fault.message(), {"; ", " ; "});
  }
  void throw_all() const {
    if (kind_) throw Error(*kind_, message_);
  }

 private:
  std::optional<ErrorKind> kind_;
  Text message_;
};

/// Where in the file something is wrong.
struct Table {
  const std::string& file;
  std::size_t number;  ///< from 1
};

template <typename... Args>
Error wrong(const Table& at, const char* en, const char* fr, const Args&... args) {
  return data_error("{}, [[run]] {}: {}", "{}, [[run]] {} : {}", printable(at.file), at.number, text(en, fr, args...));
}

bool is_file_name(const std::string& name) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
  };
  return !name.empty() && name.size() <= 80 && name[0] != '.' && std::all_of(name.begin(), name.end(), is_plain);
}

std::string text_of(const toml::table& table, const char* key, const Table& at) {
  const auto value = table[key].value_exact<std::string>();
  if (!value) throw wrong(at, "'{}' is missing, or not a text", "« {} » manque, ou n'est pas un texte", key);
  return *value;
}

std::string word_of(const toml::node& node, const std::string& key, const Table& at) {
  if (const auto text = node.value_exact<std::string>()) return *text;
  if (!node.is_integer() && !node.is_floating_point() && !node.is_boolean()) {
    throw wrong(at, "'{}': expected a text, a number, true or false, or a list of these",
                "« {} » : il faut un texte, un nombre, true ou false, ou une liste", printable(key, 60));
  }
  std::ostringstream word;
  node.visit([&word](const auto& value) {
    if constexpr (toml::is_value<decltype(value)>) word << toml::toml_formatter(value);
  });
  return word.str();
}

void add_option(StudyRun& run, const std::string& key, const toml::node& node, const Table& at) {
  if (set_by_the_study().count(key) > 0) {
    throw wrong(at, "'{}' is set by the study itself", "« {} » est fixé par l'étude elle-même", key);
  }
  if (const auto flag = node.value_exact<bool>()) {
    if (*flag) run.options.push_back({key, {}});
    return;
  }
  std::vector<std::string> values;
  if (const toml::array* const list = node.as_array()) {
    for (const toml::node& element : *list) values.push_back(word_of(element, key, at));
    if (values.empty()) return;
  } else {
    values.push_back(word_of(node, key, at));
  }
  run.options.emplace_back(key, std::move(values));
}

StudyRun run_of(const toml::table& table, const Table& at) {
  StudyRun run;
  run.name = text_of(table, "name", at);
  if (!is_file_name(run.name)) {
    throw wrong(at, "name '{}'; expected letters, digits, '-', '_' and '.', not '.' first",
                "nom « {} » ; il faut des lettres, chiffres, « - », « _ » et « . », mais pas « . » au début",
                printable(run.name, 60));
  }
  run.command = text_of(table, "command", at);
  if (run.command != "finetune" && run.command != "zeroshot") {
    throw wrong(at, "command '{}'; expected finetune or zeroshot", "commande « {} » ; il faut finetune ou zeroshot",
                printable(run.command, 60));
  }
  for (const auto& [key, node] : table) {
    const std::string name(key.str());
    if (name != "name" && name != "command") add_option(run, name, node, at);
  }
  return run;
}

/// The value with {clip} and {vgg16} filled in; other braces stand for themselves.
std::string filled(std::string value, const StudySettings& settings, const StudyRun& run) {
  for (const auto& [name, model] : settings.models) {
    const std::string place = "{" + name + "}";
    for (std::size_t at = value.find(place); at != std::string::npos; at = value.find(place, at + model.size())) {
      if (model.empty()) {
        throw usage_error("run '{0}' needs --{1}, the path of the model",
                          "l'exécution « {0} » demande --{1}, le chemin "
                          "du modèle",
                          run.name, name);
      }
      value.replace(at, place.size(), model);
    }
  }
  return value;
}

std::uint64_t seed_of(const StudyRun& run, const StudySettings& settings) {
  for (const auto& [name, values] : run.options) {
    if (name == "seed" && values.size() == 1) {
      std::istringstream text(values.front());
      std::uint64_t seed = 0;
      if (text >> seed && text.eof()) return seed;
      throw usage_error("run '{0}': seed '{1}'; expected a whole number",
                        "exécution « {0} » : graine « {1} » ; il faut "
                        "un nombre entier",
                        run.name, printable(values.front(), 40));
    }
  }
  return settings.seed;
}

/// Options that say how a split is made, which a run that takes over a split does not need.
bool makes_split(const std::string& option) { return option == "split" || option == "group-duplicates"; }

/// "--name=value" for each option; one word each, so that no value is taken for an option.
/// @param split_file  the split to use, instead of making one; empty: the run makes its own.
std::vector<std::string> words_of(const StudyRun& run, const StudySettings& settings, const std::string& split_file) {
  std::vector<std::string> words = {run.command};
  for (const auto& [name, value] : settings.shared) {
    if (!value.empty() && !run.has(name)) words.push_back("--" + name + "=" + value);
  }
  for (const auto& [name, values] : run.options) {
    if (name == "seed" || (!split_file.empty() && makes_split(name))) continue;
    if (values.empty()) words.push_back("--" + name);
    for (const std::string& value : values) words.push_back("--" + name + "=" + filled(value, settings, run));
  }
  if (!split_file.empty()) words.push_back("--split-file=" + split_file);
  words.insert(words.end(), settings.common.begin(), settings.common.end());
  return words;
}

/// The words of a step that look whether it could be done, and say nothing else. The split is not there yet.
std::vector<std::string> check_words(const StudyRun& run, const StudySettings& settings, const std::string& out) {
  std::vector<std::string> words = words_of(run, settings, {});
  const auto speaks = [](const std::string& word) { return word == "--verbose" || word == "--quiet"; };
  words.erase(std::remove_if(words.begin(), words.end(), speaks), words.end());
  words.insert(words.end(), {"--quiet", "--dry-run", "--out=" + out + ".check"});
  return words;
}

/// The run, and its repeats.   @param split_file  of the first training, which is noted here.
void add_steps(const StudyRun& run, const StudySettings& settings, const std::string& directory,
               std::string& split_file, std::vector<StudyStep>& steps) {
  const std::uint64_t seed = seed_of(run, settings);
  const bool shares_split = run.is_trained() && !run.has("split-file") && !run.has("split-col");
  for (std::size_t repeat = 0; repeat < (run.is_trained() ? settings.repeats : 1); ++repeat) {
    StudyStep step;
    step.group = run.name;
    step.name = repeat == 0 ? run.name : run.name + "-seed-" + std::to_string(seed + repeat);
    const std::string out = directory + "/" + step.name;
    step.words = words_of(run, settings, shares_split ? split_file : std::string());
    step.words.insert(step.words.end(), {"--seed=" + std::to_string(seed + repeat), "--out=" + out});
    if (repeat == 0) step.check = check_words(run, settings, out);
    if (shares_split && split_file.empty()) split_file = out + "/split.csv";
    steps.push_back(std::move(step));
  }
}

/// Throws where the last step is called as another: repeats are called after their seeds.
void require_unique(const std::vector<StudyStep>& steps) {
  std::set<std::string> names;
  for (const StudyStep& step : steps) {
    if (names.insert(step.name).second) continue;
    throw usage_error("run '{0}': with --repeats a repeat of another run has this name; choose another",
                      "exécution « {0} » : avec --repeats, une répétition d'une autre exécution porte ce nom ; "
                      "choisissez-en un autre",
                      step.name);
  }
}

/// What became of a run of the program; nothing where it did well. Throws Interrupted.
std::optional<Error> fault_of(const StudyStep& step, const ChildOutcome& outcome) {
  if (outcome.exit_code == 0) return std::nullopt;
  const int signal = outcome.exit_code - 128;
  if (signal == SIGINT || signal == SIGTERM) throw Interrupted{signal};
  const bool is_known = outcome.exit_code >= static_cast<int>(ErrorKind::Check) &&
                        outcome.exit_code <= static_cast<int>(ErrorKind::Output);
  const Text why = !outcome.message.empty() ? same(outcome.message)
                                            : text("it ended with exit code {} and no message",
                                                   "fin avec le code {} et sans message", outcome.exit_code);
  return Error(is_known ? static_cast<ErrorKind>(outcome.exit_code) : ErrorKind::Check,
               text("run '{}' failed: {}", "échec de l'exécution « {} » : {}", step.name, why));
}

}  // namespace

bool StudyRun::has(const std::string& option) const {
  return std::any_of(options.begin(), options.end(), [&](const auto& own) { return own.first == option; });
}

std::vector<StudyRun> read_study(const std::string& file) {
  std::vector<StudyRun> runs;
  try {
    const toml::table table = parse_toml(read_file(file, ErrorKind::Data, kMaxBytes));
    const toml::array* const list = table["run"].as_array();
    if (list == nullptr || !list->is_homogeneous(toml::node_type::table)) return runs;
    std::set<std::string> names;
    Faults faults;
    Table at{file, 0};
    for (const toml::node& node : *list) {
      ++at.number;
      try {
        runs.push_back(run_of(*node.as_table(), at));
        if (names.insert(runs.back().name).second) continue;
        throw wrong(at, "another run is called '{}' too", "une autre exécution s'appelle aussi « {} »",
                    runs.back().name);
      } catch (const Error& fault) {
        faults.add(fault);
      }
    }
    faults.throw_all();
  } catch (const TomlFault& fault) {
    throw data_error("{0}, row {1}, column {2}: {3}", "{0}, ligne {1}, colonne {2} : {3}", printable(file), fault.row,
                     fault.column, fault.what);
  }
  return runs;
}

std::vector<StudyStep> study_steps(const std::vector<StudyRun>& runs, const StudySettings& settings,
                                   const std::string& directory) {
  std::vector<StudyStep> steps;
  std::string split_file;  // of the first training
  for (const StudyRun& run : runs) {
    try {
      add_steps(run, settings, directory, split_file, steps);
      require_unique(steps);
    } catch (const Error& fault) {
      steps.push_back({run.name, run.name, {}, {}, fault});
    }
  }
  return steps;
}

void check_steps(const std::vector<StudyStep>& steps) {
  Faults faults;
  for (const StudyStep& step : steps) {
    if (step.fault) faults.add(*step.fault);
    if (step.check.empty()) continue;
    if (const auto fault = fault_of(step, run_this_program(step.check))) faults.add(*fault);
  }
  faults.throw_all();
}

void run_step(const StudyStep& step) {
  if (const auto fault = fault_of(step, run_this_program(step.words))) throw *fault;
}

}  // namespace p8::app
