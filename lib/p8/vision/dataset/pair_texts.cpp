#include "p8/vision/dataset/pair_texts.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "p8/vision/embedding/prompts.h"
#include "p8/vision/tokenizer/text_cleaning.h"

namespace p8 {

namespace {

constexpr std::size_t kLongestAbbreviation = 2;  // letters
constexpr std::size_t kMaxRepeats = 1000;

/// Gives each different text a number.
class TextNumbers {
 public:
  std::int64_t number(const std::string& text) {
    const auto [found, is_new] = numbers_.emplace(text, static_cast<std::int64_t>(texts.size()));
    if (is_new) texts.push_back(text);
    return found->second;
  }

  std::vector<std::string> texts;

 private:
  std::unordered_map<std::string, std::int64_t> numbers_;
};

/// How often a photo's own texts must stand beside so many sentences of its label to be drawn in their share.
std::size_t repeats(std::size_t own, std::size_t sentences, double label_share) {
  if (own == 0 || sentences == 0 || label_share <= 0.0) return 1;
  const double times = static_cast<double>(sentences) * (1.0 - label_share) / (label_share * static_cast<double>(own));
  return std::clamp<std::size_t>(static_cast<std::size_t>(std::lround(std::min(times, 1e6))), 1, kMaxRepeats);
}

bool is_blank(const std::string& text) { return clean_text(text).empty(); }

}  // namespace

std::string first_sentence(const std::string& text) {
  std::size_t word = 0;  // where the word at hand begins
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == ' ') word = i + 1;
    const bool ends =
        (text[i] == '.' || text[i] == '!' || text[i] == '?') && (text[i + 1] == ' ' || text[i + 1] == '\n');
    if (ends && (text[i] != '.' || i - word > kLongestAbbreviation)) return text.substr(0, i);
  }
  return text;
}

std::vector<std::string> label_words(const std::string& label) {
  std::vector<std::string> words;
  std::size_t end = label.size(), components = 0;
  while (components < 2 && end > 0) {
    const std::size_t slash = label.rfind('/', end - 1);
    const std::size_t begin = slash == std::string::npos ? 0 : slash + 1;
    std::string component = label.substr(begin, end - begin);
    std::replace(component.begin(), component.end(), '_', ' ');
    component = clean_text(component, true);
    if (!component.empty()) ++components;
    if (!component.empty() && std::find(words.begin(), words.end(), component) == words.end()) {
      words.push_back(component);
    }
    end = begin == 0 ? 0 : begin - 1;
  }
  return words;
}

PairTexts pair_texts(const ImageSet& set, const PairTextOptions& options) {
  std::vector<std::vector<std::string>> sentences_of;  // of each class
  for (const std::string& label : set.classes) {
    std::vector<std::string>& sentences = sentences_of.emplace_back();
    for (const std::string& words : label_words(label)) {
      const std::vector<std::string> filled = fill_templates(options.templates, words);
      sentences.insert(sentences.end(), filled.begin(), filled.end());
    }
  }
  TextNumbers numbers;
  PairTexts result;
  for (const ImageItem& item : set.items) {
    std::vector<std::int64_t> own;
    if (!is_blank(item.text)) {
      own.push_back(numbers.number(item.text));
      const std::string first = first_sentence(item.text);
      if (first != item.text && !is_blank(first)) own.push_back(numbers.number(first));
    }
    std::vector<std::int64_t> all;
    const bool is_labelled = item.label && (own.empty() || options.label_share > 0.0);
    const std::size_t sentences = is_labelled ? sentences_of[*item.label].size() : 0;
    for (std::size_t i = repeats(own.size(), sentences, options.label_share); i > 0; --i) {
      all.insert(all.end(), own.begin(), own.end());
    }
    for (std::size_t i = 0; i < sentences; ++i) all.push_back(numbers.number(sentences_of[*item.label][i]));
    result.texts_of.push_back(std::move(all));
  }
  result.texts = std::move(numbers.texts);
  return result;
}

}  // namespace p8
