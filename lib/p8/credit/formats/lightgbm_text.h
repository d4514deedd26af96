#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "p8/base/error.h"
#include "p8/base/log.h"

/// The text that LightGBM's models are written in: sections of "key=value" lines, values of words parted by spaces.
/// Everything throws Error(Model) that names the file, the tree and the field.
namespace p8::lightgbm {

/// Lines of the file, one after the other, without their line end.
class Lines {
 public:
  explicit Lines(std::string_view bytes) : rest_(bytes) {}

  bool at_end() const { return rest_.empty(); }
  std::size_t number() const { return number_; }
  std::string_view rest() const { return rest_; }
  std::string_view next() {
    const std::size_t end = rest_.find('\n');
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ++number_;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
  }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

/// The "key=value" lines of one section, up to an empty line. A bare word has an empty value.
class Section {
 public:
  void add(std::string_view line) {
    const std::size_t equals = line.find('=');
    fields_.emplace_back(line.substr(0, equals),
                         equals == std::string_view::npos ? std::string_view() : line.substr(equals + 1));
  }
  const std::string_view* find(std::string_view key) const {
    for (const auto& field : fields_) {
      if (field.first == key) return &field.second;
    }
    return nullptr;
  }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> fields_;
};

/// Where a field stands: the file's header or one of its trees.
struct Place {
  const std::string& file;
  std::int64_t tree = -1;  // -1: header

  Text text() const {
    if (tree < 0) return p8::text("{}: header", "{} : en-tête", file);
    return p8::text("{}: tree {}", "{} : arbre {}", file, tree);
  }
};

/// "PLACE: REASON" in both languages.
template <typename... Args>
Error fault(const Place& place, const char* en, const char* fr, const Args&... args) {
  return model_error("{}: {}", "{} : {}", place.text(), text(en, fr, args...));
}

inline std::string shown(std::string_view text) { return printable(std::string(text.substr(0, 200)), 60); }

/// The value of a field. Throws where it is missing.
inline std::string_view field(const Section& section, const char* key, const Place& place) {
  const std::string_view* value = section.find(key);
  if (value == nullptr) throw fault(place, "\"{}=\" is missing", "« {}= » est absent", key);
  return *value;
}

/// Splits off the next word; empty at the end.
inline std::string_view next_word(std::string_view& rest) {
  const std::size_t begin = std::min(rest.find_first_not_of(' '), rest.size());
  rest.remove_prefix(begin);
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end);
  return word;
}

/// The number that the whole word is.
template <typename Number>
Number parse(std::string_view word, const char* key, const Place& place) {
  Number number{};
  const std::from_chars_result result = std::from_chars(word.data(), word.data() + word.size(), number);
  if (result.ec == std::errc() && result.ptr == word.data() + word.size()) return number;
  if constexpr (std::is_floating_point_v<Number>) {
    // A decimal too small for a double is a zero; one too large is refused as not finite below.
    if (result.ec == std::errc::result_out_of_range && result.ptr == word.data() + word.size()) {
      const std::size_t exponent = word.find_first_of("eE");
      if (exponent != std::string_view::npos && exponent + 1 < word.size() && word[exponent + 1] == '-') return 0.0;
    }
  }
  throw fault(place, "\"{}\": expected a number, found \"{}\"", "« {} » : un nombre est attendu, « {} » trouvé", key,
              shown(word));
}

template <typename Number>
Number number(const Section& section, const char* key, const Place& place) {
  return parse<Number>(field(section, key, place), key, place);
}

/// The numbers of a field. Throws unless there are exactly `count`.
template <typename Number>
std::vector<Number> numbers(const Section& section, const char* key, std::size_t count, const Place& place) {
  std::string_view rest = field(section, key, place);
  std::vector<Number> values;
  values.reserve(std::min(count, rest.size()));
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
    if (values.size() == count) {
      throw fault(place, "\"{}\" has more than the expected {} numbers", "« {} » a plus que les {} nombres attendus",
                  key, count);
    }
    values.push_back(parse<Number>(word, key, place));
  }
  if (values.size() != count) {
    throw fault(place, "\"{}\" has {} numbers, expected {}", "« {} » a {} nombres au lieu de {}", key, values.size(),
                count);
  }
  return values;
}

}  // namespace p8::lightgbm
