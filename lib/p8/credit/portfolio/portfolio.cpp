#include "p8/credit/portfolio/portfolio.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "p8/base/interrupt.h"
#include "p8/base/parallel.h"
#include "p8/credit/columns/id_registry.h"
#include "p8/credit/model/reasons.h"
#include "p8/csv/csv_writer.h"
#include "p8/statistics/float_noise.h"

namespace p8 {

namespace {

// What one block of clients gives.
struct ScoredBlock {
  CsvBlock bytes;  ///< as they were read, where rows may yet be set aside
  std::string lines;
  std::vector<std::string> ids;
  std::vector<std::size_t> row_numbers;
  LabelCounts labels;
  Portfolio part;
};

template <typename T>
void add_to(std::vector<T>& totals, const std::vector<T>& others) {
  for (std::size_t i = 0; i < totals.size(); ++i) totals[i] += others[i];
}

class BlockScorer {
 public:
  BlockScorer(const Model& model, const std::vector<FeatureProfile>& reference, const ClientReader& clients,
              const ScoreOptions& options)
      : model_(model), reference_(reference), clients_(clients), options_(options) {}

  /// @param repeated  rows whose id came before, to be set aside.
  ScoredBlock score(CsvBlock bytes, const std::vector<RowFault>& repeated = {}) const {
    CsvBlock copy;
    if (clients_.skips_bad_rows()) copy = bytes;
    ClientBlock block = clients_.read(std::move(bytes));
    Scores scores;
    set_aside(repeated, block, scores.margins);
    if (block.values.rows() > 0) scores = model_.scorer->score(block.values, options_.reasons > 0);
    std::vector<RowFault> faults = remove_failures(block, scores);
    faults.insert(faults.end(), block.faults.begin(), block.faults.end());
    std::sort(faults.begin(), faults.end(), [](const RowFault& a, const RowFault& b) { return a.row < b.row; });
    const std::size_t rows = block.values.rows();
    const Schema& schema = model_.card.schema;
    ScoredBlock scored{std::move(copy),
                       {},
                       std::move(block.ids),
                       std::move(block.row_numbers),
                       std::move(block.label_counts),
                       Portfolio(schema.features().size(), reference_)};
    Portfolio& part = scored.part;
    part.errors = faults.size();
    part.faults = std::move(faults);
    part.rows = rows;
    part.unseen = std::move(block.unseen);
    part.empty_rows = block.empty_rows;
    part.counts.add(block.values);

    const std::size_t stride = block.values.stride();
    Reasons reasons;
    if (options_.reasons > 0 && rows > 0) {
      reasons = top_reasons(scores.contributions, schema.features().size(), rows, stride, options_.reasons);
      add_contributions(scores.contributions, rows, stride, part);
    }
    for (std::size_t row = 0; row < rows; ++row) add_client(scored, row, scores.margins[row], reasons);
    if (!block.labels.empty()) part.defaulted = std::move(block.labels);
    if (part.defaulted.empty()) part.p_default.clear();
    return scored;
  }

 private:
  static void add_contributions(const std::vector<double>& contributions, std::size_t rows, std::size_t stride,
                                Portfolio& part) {
    for (std::size_t f = 0; f < part.sum_contribution.size(); ++f) {
      for (std::size_t row = 0; row < rows; ++row) {
        part.sum_contribution[f] += contributions[f * stride + row];
        part.sum_abs_contribution[f] += std::abs(contributions[f * stride + row]);
      }
    }
  }

