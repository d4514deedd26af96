// make_applications ROWS SEED OUT.csv: applications for credit in the likeness of Home Credit's application_train: 122
// columns, 16 of them text, a quarter of the cells empty, about 540 bytes a row. TARGET depends on many columns.

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "p8/base/random.h"
#include "p8/files/file.h"

namespace {

using p8::Random;

// A column and how its cells are written.
struct Column {
  std::string name;
  enum Kind { Flag, Count, Amount, Days, Share, Score, Category } kind;
  double missing;  // share of empty cells
  double effect;   // on the log-odds of default
  int categories;
};

std::vector<Column> columns() {
  std::vector<Column> all;
  const auto add = [&](const char* prefix, int count, Column::Kind kind, double missing, double effect,
                       int categories = 0) {
    for (int i = 0; i < count; ++i) {
      const double sign = i % 2 == 0 ? 1.0 : -1.0;
      all.push_back({fmt::format("{}_{}", prefix, i + 1), kind, missing, sign * effect / (1 + i), categories});
    }
  };
  add("EXT_SOURCE", 3, Column::Score, 0.25, 3.0);
  add("AMT", 4, Column::Amount, 0.01, 0.5);
  add("DAYS", 5, Column::Days, 0.0, 0.6);
  add("NAME", 13, Column::Category, 0.05, 0.3, 7);
  add("ORGANIZATION", 3, Column::Category, 0.1, 0.3, 58);
  add("APARTMENTS", 45, Column::Share, 0.65, 0.4);
  add("FLAG", 30, Column::Flag, 0.0, 0.2);
  add("CNT", 17, Column::Count, 0.05, 0.2);
  return all;
}

// Writes the cell and returns its place in [0, 1].
double write_cell(const Column& column, Random& random, std::string& line) {
  const double u = random.uniform();
  switch (column.kind) {
    case Column::Flag:
      line += u < 0.2 ? '1' : '0';
      return u < 0.2 ? 1.0 : 0.0;
    case Column::Count:
      line += fmt::format("{}.0", static_cast<int>(8.0 * u * u));
      return u;
    case Column::Amount:
      line += fmt::format("{}.0", 4500 * static_cast<int>(1.0 + 200.0 * u * u));
      return u;
    case Column::Days:
      line += fmt::format("-{}", static_cast<int>(25000.0 * u));
      return u;
    case Column::Share:
      line += fmt::format("{:.4f}", u * u);
      return u;
    case Column::Score:
      line += fmt::format("{}", u);
      return u;
    case Column::Category: {
      const int category = static_cast<int>(u * u * column.categories);
      line += category % 5 == 1 ? fmt::format("\"Spouse, {}\"", category) : fmt::format("Worker {}", category);
      return u;
    }
  }
  return 0.0;
}

std::string make_row(std::size_t id, const std::vector<Column>& all, Random& random) {
  std::string line;
  double log_odds = -2.4;
  for (const Column& column : all) {
    line += ',';
    if (random.uniform() < column.missing) continue;
    log_odds -= column.effect * (write_cell(column, random, line) - 0.5);
  }
  const bool defaulted = random.uniform() < 1.0 / (1.0 + std::exp(-log_odds));
  return fmt::format("{},{}{}\n", id, defaulted ? 1 : 0, line);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    fmt::print(stderr, "usage: make_applications ROWS SEED OUT.csv\n");
    return 2;
  }
  const std::size_t rows = std::stoul(argv[1]);
  Random random(std::stoull(argv[2]));
  const std::vector<Column> all = columns();
  p8::OutputStream out(argv[3]);
  std::string header = "SK_ID_CURR,TARGET";
  for (const Column& column : all) header += "," + column.name;
  out.write(header + "\n");
  for (std::size_t row = 0; row < rows; ++row) out.write(make_row(100002 + row, all, random));
  out.close();
  return 0;
}
