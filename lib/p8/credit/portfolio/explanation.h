#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/credit/model/model.h"
#include "p8/credit/portfolio/population.h"

namespace p8 {

/// By what rule clients are judged.
struct DecisionRule {
  double threshold = kDefaultThreshold;  ///< P(default), in [0, 1]; refused beyond it
  double refer_band = 0.0;               ///< closer to the threshold than this, a person should look; 0: no band
  ScoreScale scale;

  bool needs_a_person(double p_default) const;
};

/// What a model says of one client, and why.
struct Explanation {
  std::string id;
  std::vector<double> values;         ///< (features): numbers, and categories as their code
  double base_value = 0.0;            ///< log-odds
  double margin = 0.0;                ///< log-odds
  double p_default = 0.0;             ///< in [0, 1]
  int points = 0;                     ///< credit score
  bool refused = false;               ///< p_default > threshold
  std::vector<double> contributions;  ///< (features), log-odds
  std::vector<std::size_t> ranking;   ///< features by the size of their contribution, largest first; ties by index
  double residual = 0.0;              ///< base value + contributions - margin, log-odds: what rounding leaves

  /// The features that pushed most towards default, strongest first; at most `most`, fewer where fewer pushed that way.
  std::vector<std::size_t> reasons(std::size_t most) const;
};

/// Explains clients one by one. @param values  (features) of each; categories as their code.
/// Throws Error(Model) as Scorer::score does.
Explanation explain_client(const Model& model, const std::string& id, const std::vector<double>& values,
                           const DecisionRule& rule);

/// The same for several clients, of which the scorer is asked once. @param values  (features, ids.size()).
std::vector<Explanation> explain_clients(const Model& model, const std::vector<std::string>& ids,
                                         const FeatureBlock& values, const DecisionRule& rule);

/// The scores of all clients, to say where one stands.
class ScoreRanks {
 public:
  explicit ScoreRanks(std::vector<double> p_default);

  /// Share of all clients with a strictly higher P(default), in [0, 1]: "a better score than 62 % of all clients".
  double better_than(double p_default) const;

 private:
  std::vector<double> sorted_;
};

/// Probabilities along the path from the base value to the client: level k is P(default) of base + the first k steps
/// in log-odds, (steps + 1). The last one is the client's own where the steps add up to the margin. The size of a step
/// in probability depends on the order; p8 takes the largest contribution first.
std::vector<double> probability_path(const Model& model, double base_value, const std::vector<double>& steps);

}  // namespace p8
