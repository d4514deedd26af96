#include "p8/command_line/input_paths.h"

#include <filesystem>
#include <string>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/command_line/option_value.h"
#include "p8/files/folder_contents.h"

namespace fs = std::filesystem;

namespace p8::app {

namespace {

enum class Place { File, Folder };

/// An option that names what is read. `--image` is not one of them: a photo that cannot be read is listed in
/// errors.csv.
struct InputOption {
  const char* name;
  ErrorKind kind;
  Place place;
};

constexpr InputOption kInputs[] = {
    {"--model", ErrorKind::Model, Place::File},      {"--backbone", ErrorKind::Model, Place::File},
    {"--clip", ErrorKind::Model, Place::File},       {"--vgg16", ErrorKind::Model, Place::File},
    {"--bpe", ErrorKind::Model, Place::File},        {"runs", ErrorKind::Data, Place::Folder},
    {"--data", ErrorKind::Data, Place::File},        {"--images", ErrorKind::Data, Place::Folder},
    {"--reference", ErrorKind::Data, Place::File},   {"--templates", ErrorKind::Data, Place::File},
    {"--class-names", ErrorKind::Data, Place::File}, {"--split-file", ErrorKind::Data, Place::File},
    {"--catalogue", ErrorKind::Data, Place::Folder}, {"--descriptions", ErrorKind::Data, Place::File},
    {"--token-file", ErrorKind::Data, Place::File},  {"--ca-file", ErrorKind::Data, Place::File},
};

/// The path of a value: behind "clip:" or "vgg16:"; empty for what is not a path, such as an address or an unknown
/// kind.
std::string path_of(const std::string& option, const std::string& value) {
  if (value == "-" || (option == "--templates" && value == "products")) return {};
  const std::size_t colon = value.find(':');
  if (option == "--backbone") {
    const std::string kind = value.substr(0, colon);
    return kind == "clip" || kind == "vgg16" ? value.substr(kind.size() + (colon == std::string::npos ? 0 : 1))
                                             : std::string();
  }
  const bool has_scheme = colon != std::string::npos && colon > 1 && value.find('/') > colon;
  return has_scheme ? std::string() : value;
}

Text not_found(const InputOption& input, const CLI::Option& option, const std::string& path) {
  const std::string place = option.get_positional() ? "" : " (" + shown_name(option) + ")";
  return input.place == Place::Folder
             ? text("cannot read {}: no such directory{}", "lecture impossible de {} : dossier introuvable{}",
                    printable(path), place)
             : text("cannot read {}: no such file{}", "lecture impossible de {} : fichier introuvable{}",
                    printable(path), place);
}

}  // namespace

void require_input_paths(const CLI::App& command) {
  Text message;
  ErrorKind kind = ErrorKind::Data;
  for (const InputOption& input : kInputs) {
    const CLI::Option* const option = command.get_option_no_throw(input.name);
    if (option == nullptr) continue;
    for (const std::string& value : option->results()) {
      const std::string path = path_of(input.name, value);
      std::error_code failed;
      if (path.empty() || fs::status(path, failed).type() != fs::file_type::not_found) continue;
      if (message.en.empty()) kind = input.kind;
      append(message, not_found(input, *option, path), {"; ", " ; "});
    }
  }
  if (!message.en.empty()) throw Error(kind, message);
}

std::vector<std::string> paths_in(const CLI::Option& option, const std::vector<std::string>& values) {
  std::vector<std::string> paths;
  for (const std::string& value : values) {
    if (value.find("://") != std::string::npos) continue;  // an address
    // Whatever an option is for, what has a slash and is there is a path.
    std::error_code ignored;
    if (!names_path(option) && (value.find('/') == std::string::npos || !fs::exists(value, ignored))) continue;
    paths.push_back(value);
    if (const std::size_t colon = value.find(':'); colon != std::string::npos) paths.push_back(value.substr(colon + 1));
  }
  return paths;
}

std::vector<std::string> given_paths(const CLI::App& command) {
  std::vector<std::string> paths;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent()) {
    for (const CLI::Option* option : app->get_options()) {
      if (option->check_lname("out")) continue;
      const std::vector<std::string> own = paths_in(*option, option->results());
      paths.insert(paths.end(), own.begin(), own.end());
    }
  }
  return paths;
}

void require_no_file_in_checkpoint(const CLI::App& command, const std::string& folder) {
  if (folder.empty()) return;
  for (const std::string& path : given_paths(command)) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored) || !first_inside(folder, {path})) continue;
    throw output_error("{0} is inside {1}, whose files the training replaces: choose another --checkpoint",
                       "{0} se trouve dans {1}, dont l'entraînement remplace les fichiers : choisissez un autre "
                       "--checkpoint",
                       printable(path), printable(folder));
  }
}

}  // namespace p8::app
