#include "p8/credit/training/cross_validation.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>

#include "p8/base/error.h"
#include "p8/base/parallel.h"
#include "p8/credit/training/folds.h"

namespace p8 {

namespace {

void check_input(const FeatureBlock& block, const std::vector<std::string>& feature_names,
                 const std::vector<int>& labels, const BoosterTrainingOptions& options) {
  check(options.booster);
  if (options.max_trees < 1 || options.patience < 1 || options.threads < 1) {
    throw usage_error(
        "trees ({}), patience ({}) and threads ({}) must each be at least 1",
        "le nombre d'arbres ({}), la patience ({}) et le nombre de fils d'exécution ({}) doivent valoir au moins 1",
        options.max_trees, options.patience, options.threads);
  }
  if (block.rows() == 0 || block.features() == 0) {
    throw data_error("nothing to train on: {} rows, {} features", "rien à apprendre : {} lignes, {} variables",
                     block.rows(), block.features());
  }
  if (labels.size() != block.rows() || feature_names.size() != block.features()) {
    throw data_error("{} rows with {} labels, {} features with {} names",
                     "{} lignes pour {} étiquettes, {} variables pour {} noms", block.rows(), labels.size(),
                     block.features(), feature_names.size());
  }
}

/// Collects the folds' validation losses as they come and decides when all stop. Folds may run ahead of each other:
/// a round counts once all folds have finished it, rounds count in their order, so what is decided does not depend on
/// which thread was quicker.
class EarlyStopping {
 public:
  EarlyStopping(const BoosterTrainingOptions& options, const std::function<void(double)>& progress)
      : losses_(static_cast<std::size_t>(options.folds)),
        max_trees_(options.max_trees),
        patience_(options.patience),
        progress_(progress) {}

  bool has_stopped() const { return stopped_; }
  /// Ends all training, after a failure.
  void abandon() { stopped_ = true; }

  void report(std::size_t fold, double loss) {
    const std::lock_guard<std::mutex> lock(mutex_);
    losses_[fold].push_back(loss);
    while (!stopped_ && all_have_finished(mean_losses_.size())) finish_round();
  }

  /// The number of trees with the least mean loss.
  int best_rounds() const { return best_rounds_; }
  const std::vector<double>& mean_losses() const { return mean_losses_; }

 private:
  bool all_have_finished(std::size_t round) const {
    return std::all_of(losses_.begin(), losses_.end(), [&](const auto& fold) { return fold.size() > round; });
  }

  void finish_round() {
    const std::size_t round = mean_losses_.size();
    double sum = 0.0;
    for (const std::vector<double>& fold : losses_) sum += fold[round];
    mean_losses_.push_back(sum / static_cast<double>(losses_.size()));
    const auto rounds = static_cast<int>(mean_losses_.size());
    if (best_rounds_ == 0 || mean_losses_.back() < mean_losses_[static_cast<std::size_t>(best_rounds_ - 1)]) {
      best_rounds_ = rounds;
    }
    if (progress_) progress_(static_cast<double>(rounds) / max_trees_);
    if (rounds - best_rounds_ >= patience_ || rounds >= max_trees_) stopped_ = true;
  }

  std::mutex mutex_;
  std::atomic<bool> stopped_{false};
  std::vector<std::vector<double>> losses_;  // [fold][round]
  std::vector<double> mean_losses_;          // [round]
  int best_rounds_ = 0;
  int max_trees_;
  int patience_;
  const std::function<void(double)>& progress_;
};

/// One booster that grows with the others. The last job has all rows and nothing to validate on.
struct Job {
  std::optional<Booster> booster;
  std::optional<BoosterData> validation;
};

double log_loss_of(const std::vector<double>& margins, const std::vector<int>& labels) {
  return log_loss(Calibration{}.apply(margins), labels).value();
}

/// Trains one booster per fold, and the final one beside them: its first trees do not depend on how many are to follow,
/// so it need not wait for their number. Each booster has one thread: six independent boosters use the processors
/// better than XGBoost does within one of a few thousand rows, and the result does not depend on the threads.
class Training {
 public:
  Training(const FeatureBlock& block, const std::vector<int>& labels, const std::vector<int>& fold_of_row,
           const BoosterTrainingOptions& options, const std::function<void(double)>& progress)
      : block_(block),
        labels_(labels),
        fold_of_row_(fold_of_row),
        options_(options),
        stopping_(options, progress),
        jobs_(static_cast<std::size_t>(options.folds) + 1) {}

