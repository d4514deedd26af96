#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "p8/credit/columns/client_reader.h"
#include "p8/credit/model/model.h"
#include "p8/credit/model/unscored.h"

namespace p8 {

struct ScoreOptions {
  double threshold = kDefaultThreshold;  ///< P(default), in [0, 1]
  ScoreScale scale;
  std::size_t reasons = 4;  ///< per client; 0: no SHAP values are computed
  int threads = 1;
  bool keeps_faults = true;  ///< false: of the clients that could not be scored only the first is remembered
};

/// Clients by decision.
struct DecisionCount {
  std::size_t accepted = 0;
  std::size_t refused = 0;
};

/// What is known of all scored clients together. Its size does not grow with their number, but for the labelled ones.
struct Portfolio {
  static constexpr std::size_t kProbabilityBins = 100;

  explicit Portfolio(std::size_t features, const std::vector<FeatureProfile>& reference);
  void merge(const Portfolio& other);
  std::size_t refused() const { return rows - accepted; }

  std::size_t rows = 0;
  std::size_t accepted = 0;
  double sum_p_default = 0.0;
  std::map<int, DecisionCount> by_score;                            ///< by credit score in points
  std::array<DecisionCount, kProbabilityBins> by_probability = {};  ///< bin b: P(default) in [b, b + 1) / 100
  std::vector<double> sum_contribution;                             ///< per feature, log-odds; zero without reasons
  std::vector<double> sum_abs_contribution;                         ///< per feature
  std::vector<std::size_t> first_reason;  ///< per feature: refused clients whose first reason it is
  std::vector<std::size_t> unseen;        ///< per feature: categories not seen in training
  std::size_t empty_rows = 0;             ///< records without any value, counted nowhere else
  ProfileCounter counts;                  ///< in the bins of the reference
  std::vector<double> p_default;          ///< with a label: one a client
  std::vector<int> defaulted;             ///< with a label: 1 or 0
  bool ids_all_checked = true;            ///< every id was compared with all before it
  std::size_t errors = 0;                 ///< clients that could not be scored, counted nowhere else
  std::vector<RowFault> faults;           ///< why, in the file's order
};

/// Scores a file block by block on all threads, in constant memory, and hands out the lines of `scores.csv` in the
/// file's order (the header line first). The same input gives the same lines and figures for any number of threads.
/// @param reference  per feature, or empty: what PSI compares with.   @param write  gets whole lines.
/// Throws Error(Data) as ClientReader does, for an id that comes twice and for a file without rows; Error(Model) when
/// contributions do not add up; as none_scored() when no client could be scored; Interrupted.
Portfolio score_clients(const Model& model, const std::vector<FeatureProfile>& reference, CsvReader& file,
                        const ClientReader& clients, const ScoreOptions& options,
                        const std::function<void(const std::string&)>& write,
                        const std::function<void(double)>& progress);

}  // namespace p8
