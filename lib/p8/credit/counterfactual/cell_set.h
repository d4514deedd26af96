#pragma once

#include <cstdint>
#include <vector>

namespace p8 {

/// Cells first, first + 1, … up to before `end`; at least one.
struct CellRun {
  std::uint32_t first = 0;
  std::uint32_t end = 0;
};

/// A set of cells as runs, ascending and apart from each other.
using CellSet = std::vector<CellRun>;

/// The cells of both sets.
inline CellSet intersection(const CellSet& a, const CellSet& b) {
  CellSet both;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    const CellRun run{x->first > y->first ? x->first : y->first, x->end < y->end ? x->end : y->end};
    if (run.first < run.end) both.push_back(run);
    x->end < y->end ? ++x : ++y;
  }
  return both;
}

/// The cells below `count` that are not in the set.
inline CellSet complement(const CellSet& set, std::uint32_t count) {
  CellSet others;
  std::uint32_t first = 0;
  for (const CellRun& run : set) {
    if (first < run.first) others.push_back({first, run.first});
    first = run.end;
  }
  if (first < count) others.push_back({first, count});
  return others;
}

}  // namespace p8
