#include "p8/vision/tokenizer/vocabulary_files.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <map>
#include <unordered_map>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/json_text.h"
#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/vision/tokenizer/byte_characters.h"
#include "p8/vision/tokenizer/flat_json.h"
#include "p8/vision/tokenizer/gunzip.h"
#include "p8/vision/tokenizer/words.h"

namespace p8 {

namespace {

constexpr const char* kTokenizerFile = "tokenizer.json";
constexpr std::size_t kLargestFile = std::size_t{1} << 26;
constexpr std::string_view kWordEnd = "</w>";

using TokenIds = std::unordered_map<std::string, std::int32_t>;

struct Line {
  std::size_t number = 0;
  std::string_view text;
};

/// The lines behind the first `skipped` that are not empty.
std::vector<Line> lines_of(std::string_view text, std::size_t skipped) {
  std::vector<Line> lines;
  for (std::size_t begin = 0, number = 1; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::string_view line = text.substr(begin, end - begin);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (number > skipped && !line.empty()) lines.push_back({number, line});
    begin = end + 1;
  }
  return lines;
}

using TokenPair = std::pair<std::string, std::string>;

TokenPair split_pair(const Line& line, const std::string& name) {
  const std::size_t space = line.text.find(' ');
  const bool is_pair = space != std::string_view::npos && space > 0 && space + 1 < line.text.size() &&
                       line.text.find(' ', space + 1) == std::string_view::npos;
  if (!is_pair) {
    throw model_error("{}, line {}: \"{}\" is not a merge; expected two tokens with a space between",
                      "{}, ligne {} : « {} » n'est pas une fusion ; deux jetons séparés par une espace attendus", name,
                      line.number, printable(std::string(line.text.substr(0, 200)), 60));
  }
  return {std::string(line.text.substr(0, space)), std::string(line.text.substr(space + 1))};
}

std::int32_t id_of(const TokenIds& ids, const std::string& token, const Text& place) {
  const auto found = ids.find(token);
  if (found == ids.end()) {
    throw model_error("{0}: the token \"{1}\" is not in the vocabulary",
                      "{0} : le jeton « {1} » n'est pas dans le vocabulaire", place,
                      printable(token.substr(0, 200), 60));
  }
  return found->second;
}

TokenVocabulary put_together(const TokenIds& ids, const std::vector<Line>& lines, const std::string& vocabulary_name,
                             const std::string& merges_name) {
  TokenVocabulary vocabulary;
  const auto id = [&](const std::string& token) { return id_of(ids, token, same(vocabulary_name)); };
  const std::array<std::string, 256> characters = byte_characters();
  for (std::size_t byte = 0; byte < 256; ++byte) {
    vocabulary.bytes[byte] = id(characters[byte]);
    vocabulary.last_bytes[byte] = id(characters[byte] + std::string(kWordEnd));
  }
  vocabulary.start = id(std::string(kStartMark));
  vocabulary.end = id(std::string(kEndMark));
  vocabulary.merges.reserve(lines.size());
  for (const Line& line : lines) {
    const auto [left, right] = split_pair(line, merges_name);
    const Text place = text("{}, line {}", "{}, ligne {}", merges_name, line.number);
    vocabulary.merges.push_back({id_of(ids, left, place), id_of(ids, right, place), id_of(ids, left + right, place)});
  }
  return vocabulary;
}

TokenVocabulary read_hugging_face_files(const std::string& vocab, const std::string& merges) {
  for (const std::string& file : {vocab, merges}) {
    if (std::filesystem::exists(file)) continue;
    throw model_error(
        "{}: no such file; a Hugging Face model has vocab.json and merges.txt, take both from where the "
        "model came from",
        "{} : fichier introuvable ; un modèle Hugging Face comporte vocab.json et merges.txt, à prendre "
        "tous deux là d'où vient le modèle",
        printable(file));
  }
  return parse_hugging_face_vocabulary(read_file(vocab, ErrorKind::Model, kLargestFile), printable(vocab),
                                       read_file(merges, ErrorKind::Model, kLargestFile), printable(merges));
}

// ---- tokenizer.json ----

using Json = nlohmann::json;
using Steps = std::vector<std::string>;

// How CLIPTokenizerFast cuts words; the marks may stand before it (transformers, CLIPConverter).
constexpr std::string_view kWordPattern = R"('s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+)";

/// null where there is none.
Json member(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() ? *found : Json();
}

/// The types of a sequence's steps.
Steps step_types(const Json& sequence, const char* list) {
  Steps types;
  for (const Json& step : member(sequence, list)) {
    const Json type = member(step, "type");
    types.push_back(type.is_string() ? type.get<std::string>() : "");
  }
  return types;
}

/// The regular expression of the first step that cuts texts into words.
std::string word_pattern(const Json& pre_tokenizer) {
  for (const Json& step : member(pre_tokenizer, "pretokenizers")) {
    const Json pattern = member(member(step, "pattern"), "Regex");
    return pattern.is_string() ? pattern.get<std::string>() : "";
  }
  return "";
}

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

TokenVocabulary read_openai_file(const std::string& path) {
  if (!std::filesystem::exists(path)) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    throw model_error(
        "{}: no such file; the vocabulary of CLIP's tokenizer is fetched by: scripts/fetch_weights.sh bpe --to {}",
        "{} : fichier introuvable ; le vocabulaire de CLIP se télécharge avec : scripts/fetch_weights.sh bpe --to {}",
        printable(path), folder.empty() ? "." : printable(folder));
  }
  return parse_openai_vocabulary(read_file(path, ErrorKind::Model, kLargestFile), printable(path));
}

}  // namespace

