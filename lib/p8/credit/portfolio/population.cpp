#include "p8/credit/portfolio/population.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "p8/base/interrupt.h"
#include "p8/base/parallel.h"
#include "p8/credit/columns/id_registry.h"
#include "p8/csv/number.h"

namespace p8 {

namespace {

struct ScoredBlock {
  ClientBlock clients;
  std::vector<double> margins;
  std::vector<RowFault> faults;  // of the model; those of rows are in the block
};

bool all_numbers(const std::vector<ClientBlock>& blocks, std::size_t t) {
  for (const ClientBlock& block : blocks) {
    for (const std::string& cell : block.texts[t]) {
      if (!cell.empty() && parse_number(cell).fault != NumberFault::None) return false;
    }
  }
  return true;
}

}  // namespace

Population::Place Population::place_of(std::size_t row) const {
  const auto after = std::upper_bound(first_rows_.begin(), first_rows_.end(), row);
  const auto block = static_cast<std::size_t>(after - first_rows_.begin()) - 1;
  return {block, row - first_rows_[block]};
}

const std::string& Population::id(std::size_t row) const {
  const Place place = place_of(row);
  return blocks_[place.block].ids[place.row];
}

std::size_t Population::row_number(std::size_t row) const {
  const Place place = place_of(row);
  return blocks_[place.block].row_numbers[place.row];
}

std::optional<std::size_t> Population::find(const std::string& id) const {
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    const std::vector<std::string>& ids = blocks_[b].ids;
    const auto found = std::find(ids.begin(), ids.end(), id);
    if (found != ids.end()) return first_rows_[b] + static_cast<std::size_t>(found - ids.begin());
  }
  return std::nullopt;
}

std::vector<double> Population::client(std::size_t row) const {
  const Place place = place_of(row);
  const FeatureBlock& values = blocks_[place.block].values;
  std::vector<double> client(values.features());
  for (std::size_t f = 0; f < client.size(); ++f) client[f] = values.at(f, place.row);
  return client;
}

FeatureBlock Population::gather(const std::vector<std::size_t>& rows) const {
  FeatureBlock gathered(blocks_.front().values.features(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Place place = place_of(rows[i]);
    const FeatureBlock& values = blocks_[place.block].values;
    for (std::size_t f = 0; f < gathered.features(); ++f) gathered.column(f)[i] = values.at(f, place.row);
  }
  return gathered;
}

std::vector<double> Population::feature(std::size_t f) const {
  std::vector<double> values;
  values.reserve(rows());
  for (const ClientBlock& block : blocks_) {
    const double* const column = block.values.column(f);
    values.insert(values.end(), column, column + block.values.rows());
  }
  return values;
}

PopulationColumn Population::text_column(std::size_t t) const {
  PopulationColumn column;
  column.feature.name = text_names_[t];
  column.values.reserve(rows());
  if (all_numbers(blocks_, t)) {
    for (const ClientBlock& block : blocks_) {
      for (const std::string& cell : block.texts[t]) {
        column.values.push_back(cell.empty() ? kMissing : parse_number(cell).value);
      }
    }
    return column;
  }
  std::set<std::string> categories;
  for (const ClientBlock& block : blocks_) categories.insert(block.texts[t].begin(), block.texts[t].end());
  categories.erase("");
  column.feature.kind = FeatureKind::Category;
  column.feature.categories.assign(categories.begin(), categories.end());
  const CategoryIndex index(column.feature.categories);
  for (const ClientBlock& block : blocks_) {
    for (const std::string& cell : block.texts[t]) {
      column.values.push_back(cell.empty() ? kMissing : static_cast<double>(index.code(cell)));
    }
  }
  return column;
}

Portfolio Population::portfolio(const std::vector<FeatureProfile>& reference, double threshold) const {
  Portfolio portfolio(unseen_.size(), reference);
  portfolio.rows = rows();
  for (const double p : p_default_) {
    portfolio.sum_p_default += p;
    portfolio.accepted += is_refused(p, threshold) ? 0 : 1;
  }
  portfolio.unseen = unseen_;
  portfolio.empty_rows = empty_rows_;
  portfolio.errors = faults_.size();
  if (!reference.empty()) {
    for (const ClientBlock& block : blocks_) portfolio.counts.add(block.values);
  }
  if (!labels_.empty()) {
    portfolio.p_default = p_default_;
    portfolio.defaulted = labels_;
  }
  return portfolio;
}

Population read_population(const Model& model, CsvReader& file, const ClientColumns& columns, int threads,
                           const std::function<void(double)>& progress) {
  const ClientReader clients(file.header(), file.name(), model.card.schema, columns);
  Population population;
  population.text_names_ = columns.texts;
  population.missing_features_ = clients.missing_features();
  population.unseen_.resize(model.card.schema.features().size());
  IdRegistry ids;
  LabelCounts label_counts;
  ordered_pipeline(
      threads, [&] { return file.next_block(); },
      [&](CsvBlock block) {
        ScoredBlock scored{clients.read(std::move(block)), {}, {}};
        Scores scores;
        if (scored.clients.values.rows() > 0) scores = model.scorer->score(scored.clients.values, false);
        scored.faults = remove_failures(scored.clients, scores);
        scored.margins = std::move(scores.margins);
        return scored;
      },
      [&](ScoredBlock block) {
        throw_if_interrupted();
        if (clients.skips_bad_rows()) {
          set_aside(ids.repeated(block.clients.ids, block.clients.row_numbers, clients.id_column()), block.clients,
                    block.margins);
        } else {
          ids.add_all(block.clients.ids, block.clients.row_numbers, file.name());
        }
        if (!block.margins.empty()) population.first_rows_.push_back(population.margins_.size());
        for (const double margin : block.margins) {
          population.margins_.push_back(margin);
          population.p_default_.push_back(model.probability(margin));
        }
        label_counts.merge(block.clients.label_counts);
        population.empty_rows_ += block.clients.empty_rows;
        const std::vector<int>& labels = block.clients.labels;
        population.labels_.insert(population.labels_.end(), labels.begin(), labels.end());
        for (std::size_t f = 0; f < population.unseen_.size(); ++f) population.unseen_[f] += block.clients.unseen[f];
        std::vector<RowFault>& faults = block.faults;
        faults.insert(faults.end(), block.clients.faults.begin(), block.clients.faults.end());
        std::sort(faults.begin(), faults.end(), [](const RowFault& a, const RowFault& b) { return a.row < b.row; });
        population.faults_.insert(population.faults_.end(), faults.begin(), faults.end());
        if (!block.margins.empty()) population.blocks_.push_back(std::move(block.clients));
        progress(file.progress());
      });
  if (population.rows() == 0) {
    throw population.faults_.empty() ? no_rows(file.name())
                                     : none_scored(population.faults_, population.faults_.size());
  }
  clients.check_labels(label_counts);
  population.digest_ = file.digest();
  return population;
}

}  // namespace p8
