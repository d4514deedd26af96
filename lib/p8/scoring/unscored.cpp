#include "p8/scoring/unscored.h"

#include <algorithm>
#include <cmath>

#include "p8/table/csv_writer.h"

namespace p8 {

namespace {

/// Keeps the entries of `kept`, ascending, in the first `rows` of a column; the others become `filler`.
template <typename T>
void keep_rows(T* column, const std::vector<std::size_t>& kept, std::size_t rows, const T& filler) {
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i] != i) column[i] = std::move(column[kept[i]]);
  }
  std::fill(column + kept.size(), column + rows, filler);
}

template <typename T>
void keep_rows(std::vector<T>& column, const std::vector<std::size_t>& kept) {
  if (column.empty()) return;
  keep_rows(column.data(), kept, column.size(), T());
  column.resize(kept.size());
}

}  // namespace

std::vector<UnscoredClient> remove_failures(ClientBlock& clients, Scores& scores) {
  std::vector<UnscoredClient> unscored;
  if (scores.failures.empty()) return unscored;
  const std::size_t rows = clients.values.rows();
  const std::size_t stride = clients.values.stride();
  std::vector<bool> failed(rows);
  for (const RowFailure& failure : scores.failures) {
    failed[failure.row] = true;
    unscored.push_back({clients.ids[failure.row], clients.row_numbers[failure.row], failure.reason});
  }
  std::vector<std::size_t> kept;
  for (std::size_t row = 0; row < rows; ++row) {
    if (!failed[row]) kept.push_back(row);
  }
  keep_rows(clients.ids, kept);
  keep_rows(clients.row_numbers, kept);
  keep_rows(clients.labels, kept);
  for (std::vector<std::string>& texts : clients.texts) keep_rows(texts, kept);
  keep_rows(scores.margins, kept);
  for (std::size_t f = 0; f < clients.values.features(); ++f) {
    keep_rows(clients.values.column(f), kept, rows, kMissing);
    if (!scores.contributions.empty()) keep_rows(scores.contributions.data() + f * stride, kept, rows, 0.0);
  }
  clients.values.shrink_rows(kept.size());
  scores.failures.clear();
  return unscored;
}

std::string unscored_csv(const std::vector<UnscoredClient>& clients, Language language) {
  std::string csv = "id,row,reason\n";
  for (const UnscoredClient& client : clients) {
    CsvLine line(csv);
    line.text(client.id).integer(static_cast<long long>(client.row)).text(client.reason.in(language));
    line.end();
  }
  return csv;
}

Error none_scored(const std::vector<UnscoredClient>& clients) {
  const Text& reason = clients.front().reason;
  return model_error("none of the {0} clients could be scored; the first (row {1}): {2}",
                     "aucun des {0} clients n'a pu être évalué ; le premier (ligne {1}) : {3}", clients.size(),
                     clients.front().row, reason.en, reason.fr);
}

}  // namespace p8