TokenVocabulary parse_openai_vocabulary(std::string_view bytes, const std::string& name, std::size_t merges) {
  const std::optional<std::string> content = gunzip(bytes, kLargestFile);
  if (!content) {
    throw model_error(
        "{}: not a whole gzip file of at most {} bytes; delete it and fetch it again: "
        "scripts/fetch_weights.sh bpe --to DIR",
        "{} : n'est pas un fichier gzip entier d'au plus {} octets ; supprimez-le et téléchargez-le à nouveau : "
        "scripts/fetch_weights.sh bpe --to DOSSIER",
        name, kLargestFile);
  }
  std::vector<Line> lines = lines_of(*content, 1);
  if (lines.size() < merges) {
    throw model_error("{}: {} merges, expected at least {}", "{} : {} fusions, au moins {} attendues", name,
                      lines.size(), merges);
  }
  lines.resize(merges);

  TokenIds ids;
  ids.reserve(512 + merges + 2);
  std::int32_t next = 0;
  const std::array<std::string, 256> characters = byte_characters();
  for (const std::string_view suffix : {std::string_view(), kWordEnd}) {
    for (const int byte : bytes_in_order()) {
      ids[characters[static_cast<std::size_t>(byte)] + std::string(suffix)] = next++;
    }
  }
  for (const Line& line : lines) {
    const auto [left, right] = split_pair(line, name);
    ids[left + right] = next++;
  }
  for (const std::string_view mark : {kStartMark, kEndMark}) ids[std::string(mark)] = next++;
  return put_together(ids, lines, name, name);
}

TokenVocabulary parse_hugging_face_vocabulary(std::string_view vocab_json, const std::string& vocab_name,
                                              std::string_view merges_txt, const std::string& merges_name) {
  const std::size_t heading = merges_txt.substr(0, 8) == "#version" ? 1 : 0;
  return put_together(parse_flat_json(vocab_json, vocab_name), lines_of(merges_txt, heading), vocab_name, merges_name);
}

