#include "p8/credit/training/booster.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include <xgboost/c_api.h>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"

namespace p8 {

namespace {

void free_data(void* handle) { XGDMatrixFree(handle); }
void free_booster(void* handle) { XGBoosterFree(handle); }

/// What is of use in "[13:24:43] ./src/file.cc:148: what failed\nStack trace: …".
std::string first_line(const std::string& trace) {
  const std::string line = trace.substr(0, trace.find('\n'));
  const std::size_t place_end = line.find(": ");
  const bool has_place = !line.empty() && line.front() == '[' && place_end != std::string::npos;
  return has_place ? line.substr(place_end + 2) : line;
}

void require(int code) {
  if (code != 0) throw model_error("XGBoost: {}", "XGBoost : {}", first_line(XGBGetLastError()));
}

/// The logger's level belongs to the thread.
void silence() { require(XGBSetGlobalConfig(R"({"verbosity": 0})")); }

/// XGBoost takes no infinities, and converting a double beyond float's range is undefined; the largest float goes the
/// same way at every split.
float to_float(double value) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  return static_cast<float>(std::isnan(value) ? value : std::clamp(value, -kLargest, kLargest));
}

/// (rows, features), row by row.
std::vector<float> row_major(const FeatureBlock& block, const std::vector<std::size_t>& rows) {
  std::vector<float> values(rows.size() * block.features());
  for (std::size_t feature = 0; feature < block.features(); ++feature) {
    const double* column = block.column(feature);
    for (std::size_t i = 0; i < rows.size(); ++i) values[i * block.features() + feature] = to_float(column[rows[i]]);
  }
  return values;
}

std::vector<int> pick(const std::vector<int>& labels, const std::vector<std::size_t>& rows) {
  std::vector<int> picked;
  picked.reserve(rows.size());
  for (const std::size_t row : rows) picked.push_back(labels[row]);
  return picked;
}

void set(void* booster, const char* name, const std::string& value) {
  require(XGBoosterSetParam(booster, name, value.c_str()));
}

std::string digits(double value) { return fmt::format("{}", value); }

/// One entry for each parameter that is out of its range.
std::vector<Text> misfits(const BoosterParameters& parameters) {
  std::vector<Text> found;
  const auto expect = [&](bool fits, const char* name, double value, const Text& range) {
    if (fits) return;
    found.push_back(text("{} is {}, expected {}", "{} vaut {}, attendu {}", name, value, range));
  };
  const auto is_share = [](double value) { return value > 0.0 && value <= 1.0; };
  const Text share = {"more than 0 and at most 1", "plus de 0 et au plus 1"};
  const Text from_zero = {"a number of at least 0", "un nombre d'au moins 0"};
  const auto is_amount = [](double value) { return std::isfinite(value) && value >= 0.0; };
  expect(parameters.max_depth >= 1 && parameters.max_depth <= 30, "max_depth", parameters.max_depth,
         {"1 to 30", "de 1 à 30"});
  expect(is_share(parameters.learning_rate), "learning_rate", parameters.learning_rate, share);
  expect(is_share(parameters.subsample), "subsample", parameters.subsample, share);
  expect(is_share(parameters.colsample_bytree), "colsample_bytree", parameters.colsample_bytree, share);
  expect(is_amount(parameters.min_child_weight), "min_child_weight", parameters.min_child_weight, from_zero);
  expect(is_amount(parameters.lambda), "lambda", parameters.lambda, from_zero);
  expect(parameters.max_bin >= 2, "max_bin", parameters.max_bin, {"at least 2", "au moins 2"});
  return found;
}

std::vector<std::pair<const char*, std::string>> settings(const BoosterParameters& parameters, std::uint64_t seed,
                                                          int threads) {
  constexpr std::uint64_t kSeeds = 2147483647;  // XGBoost multiplies the seed, so it must stay small
  return {
      {"verbosity", "0"},
      {"objective", "binary:logistic"},
      {"tree_method", "hist"},
      {"nthread", fmt::format("{}", threads)},
      {"seed", fmt::format("{}", seed % kSeeds)},
      // XGBoost's random stream belongs to the thread and is shared by all its boosters: begin it anew at each round.
      {"seed_per_iteration", "1"},
      {"max_depth", fmt::format("{}", parameters.max_depth)},
      {"learning_rate", digits(parameters.learning_rate)},
      {"subsample", digits(parameters.subsample)},
      {"colsample_bytree", digits(parameters.colsample_bytree)},
      {"min_child_weight", digits(parameters.min_child_weight)},
      {"lambda", digits(parameters.lambda)},
      {"max_bin", fmt::format("{}", parameters.max_bin)},
  };
}

void set_feature_names(void* booster, const std::vector<std::string>& names) {
  std::vector<const char*> pointers;
  for (const std::string& name : names) pointers.push_back(name.c_str());
  require(XGBoosterSetStrFeatureInfo(booster, "feature_name", pointers.data(), pointers.size()));
}

}  // namespace

