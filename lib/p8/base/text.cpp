#include "p8/base/text.h"

#include <algorithm>

#include "p8/base/utf8.h"

namespace p8 {

void append(Text& list, const Text& part, const Text& separator) {
  list.en += (list.en.empty() ? "" : separator.en) + part.en;
  list.fr += (list.fr.empty() ? "" : separator.fr) + part.fr;
}

std::string printable(const std::string& text, std::size_t limit) {
  std::string result;
  for (std::size_t i = 0; i < text.size();) {
    if (result.size() >= limit) return result + "…";
    std::size_t end = i;
    const std::uint32_t code_point = next_code_point(text, end);
    if (code_point == kIllFormed) end = i + 1;  // a '?' for each byte
    const bool is_control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0);
    if (code_point == kIllFormed || is_control) {
      result += '?';
    } else {
      result.append(text, i, end - i);
    }
    i = end;
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