TokenVocabulary parse_tokenizer_json(std::string_view json, const std::string& name) {
  const Json root = parse_json_text<Json>(json);
  if (root.is_discarded()) throw model_error("{}: not JSON", "{} : ce n'est pas du JSON", name);
  const Json model = member(root, "model");
  const auto require = [&](bool holds, const char* part) {
    if (holds) return;
    throw model_error(
        "{0}: {1} is not that of CLIP's tokenizer; take vocab.json and merges.txt from where the model "
        "came from",
        "{0} : {1} n'est pas celui du tokenizer de CLIP ; prenez vocab.json et merges.txt là d'où vient "
        "le modèle",
        name, part);
  };
  require(member(model, "type") == "BPE" || member(model, "type").is_null(), "model.type");
  require(member(model, "end_of_word_suffix") == kWordEnd, "model.end_of_word_suffix");
  require(member(model, "vocab").is_object(), "model.vocab");
  require(member(model, "merges").is_array(), "model.merges");
  require(step_types(member(root, "normalizer"), "normalizers") == Steps{"NFC", "Replace", "Lowercase"}, "normalizer");
  require(step_types(member(root, "pre_tokenizer"), "pretokenizers") == Steps{"Split", "ByteLevel"} &&
              ends_with(word_pattern(member(root, "pre_tokenizer")), kWordPattern),
          "pre_tokenizer");

  TokenIds ids;
  const Json vocab = member(model, "vocab");
  for (const auto& [token, id] : vocab.items()) {
    require(id.is_number_unsigned() && id.get<std::uint64_t>() <= std::numeric_limits<std::int32_t>::max(),
            "model.vocab");
    ids[token] = id.get<std::int32_t>();
  }
  std::vector<std::string> pairs;  // "LEFT RIGHT", or in newer files ["LEFT", "RIGHT"]
  for (const Json& merge : member(model, "merges")) {
    const bool is_list = merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string();
    require(merge.is_string() || is_list, "model.merges");
    pairs.push_back(is_list ? merge[0].get<std::string>() + " " + merge[1].get<std::string>()
                            : merge.get<std::string>());
  }
  std::vector<Line> lines;
  for (const std::string& pair : pairs) lines.push_back({lines.size() + 1, pair});
  return put_together(ids, lines, name, name);
}

VocabularyFiles hugging_face_files(const TokenVocabulary& vocabulary) {
  std::map<std::int32_t, std::string> tokens;
  const std::array<std::string, 256> characters = byte_characters();
  for (std::size_t byte = 0; byte < 256; ++byte) {
    tokens[vocabulary.bytes[byte]] = characters[byte];
    tokens[vocabulary.last_bytes[byte]] = characters[byte] + std::string(kWordEnd);
  }
  VocabularyFiles files;
  files.merges_txt = "#version: 0.2\n";
  for (const TokenMerge& merge : vocabulary.merges) {
    const std::string& left = tokens.at(merge.left);
    const std::string& right = tokens.at(merge.right);
    files.merges_txt += left + " " + right + "\n";
    tokens[merge.merged] = left + right;
  }
  tokens[vocabulary.start] = kStartMark;
  tokens[vocabulary.end] = kEndMark;
  nlohmann::ordered_json vocab;  // in the order of the ids
  for (const auto& [id, token] : tokens) vocab[token] = id;
  files.vocab_json = vocab.dump() + "\n";
  return files;
}

std::vector<std::string> vocabulary_files(const std::string& model, const std::string& bpe) {
  if (!bpe.empty()) return {bpe};
  const std::filesystem::path folder =
      std::filesystem::is_directory(model) ? std::filesystem::path(model) : std::filesystem::path(model).parent_path();
  const std::filesystem::path vocab = folder / "vocab.json", merges = folder / "merges.txt";
  if (std::filesystem::exists(vocab) || std::filesystem::exists(merges)) return {vocab.string(), merges.string()};
  if (std::filesystem::exists(folder / kTokenizerFile)) return {(folder / kTokenizerFile).string()};
  return {(folder / kOpenAiVocabulary).string()};
}

TokenVocabulary read_vocabulary(const std::string& model, const std::string& bpe) {
  const std::vector<std::string> files = vocabulary_files(model, bpe);
  if (files.size() == 2) return read_hugging_face_files(files[0], files[1]);
  const std::string& file = files.front();
  if (bpe.empty() && std::filesystem::path(file).filename() == kTokenizerFile) {
    return parse_tokenizer_json(read_file(file, ErrorKind::Model, kLargestFile), printable(file));
  }
  return read_openai_file(file);
}

}  // namespace p8
