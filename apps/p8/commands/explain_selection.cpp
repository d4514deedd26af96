#include "p8/commands/explain_selection.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "p8/base/error.h"
#include "p8/csv/number.h"

namespace p8::app {

namespace {

/// "the 1st", "the 2nd" of several; ids themselves are not for logs.
Text place_of(std::size_t number) {
  const bool is_teen = number % 100 >= 11 && number % 100 <= 13;
  const char* const ending = is_teen            ? "th"
                             : number % 10 == 1 ? "st"
                             : number % 10 == 2 ? "nd"
                             : number % 10 == 3 ? "rd"
                                                : "th";
  return {fmt::format("{}{}", number, ending), fmt::format("{}{}", number, number == 1 ? "er" : "e")};
}

std::vector<std::size_t> named_clients(const std::vector<std::string>& ids, const Population& population) {
  std::vector<std::size_t> rows;
  std::vector<Text> unknown;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::optional<std::size_t> row = population.find(ids[i]);
    if (!row) {
      unknown.push_back(place_of(i + 1));
    } else if (std::find(rows.begin(), rows.end(), *row) == rows.end()) {
      rows.push_back(*row);
    }
  }
  if (unknown.empty()) return rows;
  if (ids.size() == 1) {
    throw data_error(
        "--client: no client of the data has this id; --id names the column of ids",
        "--client : aucun client des données n'a cet identifiant ; --id désigne la colonne des identifiants");
  }
  Text places;
  for (const Text& place : unknown) append(places, place, same(", "));
  throw data_error("--client: the data lack {0} of these {1} clients: {2}",
                   "--client : il manque aux données {0} de ces {1} clients : {2}", unknown.size(), ids.size(), places);
}

std::vector<std::size_t> riskiest_clients(std::size_t most, const Population& population) {
  std::vector<std::size_t> rows(population.rows());
  std::iota(rows.begin(), rows.end(), 0);
  const std::vector<double>& p = population.p_default();
  std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) { return p[a] > p[b]; });
  rows.resize(std::min(most, rows.size()));
  return rows;
}

}  // namespace

void add_selection_options(CLI::App& command, SelectionOptions& options) {
  CLI::Option* const clients =
      command.add_option("--client", options.clients, "Ids of the clients to explain (repeatable)")->type_name("ID");
  CLI::Option* const top = command.add_option("--top", options.top, "Explain the N riskiest clients")
                               ->type_name("N")
                               ->check(CLI::Range(1, 100'000'000));
  command.add_flag("--all", options.all, "Explain all clients")->excludes(clients)->excludes(top);
  top->excludes(clients);
}

void require_selection(const SelectionOptions& options) {
  if (!options.clients.empty() || options.top > 0 || options.all) return;
  throw usage_error("whom to explain? give --client ID, --top N or --all",
                    "qui expliquer ? indiquez --client ID, --top N ou --all");
}

std::vector<std::size_t> select_clients(const SelectionOptions& options, const Population& population) {
  if (!options.clients.empty()) return named_clients(options.clients, population);
  if (options.top > 0) return riskiest_clients(options.top, population);
  std::vector<std::size_t> all(population.rows());
  std::iota(all.begin(), all.end(), 0);
  return all;
}

void warn_of_settings(const std::vector<Setting>& settings, const Schema& schema, Log& log) {
  for (const Setting& setting : settings) {
    if (!setting.out_of_range) continue;
    const std::string name = printable(schema.features()[setting.feature].name, 60);
    log.warn(text("--set: {}={} is outside the range seen in training",
                  "--set : {}={} sort des valeurs vues à l'apprentissage", name, number_text(setting.value)));
  }
}

}  // namespace p8::app