double suitable_min_child_weight(std::size_t rows) { return std::clamp(0.005 * static_cast<double>(rows), 1.0, 20.0); }

void check(const BoosterParameters& parameters) {
  const std::vector<Text> found = misfits(parameters);
  if (found.empty()) return;
  Text all;
  for (const Text& misfit : found) append(all, misfit, {"; ", " ; "});
  throw Error(ErrorKind::Usage, all);
}

BoosterData::BoosterData(const FeatureBlock& block, const std::vector<std::size_t>& rows,
                         const std::vector<int>& labels)
    : labels_(pick(labels, rows)), features_(block.features()), handle_(nullptr, free_data) {
  assert(labels.size() == block.rows());
  silence();
  const std::vector<float> values = row_major(block, rows);
  void* handle = nullptr;
  require(
      XGDMatrixCreateFromMat(values.data(), rows.size(), features_, std::numeric_limits<float>::quiet_NaN(), &handle));
  handle_.reset(handle);
  const std::vector<float> targets(labels_.begin(), labels_.end());
  require(XGDMatrixSetFloatInfo(handle, "label", targets.data(), targets.size()));
}

Booster::Booster(BoosterData training, const BoosterParameters& parameters, std::uint64_t seed, int threads)
    : training_(std::make_unique<BoosterData>(std::move(training))), handle_(nullptr, free_booster) {
  check(parameters);
  silence();
  void* handle = nullptr;
  void* const cached[] = {training_->handle_.get()};
  require(XGBoosterCreate(cached, 1, &handle));
  handle_.reset(handle);
  for (const auto& [name, value] : settings(parameters, seed, threads)) set(handle, name, value);
  // Configures at once: the data named at creation are known to this thread only, and later calls may come from others.
  bst_ulong features = 0;
  require(XGBoosterGetNumFeature(handle, &features));
}

void Booster::boost_round() {
  throw_if_interrupted();
  silence();
  require(XGBoosterUpdateOneIter(handle_.get(), rounds_, training_->handle_.get()));
  ++rounds_;
}

std::vector<double> Booster::margins(const BoosterData& data, int rounds) const {
  assert(rounds >= 0 && rounds <= rounds_);
  if (data.features() != training_->features()) {
    throw model_error("the model was trained on {} features, the data have {}",
                      "le modèle a été entraîné sur {} variables, les données en ont {}", training_->features(),
                      data.features());
  }
  silence();
  const int last = rounds == rounds_ ? 0 : rounds;  // 0, "all", is what XGBoost caches
  const std::string config = fmt::format(
      R"({{"type": 1, "training": false, "iteration_begin": 0, "iteration_end": {}, "strict_shape": false}})", last);
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* values = nullptr;  // borrowed until the next call
  require(XGBoosterPredictFromDMatrix(handle_.get(), data.handle_.get(), config.c_str(), &shape, &dimensions, &values));
  return std::vector<double>(values, values + data.rows());
}

std::string Booster::to_ubj(const std::vector<std::string>& feature_names, int rounds) const {
  assert(rounds >= 0 && rounds <= rounds_);
  if (feature_names.size() != training_->features()) {
    throw model_error("{} names for {} features", "{} noms pour {} variables", feature_names.size(),
                      training_->features());
  }
  silence();
  void* slice = nullptr;
  require(XGBoosterSlice(handle_.get(), 0, rounds, 1, &slice));
  const Handle model(slice, free_booster);
  set_feature_names(slice, feature_names);
  bst_ulong size = 0;
  const char* bytes = nullptr;  // borrowed until the next call
  require(XGBoosterSaveModelToBuffer(slice, R"({"format": "ubj"})", &size, &bytes));
  return std::string(bytes, size);
}

}  // namespace p8