  void add_client(ScoredBlock& scored, std::size_t row, double margin, const Reasons& reasons) const {
    Portfolio& part = scored.part;
    const double p = model_.probability(margin);
    const bool refused = is_refused(p, options_.threshold);
    const int points = options_.scale.points(p);

    part.sum_p_default += p;
    part.accepted += refused ? 0 : 1;
    part.p_default.push_back(p);
    const auto bin = std::min(static_cast<std::size_t>((p + float_noise(p)) * Portfolio::kProbabilityBins),
                              Portfolio::kProbabilityBins - 1);
    for (DecisionCount* count : {&part.by_score[points], &part.by_probability[bin]}) {
      ++(refused ? count->refused : count->accepted);
    }
    if (refused && reasons.count > 0 && reasons.at(row, 0) >= 0) {
      ++part.first_reason[static_cast<std::size_t>(reasons.at(row, 0))];
    }

    CsvLine line(scored.lines);
    line.text(scored.ids[row]).number(p).number(1.0 - p).integer(points);
    line.text(refused ? "refused" : "accepted").number(margin);
    for (std::size_t rank = 0; rank < reasons.count; ++rank) {
      const int feature = reasons.at(row, rank);
      line.text(feature < 0 ? "" : model_.card.schema.features()[static_cast<std::size_t>(feature)].name);
    }
    line.end();
  }

  const Model& model_;
  const std::vector<FeatureProfile>& reference_;
  const ClientReader& clients_;
  const ScoreOptions& options_;
};

std::string header_line(std::size_t reasons) {
  std::string line = "id,probability_default,probability_repayment,score,decision,margin";
  for (std::size_t rank = 1; rank <= reasons; ++rank) line += fmt::format(",reason_{}", rank);
  return line + "\n";
}

}  // namespace

Portfolio::Portfolio(std::size_t features, const std::vector<FeatureProfile>& reference)
    : sum_contribution(features),
      sum_abs_contribution(features),
      first_reason(features),
      unseen(features),
      counts(reference) {}

void Portfolio::merge(const Portfolio& other) {
  rows += other.rows;
  accepted += other.accepted;
  sum_p_default += other.sum_p_default;
  for (const auto& [points, count] : other.by_score) {
    by_score[points].accepted += count.accepted;
    by_score[points].refused += count.refused;
  }
  for (std::size_t bin = 0; bin < kProbabilityBins; ++bin) {
    by_probability[bin].accepted += other.by_probability[bin].accepted;
    by_probability[bin].refused += other.by_probability[bin].refused;
  }
  add_to(sum_contribution, other.sum_contribution);
  add_to(sum_abs_contribution, other.sum_abs_contribution);
  add_to(first_reason, other.first_reason);
  add_to(unseen, other.unseen);
  empty_rows += other.empty_rows;
  counts.merge(other.counts);
  p_default.insert(p_default.end(), other.p_default.begin(), other.p_default.end());
  defaulted.insert(defaulted.end(), other.defaulted.begin(), other.defaulted.end());
  errors += other.errors;
  faults.insert(faults.end(), other.faults.begin(), other.faults.end());
}

Portfolio score_clients(const Model& model, const std::vector<FeatureProfile>& reference, CsvReader& file,
                        const ClientReader& clients, const ScoreOptions& options,
                        const std::function<void(const std::string&)>& write,
                        const std::function<void(double)>& progress) {
  const BlockScorer scorer(model, reference, clients, options);
  Portfolio portfolio(model.card.schema.features().size(), reference);
  IdRegistry ids;
  LabelCounts labels;
  bool has_header = false;
  ordered_pipeline(
      options.threads, [&] { return file.next_block(); },
      [&](CsvBlock block) { return scorer.score(std::move(block)); },
      [&](ScoredBlock block) {
        throw_if_interrupted();
        if (clients.skips_bad_rows()) {
          const std::vector<RowFault> repeated = ids.repeated(block.ids, block.row_numbers, clients.id_column());
          if (!repeated.empty()) block = scorer.score(std::move(block.bytes), repeated);
        } else {
          ids.add_all(block.ids, block.row_numbers, file.name());
        }
        if (!has_header) write(header_line(options.reasons));
        has_header = true;
        write(block.lines);
        portfolio.merge(block.part);
        labels.merge(block.labels);
        if (!options.keeps_faults && portfolio.faults.size() > 1) portfolio.faults.resize(1);
        progress(file.progress());
      });
  if (portfolio.rows == 0) {
    throw portfolio.errors == 0 ? no_rows(file.name()) : none_scored(portfolio.faults, portfolio.errors);
  }
  clients.check_labels(labels);
  portfolio.ids_all_checked = !ids.is_full();
  return portfolio;
}

}  // namespace p8