  void run() {
    const std::size_t workers = std::min(jobs_.size(), static_cast<std::size_t>(options_.threads));
    parallel_for(workers, static_cast<int>(workers), [&](std::size_t worker) {
      try {
        work(worker, workers);
      } catch (...) {
        stopping_.abandon();
        throw;
      }
    });
    Booster& last = *jobs_.back().booster;  // it has the most rows and may have been outrun
    while (last.rounds() < rounds()) last.boost_round();
  }

  int rounds() const { return stopping_.best_rounds(); }
  const std::vector<double>& mean_losses() const { return stopping_.mean_losses(); }
  const Booster& final_booster() const { return *jobs_.back().booster; }

  /// Of each row, by the booster that did not see it.
  std::vector<double> out_of_fold_margins() const {
    std::vector<double> result(labels_.size());
    for (int fold = 0; fold < options_.folds; ++fold) {
      const Job& job = jobs_[static_cast<std::size_t>(fold)];
      const std::vector<double> margins = job.booster->margins(*job.validation, rounds());
      const std::vector<std::size_t> rows = rows_of_fold(fold_of_row_, fold).inside;
      for (std::size_t i = 0; i < rows.size(); ++i) result[rows[i]] = margins[i];
    }
    return result;
  }

 private:
  /// Grows every workers-th booster, a tree at a time in turn.
  void work(std::size_t worker, std::size_t workers) {
    for (std::size_t job = worker; job < jobs_.size(); job += workers) prepare(job);
    for (int round = 0; round < options_.max_trees && !stopping_.has_stopped(); ++round) {
      for (std::size_t job = worker; job < jobs_.size(); job += workers) advance(job);
    }
  }

  void prepare(std::size_t index) {
    Job& job = jobs_[index];
    FoldRows rows = rows_of_fold(fold_of_row_, static_cast<int>(index));  // the final job's fold has no rows
    job.booster.emplace(BoosterData(block_, rows.outside, labels_), options_.booster, options_.seed);
    if (!rows.inside.empty()) job.validation.emplace(block_, rows.inside, labels_);
  }

  void advance(std::size_t index) {
    Job& job = jobs_[index];
    job.booster->boost_round();
    if (job.validation) {
      stopping_.report(index, log_loss_of(job.booster->margins(*job.validation), job.validation->labels()));
    }
  }

