#pragma once

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "p8/csv/feature_block.h"

namespace p8::test {

/// A golden CSV file: comma separated, no quotes, a header, an empty cell = missing.
struct GoldenCsv {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;

  std::size_t column(const std::string& name) const {
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (header[i] == name) return i;
    }
    throw std::runtime_error("no column " + name);
  }
  double number(std::size_t row, std::size_t column) const {
    const std::string& cell = rows[row][column];
    if (cell.empty()) return std::numeric_limits<double>::quiet_NaN();
    double value = 0.0;
    const std::from_chars_result result = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    // from_chars leaves what lies beyond double alone; strtod makes it 0 or infinite.
    return result.ec == std::errc() ? value : std::strtod(cell.c_str(), nullptr);
  }
  double number(std::size_t row, const std::string& name) const { return number(row, column(name)); }
};

inline std::vector<std::string> split_cells(const std::string& line) {
  std::vector<std::string> cells(1);
  for (const char c : line) {
    if (c == ',') {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

inline GoldenCsv read_golden_csv(const std::string& path) {
  std::ifstream file(path);
  GoldenCsv csv;
  std::string line;
  std::getline(file, line);
  csv.header = split_cells(line);
  while (std::getline(file, line)) csv.rows.push_back(split_cells(line));
  return csv;
}

/// The named columns as features.
inline FeatureBlock feature_block(const GoldenCsv& csv, const std::vector<std::string>& features) {
  FeatureBlock block(features.size(), csv.rows.size());
  for (std::size_t f = 0; f < features.size(); ++f) {
    const std::size_t column = csv.column(features[f]);
    for (std::size_t row = 0; row < csv.rows.size(); ++row) block.column(f)[row] = csv.number(row, column);
  }
  return block;
}

}  // namespace p8::test
