#include "p8/vision/embedding/prompts.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string_view>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/csv/csv_reader.h"
#include "p8/csv/csv_rows.h"
#include "p8/files/file.h"
#include "p8/vision/tokenizer/spelling.h"

namespace p8 {

namespace {

constexpr const char* kPlace = "{}";
constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

}  // namespace

std::vector<std::string> parse_templates(const std::string& text, const std::string& name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";  // of Windows' editors
  const bool is_marked = text.compare(0, kByteOrderMark.size(), kByteOrderMark) == 0;
  std::vector<std::string> templates;
  std::istringstream lines(is_marked ? text.substr(kByteOrderMark.size()) : text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (find_invalid_utf8(line) != std::string::npos) {
      throw data_error("{}, line {}: \"{}\" is not UTF-8 text; save the file as UTF-8",
                       "{}, ligne {} : « {} » n'est pas du texte UTF-8 ; enregistrez le fichier en UTF-8",
                       printable(name), number, printable(line, 60));
    }
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
  return parse_templates(read_file(file, ErrorKind::Data, kMaxBytes), file);
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

std::map<std::string, std::vector<std::string>> read_class_names(const std::string& file) {
  CsvReader reader(file);
  if (reader.header() != std::vector<std::string>{"class", "name"}) {
    throw data_error("{}: expected the columns class and name", "{} : colonnes class et name attendues",
                     printable(reader.name()));
  }
  std::map<std::string, std::vector<std::string>> names;
  read_records(reader, [&](std::size_t row, const std::vector<std::string_view>& cells) {
    const Text where = at_row(reader.name(), row);
    if (cells[0].empty() || cells[1].empty()) {
      throw data_error("{0}: class or name is empty", "{0} : class ou name est vide", where);
    }
    std::vector<std::string>& known = names[std::string(cells[0])];
    if (std::find(known.begin(), known.end(), cells[1]) != known.end()) {
      throw data_error("{0}: the class has the name \"{1}\" twice", "{0} : la classe a deux fois le nom « {1} »", where,
                       printable(std::string(cells[1])));
    }
    known.emplace_back(cells[1]);
  });
  if (names.empty()) throw no_rows(reader.name());
  return names;
}

void adopt_spellings(ClassWording& wording, const std::vector<std::string>& classes) {
  std::map<std::string, std::string> class_of;
  for (const std::string& name : classes) class_of.emplace(spelling_key(name), name);
  std::map<std::string, std::vector<std::string>> adopted;
  for (auto& [own, names] : wording.names) {
    const auto found = class_of.find(spelling_key(own));
    std::vector<std::string>& all = adopted[found == class_of.end() ? own : found->second];
    for (const std::string& name : names) {
      if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
    }
  }
  wording.names = std::move(adopted);
}

std::vector<std::vector<std::string>> ClassSentences::by_class() const {
  std::vector<std::vector<std::string>> classes;
  auto next = sentences.begin();
  for (const std::size_t count : counts) {
    const auto end = next + static_cast<std::ptrdiff_t>(count);
    classes.emplace_back(next, end);
    next = end;
  }
  return classes;
}

std::size_t ClassSentences::class_of(std::size_t sentence) const {
  std::size_t number = 0;
  while (sentence >= counts[number]) sentence -= counts[number++];
  return number;
}

ClassSentences class_sentences(const std::vector<std::string>& classes, const ClassWording& wording) {
  for (const auto& [name, names] : wording.names) {
    if (std::find(classes.begin(), classes.end(), name) != classes.end()) continue;
    const std::string key = spelling_key(name);
    const bool is_spelled =
        std::any_of(classes.begin(), classes.end(), [&](const std::string& one) { return spelling_key(one) == key; });
    const Text remedy = is_spelled ? Text{" but for its spelling; --merge-labels takes both for one class",
                                          ", à la graphie près ; --merge-labels réunit les deux"}
                                   : Text();
    throw data_error("the file of class names speaks of \"{0}\", which is none of the classes{1}",
                     "le fichier des noms de classes parle de « {0} », qui n'est pas une classe{1}", printable(name),
                     remedy);
  }
  ClassSentences result;
  for (const std::string& own : classes) {
    const auto found = wording.names.find(own);
    const std::size_t before = result.sentences.size();
    for (const std::string& name : found == wording.names.end() ? std::vector<std::string>{own} : found->second) {
      const std::vector<std::string> filled = fill_templates(wording.templates, name);
      result.sentences.insert(result.sentences.end(), filled.begin(), filled.end());
    }
    result.counts.push_back(result.sentences.size() - before);
  }
  return result;
}

}  // namespace p8
