#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/base/log.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/credit/model/model.h"
#include "p8/credit/model/unscored.h"
#include "p8/files/run_record.h"

namespace p8::app {

/// What `p8 score` and `p8 explain` both take: clients, a model, and how its probabilities become decisions.
struct ClientOptions {
  std::string model;
  std::string data;
  std::string id;
  std::string label;
  std::string positive;
  std::optional<double> threshold;
  bool allow_missing = false;
  std::string on_error = "stop";
  std::string reference;
  std::vector<std::string> fail_on;
  std::optional<double> score_base;
  std::optional<double> score_odds;
  std::optional<double> score_double;
  std::string iterations = "best";

  double threshold_of(const ModelCard& card) const { return threshold.value_or(card.threshold); }
  ScoreScale scale_of(const ModelCard& card) const;
  /// Throws Error(Usage) where standard input would have to be read twice.
  void require_distinct_inputs() const;
  /// The file's columns: the model's own id column is used where the file has it and no other is named.
  ClientColumns columns_of(const ModelCard& card, const std::vector<std::string>& header) const;
  /// What PSI and ranges compare with: the file of --reference (noted in the record), else the model's training data.
  std::vector<FeatureProfile> reference_of(const ModelCard& card, int threads, RunRecord& record) const;
};

/// Declares them on a command; `checkable` names the figures of --fail-on in its help.
void add_client_options(CLI::App& command, ClientOptions& options, const std::string& checkable);

/// Says how many boosting iterations count where early stopping left others, and warns of what the model's file leaves
/// open and of columns that only resemble their feature's name.
void announce_model(const Model& model, const std::vector<std::string>& header, Log& log);

/// Warns of categories that were not seen in training and of features that the file lacks.
void warn_of_columns(const std::vector<std::size_t>& unseen, const std::vector<std::string>& missing_features,
                     const Schema& schema, Log& log);

/// Says how many rows of a file have no value and were left out, where there are any.
void warn_of_empty_rows(std::size_t count, Log& log);

/// Says that a column numbers the rows (is_row_index) and is no feature.
void warn_of_index(const std::string& column, Log& log);

/// Where a run lists the clients that could not be scored.
inline const Text kSeeErrors = {", see errors.csv", ", voir errors.csv"};

/// Warns of clients that could not be scored: how many, where they are listed, and the first one.
void warn_of_faults(const std::vector<RowFault>& faults, std::size_t count, const Text& listed, Log& log);

}  // namespace p8::app
