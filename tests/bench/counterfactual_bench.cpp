// counterfactual_bench BUNDLE CLIENTS.csv CHANGES COLUMN...: the smallest changes of each refused client of a file,
// with at most CHANGES of the columns changed. COLUMN+ may only rise, COLUMN- only fall; PREFIX* stands for all columns
// that begin so. Prints JSON: how many were found, with how many changes, and the processor time a client on one
// thread.
#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "p8/credit/columns/client_table.h"
#include "p8/credit/counterfactual/counterfactual.h"

using namespace p8;

namespace {

double processor_milliseconds() { return 1e3 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

Direction take_direction(std::string& column) {
  const char last = column.empty() ? ' ' : column.back();
  if (last != '+' && last != '-') return Direction::Any;
  column.pop_back();
  return last == '+' ? Direction::Up : Direction::Down;
}

bool matches(const std::string& name, const std::string& pattern) {
  if (pattern.empty() || pattern.back() != '*') return name == pattern;
  return name.compare(0, pattern.size() - 1, pattern, 0, pattern.size() - 1) == 0;
}

std::vector<Actionable> actionable_of(const Schema& schema, int argc, char** argv) {
  std::vector<Actionable> actionable;
  for (int i = 4; i < argc; ++i) {
    std::string column = argv[i];
    const Direction direction = take_direction(column);
    const std::size_t before = actionable.size();
    for (std::size_t f = 0; f < schema.features().size(); ++f) {
      if (matches(schema.features()[f].name, column)) actionable.push_back({f, direction});
    }
    if (actionable.size() == before) fmt::print(stderr, "no column {}\n", column);
  }
  return actionable;
}

double at_share(const std::vector<double>& sorted, double share) {
  return sorted.empty() ? 0.0 : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    fmt::print(stderr, "usage: counterfactual_bench BUNDLE CLIENTS.csv CHANGES COLUMN[+|-]...\n");
    return 2;
  }
  const Model model = load_model(argv[1]);
  ClientColumns columns;
  columns.id = model.card.id_column;
  const ClientTable table = read_clients(argv[2], model.card.schema, columns, {});
  const std::vector<double> margins = model.scorer->score(table.values, false).margins;

  CounterfactualOptions options;
  options.actionable = actionable_of(model.card.schema, argc, argv);
  options.threshold = model.card.threshold;
  options.max_changes = std::stoul(argv[3]);
  const double start = processor_milliseconds();
  const CounterfactualSearch search(model, model.card.profiles, options);
  const double prepared = processor_milliseconds() - start;

  std::vector<std::size_t> by_changes(options.max_changes + 1);
  std::vector<double> times;
  std::size_t alternatives = 0;
  for (std::size_t row = 0; row < table.values.rows(); ++row) {
    if (!is_refused(model.probability(margins[row]), options.threshold)) continue;
    std::vector<double> client;
    for (std::size_t f = 0; f < table.values.features(); ++f) client.push_back(table.values.at(f, row));
    const double begin = processor_milliseconds();
    const std::vector<Counterfactual> found = search.find(client);
    times.push_back(processor_milliseconds() - begin);
    alternatives += found.size();
    ++by_changes[found.empty() ? 0 : found.front().changes.size()];
  }
  std::sort(times.begin(), times.end());
  double total = 0.0;
  for (const double time : times) total += time;
  const auto refused = static_cast<double>(times.size());
  fmt::print(
      "{{\"actionable\": {}, \"refused\": {}, \"found_share\": {:.4f}, \"by_changes\": [{}], \"alternatives_mean\": "
      "{:.2f}, \"prepare_ms\": {:.1f}, \"mean_ms\": {:.3f}, \"median_ms\": {:.3f}, \"p95_ms\": {:.3f}, \"max_ms\": "
      "{:.3f}}}\n",
      options.actionable.size(), times.size(), 1.0 - static_cast<double>(by_changes[0]) / refused,
      fmt::join(by_changes, ", "), static_cast<double>(alternatives) / refused, prepared, total / refused,
      at_share(times, 0.5), at_share(times, 0.95), at_share(times, 1.0));
  return 0;
}
