#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "p8/credit/columns/client_reader.h"
#include "p8/credit/model/model.h"
#include "p8/credit/portfolio/portfolio.h"

namespace p8 {

/// One column of all clients: of the model's features, or another one of the file.
struct PopulationColumn {
  Feature feature;             ///< name, kind, and for categories the texts
  std::vector<double> values;  ///< (rows): numbers, or codes of categories; NaN = missing
};

/// All clients of a file in memory, block by block as they were read, with what the model says of each. One feature of
/// one client takes eight bytes.
class Population {
 public:
  std::size_t rows() const { return margins_.size(); }
  const std::string& id(std::size_t row) const;
  /// The row number in the file; the header is row 1.
  std::size_t row_number(std::size_t row) const;
  /// The row of a client, or nothing.
  std::optional<std::size_t> find(const std::string& id) const;

  const std::vector<double>& margins() const { return margins_; }      ///< (rows), log-odds of default
  const std::vector<double>& p_default() const { return p_default_; }  ///< (rows), in [0, 1]
  const std::vector<int>& labels() const { return labels_; }           ///< (rows), 1 = default; empty: unknown
  const std::vector<std::size_t>& unseen() const { return unseen_; }   ///< per feature: categories not in training
  std::size_t empty_rows() const { return empty_rows_; }               ///< records without any value, passed over
  const std::vector<std::string>& missing_features() const { return missing_features_; }
  const std::vector<RowFault>& faults() const { return faults_; }  ///< clients left out of all of the above
  const Digest& digest() const { return digest_; }

  /// The values of one client, (features).
  std::vector<double> client(std::size_t row) const;
  /// Some clients as a block, (features, rows.size()).
  FeatureBlock gather(const std::vector<std::size_t>& rows) const;
  /// A feature of all clients, (rows).
  std::vector<double> feature(std::size_t f) const;
  /// A further column that was asked for, read as numbers when every cell is a number or empty, else as categories.
  PopulationColumn text_column(std::size_t t) const;
  /// The counts of all clients, as `p8 score` has them, but for scores in points and reasons.
  /// @param reference  per feature, or empty: in whose bins the values are counted; borrowed by the result.
  Portfolio portfolio(const std::vector<FeatureProfile>& reference, double threshold) const;

 private:
  friend Population read_population(const Model& model, CsvReader& file, const ClientColumns& columns, int threads,
                                    const std::function<void(double)>& progress);
  struct Place {
    std::size_t block;
    std::size_t row;
  };
  Place place_of(std::size_t row) const;

  std::vector<ClientBlock> blocks_;
  std::vector<std::size_t> first_rows_;  // of each block
  std::vector<std::string> text_names_;
  std::vector<double> margins_;
  std::vector<double> p_default_;
  std::vector<int> labels_;
  std::vector<std::size_t> unseen_;
  std::size_t empty_rows_ = 0;
  std::vector<std::string> missing_features_;
  std::vector<RowFault> faults_;
  Digest digest_;
};

/// Reads and scores a file on all threads. Throws Error(Data) as ClientReader does, for an id that comes twice and for
/// a file without rows; Interrupted.
Population read_population(const Model& model, CsvReader& file, const ClientColumns& columns, int threads,
                           const std::function<void(double)>& progress);

}  // namespace p8
