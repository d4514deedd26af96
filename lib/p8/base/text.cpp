#include "p8/base/text.h"

#include <algorithm>

namespace p8 {

namespace {

// Bytes of the UTF-8 character at `i`; 0 when they are not one.
std::size_t character_length(const std::string& text, std::size_t i) {
  const auto first = static_cast<unsigned char>(text[i]);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xC2 ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
  if (i + length > text.size()) return 0;
  for (std::size_t k = 1; k < length; ++k) {
    if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

std::string printable(const std::string& text, std::size_t limit) {
  std::string result;
  std::size_t i = 0;
  while (i < text.size()) {
    if (result.size() >= limit) return result + "…";
    const std::size_t length = character_length(text, i);
    const auto first = static_cast<unsigned char>(text[i]);
    const bool is_c1 = length == 2 && first == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (length == 0 || first < 0x20 || first == 0x7F || is_c1) {
      result += '?';
    } else {
      result.append(text, i, length);
    }
    i += length == 0 ? 1 : length;
  }
  return result;
}

Text list_of(const std::vector<std::string>& names, std::size_t most) {
  Text list;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) {
    const std::string name = printable(names[i], 60);
    list.en += (i == 0 ? "'" : ", '") + name + "'";
    list.fr += (i == 0 ? "« " : ", « ") + name + " »";
  }
  if (names.size() > most) {
    list.en += fmt::format(" and {} more", names.size() - most);
    list.fr += fmt::format(" et {} de plus", names.size() - most);
  }
  return list;
}

}  // namespace p8
