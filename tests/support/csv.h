#pragma once

#include <map>
#include <string>
#include <vector>

namespace p8::test {

/// A CSV file as RFC 4180 has it, one map from column to cell a row.
inline std::vector<std::map<std::string, std::string>> read_csv(const std::string& bytes) {
  std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char c = bytes[i];
    if (quoted && c == '"' && i + 1 < bytes.size() && bytes[i + 1] == '"') {
      rows.back().back() += c;
      ++i;
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      rows.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      rows.emplace_back(1);
    } else {
      rows.back().back() += c;
    }
  }
  rows.pop_back();  // behind the last newline
  std::vector<std::map<std::string, std::string>> named;
  for (std::size_t row = 1; row < rows.size(); ++row) {
    named.emplace_back();
    for (std::size_t c = 0; c < rows[0].size(); ++c)
      named.back()[rows[0][c]] = c < rows[row].size() ? rows[row][c] : "";
  }
  return named;
}

}  // namespace p8::test
