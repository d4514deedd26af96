#include "p8/credit/columns/client_table.h"

#include <algorithm>
#include <utility>

#include "p8/base/interrupt.h"
#include "p8/base/parallel.h"
#include "p8/base/random.h"

namespace p8 {

namespace {

// Rows column by column, growing at the end or replacing one that is there.
class Rows {
 public:
  explicit Rows(std::size_t features) : columns_(features) {}

  std::size_t count() const { return ids_.size(); }

  void set(std::size_t at, const ClientBlock& block, std::size_t row) {
    if (at == count()) {
      ids_.emplace_back();
      if (!block.labels.empty()) labels_.emplace_back();
      for (std::vector<double>& column : columns_) column.emplace_back();
    }
    ids_[at] = block.ids[row];
    if (!block.labels.empty()) labels_[at] = block.labels[row];
    for (std::size_t f = 0; f < columns_.size(); ++f) columns_[f][at] = block.values.at(f, row);
  }

  ClientTable take() {
    ClientTable table;
    table.values = FeatureBlock(columns_.size(), count());
    for (std::size_t f = 0; f < columns_.size(); ++f) {
      std::copy(columns_[f].begin(), columns_[f].end(), table.values.column(f));
      columns_[f] = {};  // at no time is everything there twice
    }
    table.ids = std::move(ids_);
    table.labels = std::move(labels_);
    return table;
  }

 private:
  std::vector<std::string> ids_;
  std::vector<int> labels_;
  std::vector<std::vector<double>> columns_;
};

}  // namespace

ClientTable read_clients(const std::string& path, const Schema& schema, const ClientColumns& columns,
                         const TableOptions& options) {
  CsvReader file(path);
  return read_clients(file, schema, columns, options);
}

ClientTable read_clients(CsvReader& file, const Schema& schema, const ClientColumns& columns,
                         const TableOptions& options) {
  const ClientReader clients(file.header(), file.name(), schema, columns);
  Rows kept(schema.features().size());
  Random random(options.seed);
  LabelCounts labels;
  std::size_t seen = 0;
  std::size_t empty_rows = 0;
  ordered_pipeline(
      options.threads, [&] { return file.next_block(); },
      [&](CsvBlock block) { return clients.read(std::move(block)); },
      [&](const ClientBlock& block) {
        throw_if_interrupted();
        labels.merge(block.label_counts);
        empty_rows += block.empty_rows;
        for (std::size_t row = 0; row < block.values.rows(); ++row) {
          ++seen;
          if (options.most_rows == 0 || kept.count() < options.most_rows) {
            kept.set(kept.count(), block, row);
          } else if (const std::uint64_t place = random.below(seen); place < options.most_rows) {
            kept.set(place, block, row);
          }
        }
      });
  if (seen == 0) throw no_rows(file.name());
  clients.check_labels(labels);
  ClientTable table = kept.take();
  table.negative_label = clients.label_reader().negative_of(labels);
  table.rows_in_file = seen;
  table.empty_rows = empty_rows;
  table.digest = file.digest();
  return table;
}

}  // namespace p8
