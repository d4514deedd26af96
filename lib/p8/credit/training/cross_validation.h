#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "p8/credit/model/calibration.h"
#include "p8/credit/model/cost.h"
#include "p8/credit/training/booster.h"
#include "p8/csv/feature_block.h"
#include "p8/statistics/metrics.h"

namespace p8 {

/// How a credit model is trained.
///
/// Defaults are rare, and yet no class weights: on Home Credit's applications (8 % defaults) XGBoost's scale_pos_weight
/// lowers the AUC (0.720 against 0.732) and ruins the probabilities (Brier score 0.138 against 0.071). What imbalance
/// asks for is done elsewhere: folds are stratified, and the threshold weighs the two kinds of mistake.
struct BoosterTrainingOptions {
  BoosterParameters booster;
  int max_trees = 1500;  ///< at least 1
  int patience = 50;     ///< rounds without a better mean validation loss after which training stops, at least 1
  int folds = 5;         ///< at least 2
  std::uint64_t seed = 42;
  int threads = 1;  ///< at least 1; the result does not depend on it
  CostMatrix costs;
  CalibrationMethod calibration = CalibrationMethod::None;
};

/// How a fold was predicted by the model of the other folds.
struct FoldResult {
  BinaryMetrics metrics;                ///< of the fold's out-of-fold probabilities
  double cost = 0.0;                    ///< mean cost a client at TrainedModel::threshold
  double cross_fitted_threshold = 0.0;  ///< the best one on the other folds
  double cross_fitted_cost = 0.0;       ///< mean cost a client at that one
};

/// A calibration and what it does on rows that it was not fitted on.
struct CalibrationTrial {
  CalibrationMethod method = CalibrationMethod::None;
  double log_loss = 0.0;  ///< mean over the folds, each calibrated on the others
};

/// A model and what cross-validation says of it. Vectors over rows are in the order of the training rows.
struct TrainedModel {
  std::string ubj;                                   ///< the booster of all rows, `rounds` trees, as an XGBoost file
  int rounds = 0;                                    ///< trees
  Calibration calibration;                           ///< from that booster's margin to P(default)
  std::vector<CalibrationTrial> calibration_trials;  ///< what was compared; one entry where none was asked for

  std::vector<FoldResult> folds;
  std::vector<int> fold_of_row;                   ///< in [0, folds)
  std::vector<double> out_of_fold_margins;        ///< log-odds by the booster that did not see the row
  std::vector<double> out_of_fold_probabilities;  ///< P(default), calibrated on the other folds
  std::vector<double> validation_loss;            ///< mean log loss of the folds after each round, until the stop

  double threshold = 0.0;  ///< best_threshold() of all out-of-fold probabilities
  /// Mean cost a client at the threshold; a little flattered, since it was chosen on the same rows.
  double cost = 0.0;
  /// Mean cost a client when each fold's threshold is chosen on the other folds; not flattered that way.
  double cross_fitted_cost = 0.0;
};

/// Stratified k-fold cross-validation and a final fit.
///
/// All folds stop at one number of trees, that of the least mean validation log loss (the lowest one among equals),
/// looked for until `patience` rounds brought no better one, as xgboost.cv does. The final booster is trained on all
/// rows with that same number: its folds / (folds - 1) times as many rows would bear slightly more trees, but the loss
/// is flat around its minimum at such learning rates, and the count measured is kept rather than one guessed.
/// With calibration, a fold's probabilities come from a calibration fitted on the other folds' out-of-fold margins, so
/// that no row is calibrated with its own label; the model's own calibration is fitted on all out-of-fold margins.
/// A calibration whose log loss is greater than that without any is not taken: instead of an isotonic one a sigmoid, if
/// that is no worse than none, else none. (Choosing the best of three on the same rows flatters its loss a little.)
/// What remains seen by all folds is the one number of trees.
///
/// `labels`: 1 = default, 0 = repaid, one a row of the block.   @param progress  called with the share done, in [0, 1],
/// never falling, by one thread at a time but from any; training that stops early jumps to 1.
/// Throws Error(Usage) on options out of range; Error(Data) when there are no rows or no features, lengths differ, a
/// label is neither 0 nor 1, or a class has fewer rows than folds; Interrupted.
TrainedModel cross_validate_and_fit(const FeatureBlock& block, const std::vector<std::string>& feature_names,
                                    const std::vector<int>& labels, const BoosterTrainingOptions& options,
                                    const std::function<void(double)>& progress = {});

}  // namespace p8
