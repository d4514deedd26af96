#include "p8/base/closest.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <tuple>

#include "p8/base/text.h"
#include "p8/base/utf8.h"

namespace p8 {

namespace {

// The first characters of a text; what is not UTF-8 counts as a character for each first byte.
std::vector<std::uint32_t> characters_of(std::string_view text) {
  std::vector<std::uint32_t> characters;
  for (std::size_t i = 0; i < text.size() && characters.size() < kMaxCompared;) {
    const std::size_t start = i;
    const std::uint32_t c = next_code_point(text, i);
    characters.push_back(c == kIllFormed ? kIllFormed - static_cast<unsigned char>(text[start]) : c);
  }
  return characters;
}

std::size_t distance(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  // Row i of the table: the distance of a's first i characters to b's first j. Three rows are enough for a swap.
  using Row = std::array<std::size_t, kMaxCompared + 1>;
  Row before_last = {};
  Row last = {};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    Row row = {};
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

std::vector<std::uint32_t> lower_case(std::vector<std::uint32_t> characters) {
  for (std::uint32_t& c : characters) c += c >= 'A' && c <= 'Z' ? 'a' - 'A' : 0;
  return characters;
}

}  // namespace

std::size_t alignment_distance(std::string_view a, std::string_view b) {
  return distance(characters_of(a), characters_of(b));
}

std::vector<std::string> closest_names(const std::string& name, const std::vector<std::string>& candidates,
                                       std::size_t most) {
  const std::vector<std::uint32_t> sought = characters_of(name);
  const std::vector<std::uint32_t> folded = lower_case(sought);
  const std::size_t limit = std::max<std::size_t>(2, sought.size() / 3);
  std::vector<std::tuple<std::size_t, std::size_t, std::size_t>> near;  // distance without case, with it, index
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::vector<std::uint32_t> candidate = characters_of(candidates[i]);
    const std::size_t longer = std::max(candidate.size(), sought.size());
    if (longer - std::min(candidate.size(), sought.size()) > limit) continue;
    const std::size_t edits = distance(folded, lower_case(candidate));
    if (edits <= limit && edits < longer) near.emplace_back(edits, distance(sought, candidate), i);
  }
  std::sort(near.begin(), near.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < std::min(most, near.size()); ++i) names.push_back(candidates[std::get<2>(near[i])]);
  return names;
}

Text did_you_mean(const std::vector<std::string>& names) {
  if (names.empty()) return {};
  Text list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_last = i > 0 && i + 1 == names.size();
    const std::string name = printable(names[i], 60);
    list.en += (i == 0 ? "" : is_last ? " or " : ", ") + ("'" + name + "'");
    list.fr += (i == 0 ? "" : is_last ? " ou " : ", ") + ("« " + name + " »");
  }
  return text("; did you mean {}?", " ; vouliez-vous dire {} ?", list);
}

}  // namespace p8
