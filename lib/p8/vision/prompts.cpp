#include "p8/vision/prompts.h"

#include <filesystem>
#include <sstream>

#include "p8/core/error.h"
#include "p8/core/file.h"
#include "p8/core/log.h"

namespace p8 {

namespace {

constexpr const char* kPlace = "{}";
constexpr std::size_t kMostBytes = std::size_t{1} << 20;

}  // namespace

std::vector<std::string> parse_templates(const std::string& text, const std::string& name) {
  std::vector<std::string> templates;
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    if (line.find(kPlace) == std::string::npos) {
      throw data_error("{}, line {}: \"{}\" has no {{}} for the category",
                       "{}, ligne {} : « {} » n'a pas de {{}} pour la catégorie", printable(name), number,
                       printable(line));
    }
    templates.push_back(line);
  }
  if (templates.empty()) throw data_error("{}: no template", "{} : aucun modèle de phrase", printable(name));
  return templates;
}

std::vector<std::string> read_templates(const std::string& file) {
  std::error_code error;
  if (file == "products" && !std::filesystem::exists(file, error)) return parse_templates(built_in_templates(), file);
  return parse_templates(read_file(file, ErrorKind::Data, kMostBytes), file);
}

std::vector<std::string> fill_templates(const std::vector<std::string>& templates, const std::string& category) {
  std::vector<std::string> sentences;
  for (const std::string& one : templates) {
    std::string sentence = one;
    std::size_t place = sentence.find(kPlace);
    if (place == std::string::npos) {
      throw usage_error("--template \"{}\" has no {{}} for the category",
                        "--template « {} » n'a pas de {{}} pour la catégorie", printable(one));
    }
    while (place != std::string::npos) {  // a category that holds "{}" is not filled again
      sentence.replace(place, 2, category);
      place = sentence.find(kPlace, place + category.size());
    }
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

}  // namespace p8
