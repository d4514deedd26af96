#include "p8/credit/model/unscored.h"

#include <algorithm>
#include <cmath>

#include "p8/base/log.h"
#include "p8/csv/csv_reader.h"
#include "p8/csv/csv_writer.h"

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

/// Keeps some rows of a block, ascending.
void keep_rows(ClientBlock& clients, const std::vector<std::size_t>& kept) {
  keep_rows(clients.ids, kept);
  keep_rows(clients.row_numbers, kept);
  keep_rows(clients.labels, kept);
  for (std::vector<std::string>& texts : clients.texts) keep_rows(texts, kept);
  for (std::size_t f = 0; f < clients.values.features(); ++f) {
    keep_rows(clients.values.column(f), kept, clients.values.rows(), kMissing);
  }
  clients.values.shrink_rows(kept.size());
}

std::string as_utf8(const std::string& text) {
  return find_invalid_utf8(text) == std::string::npos ? text : printable(text);
}

}  // namespace

std::vector<RowFault> remove_failures(ClientBlock& clients, Scores& scores) {
  std::vector<RowFault> faults;
  if (scores.failures.empty()) return faults;
  const std::size_t rows = clients.values.rows();
  const std::size_t stride = clients.values.stride();
  std::vector<bool> failed(rows);
  for (const RowFailure& failure : scores.failures) {
    failed[failure.row] = true;
    faults.push_back(
        {clients.row_numbers[failure.row], clients.ids[failure.row], {}, {}, failure.reason, ErrorKind::Model});
  }
  std::vector<std::size_t> kept;
  for (std::size_t row = 0; row < rows; ++row) {
    if (!failed[row]) kept.push_back(row);
  }
  keep_rows(scores.margins, kept);
  if (!scores.contributions.empty()) {
    for (std::size_t f = 0; f < clients.values.features(); ++f) {
      keep_rows(scores.contributions.data() + f * stride, kept, rows, 0.0);
    }
  }
  keep_rows(clients, kept);
  scores.failures.clear();
  return faults;
}

void set_aside(const std::vector<RowFault>& faults, ClientBlock& clients, std::vector<double>& margins) {
  if (faults.empty()) return;
  std::vector<std::size_t> kept;
  auto fault = faults.begin();
  for (std::size_t row = 0; row < clients.row_numbers.size(); ++row) {
    if (fault != faults.end() && fault->row == clients.row_numbers[row]) {
      ++fault;
    } else {
      kept.push_back(row);
    }
  }
  keep_rows(clients, kept);
  keep_rows(margins, kept);
  clients.faults.insert(clients.faults.end(), faults.begin(), faults.end());
}

std::string errors_csv(const std::vector<RowFault>& faults, Language language) {
  std::string csv = "row,id,column,value,reason\n";
  for (const RowFault& fault : faults) {
    CsvLine line(csv);
    line.integer(static_cast<long long>(fault.row)).text(as_utf8(fault.id)).text(fault.column);
    line.text(as_utf8(fault.value)).text(fault.reason.in(language));
    line.end();
  }
  return csv;
}

Error none_scored(const std::vector<RowFault>& faults, std::size_t count) {
  const RowFault& first = faults.front();
  const Text column =
      first.column.empty() ? Text{} : text(", column '{0}'", ", colonne « {0} »", printable(first.column));
  const Text message = text("none of the {0} clients could be scored; the first (row {1}{2}): {3}",
                            "aucun des {0} clients n'a pu être évalué ; le premier (ligne {1}{2}) : {3}", count,
                            first.row, column, first.reason);
  const bool is_data =
      std::any_of(faults.begin(), faults.end(), [](const RowFault& fault) { return fault.kind == ErrorKind::Data; });
  return {is_data ? ErrorKind::Data : ErrorKind::Model, message};
}

}  // namespace p8