  const FeatureBlock& block_;
  const std::vector<int>& labels_;
  const std::vector<int>& fold_of_row_;
  const BoosterTrainingOptions& options_;
  EarlyStopping stopping_;
  std::vector<Job> jobs_;
};

template <typename T>
std::vector<T> at(const std::vector<T>& values, const std::vector<std::size_t>& rows) {
  std::vector<T> result;
  result.reserve(rows.size());
  for (const std::size_t row : rows) result.push_back(values[row]);
  return result;
}

/// Each fold's margins through the calibration of the others.
std::vector<double> cross_fitted_probabilities(const std::vector<double>& margins, const std::vector<int>& labels,
                                               const std::vector<FoldRows>& folds, CalibrationMethod method) {
  std::vector<double> probabilities(margins.size());
  for (const FoldRows& fold : folds) {
    const Calibration calibration = fit_calibration(method, at(margins, fold.outside), at(labels, fold.outside));
    for (const std::size_t row : fold.inside) probabilities[row] = calibration.apply(margins[row]);
  }
  return probabilities;
}

/// What a fallback falls back to, the method asked for first; the last one is no calibration.
std::vector<CalibrationMethod> methods_to_try(CalibrationMethod asked) {
  if (asked == CalibrationMethod::None) return {asked};
  if (asked == CalibrationMethod::Sigmoid) return {asked, CalibrationMethod::None};
  return {asked, CalibrationMethod::Sigmoid, CalibrationMethod::None};
}

double mean_log_loss(const std::vector<double>& probabilities, const std::vector<int>& labels,
                     const std::vector<FoldRows>& folds) {
  double sum = 0.0;
  for (const FoldRows& fold : folds) sum += log_loss(at(probabilities, fold.inside), at(labels, fold.inside)).value();
  return sum / static_cast<double>(folds.size());
}

/// Calibrates by the first method that is no worse than none.
void calibrate(TrainedModel& model, const std::vector<int>& labels, const std::vector<FoldRows>& folds,
               CalibrationMethod asked) {
  const std::vector<double>& margins = model.out_of_fold_margins;
  const double without = mean_log_loss(Calibration{}.apply(margins), labels, folds);
  for (const CalibrationMethod method : methods_to_try(asked)) {
    model.out_of_fold_probabilities = cross_fitted_probabilities(margins, labels, folds, method);
    const double loss = mean_log_loss(model.out_of_fold_probabilities, labels, folds);
    model.calibration_trials.push_back({method, loss});
    if (loss > without) continue;
    model.calibration = fit_calibration(method, margins, labels);
    break;
  }
  if (model.calibration_trials.back().method != CalibrationMethod::None) {
    model.calibration_trials.push_back({CalibrationMethod::None, without});
  }
}

FoldResult evaluate(const FoldRows& fold, const std::vector<double>& probabilities, const std::vector<int>& labels,
                    double threshold, const CostMatrix& costs) {
  const std::vector<double> p = at(probabilities, fold.inside);
  const std::vector<int> y = at(labels, fold.inside);
  FoldResult result;
  result.metrics = binary_metrics(p, y);
  result.cost = outcome_at_threshold(p, y, threshold, costs).mean_cost;
  result.cross_fitted_threshold =
      best_threshold(at(probabilities, fold.outside), at(labels, fold.outside), costs).threshold;
  result.cross_fitted_cost = outcome_at_threshold(p, y, result.cross_fitted_threshold, costs).mean_cost;
  return result;
}

/// Fills in what follows from the out-of-fold margins: calibration, threshold, figures.
void evaluate(TrainedModel& model, const std::vector<int>& labels, const BoosterTrainingOptions& options) {
  std::vector<FoldRows> folds;
  for (int fold = 0; fold < options.folds; ++fold) folds.push_back(rows_of_fold(model.fold_of_row, fold));
  calibrate(model, labels, folds, options.calibration);
  const CostOptimum optimum = best_threshold(model.out_of_fold_probabilities, labels, options.costs);
  model.threshold = optimum.threshold;
  model.cost = optimum.mean_cost;
  for (const FoldRows& fold : folds) {
    model.folds.push_back(evaluate(fold, model.out_of_fold_probabilities, labels, model.threshold, options.costs));
    model.cross_fitted_cost += model.folds.back().cross_fitted_cost * static_cast<double>(fold.inside.size());
  }
  model.cross_fitted_cost /= static_cast<double>(labels.size());
}

}  // namespace

TrainedModel cross_validate_and_fit(const FeatureBlock& block, const std::vector<std::string>& feature_names,
                                    const std::vector<int>& labels, const BoosterTrainingOptions& options,
                                    const std::function<void(double)>& progress) {
  check_input(block, feature_names, labels, options);
  TrainedModel model;
  model.fold_of_row = stratified_folds(labels, options.folds, options.seed);
  Training training(block, labels, model.fold_of_row, options, progress);
  training.run();
  model.rounds = training.rounds();
  model.validation_loss = training.mean_losses();
  model.out_of_fold_margins = training.out_of_fold_margins();
  model.ubj = training.final_booster().to_ubj(feature_names, model.rounds);
  evaluate(model, labels, options);
  if (progress) progress(1.0);
  return model;
}

}  // namespace p8
