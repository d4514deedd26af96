#pragma once

#include <memory>
#include <string>
#include <vector>

#include "p8/credit/columns/schema.h"
#include "p8/credit/model/actionable.h"
#include "p8/credit/model/calibration.h"
#include "p8/credit/model/cost.h"
#include "p8/credit/model/decision.h"
#include "p8/credit/model/profile.h"
#include "p8/credit/model/scorer.h"
#include "p8/credit/trees/forest.h"
#include "p8/files/run_record.h"

namespace p8 {

/// Everything about a model but its trees: how columns become inputs, and how margins become decisions. What a bundle
/// keeps in `bundle.json`; for a plain model file the defaults.
struct ModelCard {
  Schema schema;
  Calibration calibration;
  double threshold = kDefaultThreshold;  ///< P(default), in [0, 1]
  ScoreScale scale;
  CostMatrix costs;
  std::string id_column;       ///< "" : none named
  std::string label_column;    ///< "" : unknown
  std::string positive_value;  ///< label text that means default; "" : 1
  std::string negative_value;  ///< the other label text; "" : 0, or any one text
  double base_value = 0.0;     ///< expected margin, log-odds
  std::size_t training_rows = 0;
  std::string training_sha256;           ///< of the file it was trained on; "" : unknown
  std::vector<FeatureProfile> profiles;  ///< per feature of the schema, of the training data; empty: unknown
  std::vector<Actionable> actionable;    ///< what a client can change, in the schema's order
  bool has_actionable = false;           ///< whether anybody said so; else `actionable` is empty and means nothing
};

/// A model ready to score.
struct Model {
  ModelCard card;
  std::unique_ptr<Scorer> scorer;       ///< of the schema's features: numbers, and categories as their code
  std::string kind;                     ///< "bundle", "LightGBM" or "XGBoost"
  std::vector<RunRecord::Input> files;  ///< what was read, with hashes
  IterationCount iterations;            ///< of boosting; none for an API
  std::vector<Text> warnings = {};      ///< what whoever scores with it should know, said once

  /// P(default) in [0, 1] of a margin: calibrated where the bundle says so, else by the model's own link.
  double probability(double margin) const {
    return card.calibration.method == CalibrationMethod::None ? scorer->probability(margin)
                                                              : card.calibration.apply(margin);
  }
};

/// Loads a bundle directory, an XGBoost .json / .ubj or a LightGBM .txt; files are told apart by their content.
/// Throws Error(Model) for a missing, damaged or unsupported model; the message names the file and what was expected.
Model load_model(const std::string& path, Iterations iterations = Iterations::Best);

/// bundle.json of a card, and back. parse_bundle throws Error(Model) naming `file` and the field.
std::string bundle_json(const ModelCard& card);
ModelCard parse_bundle(const std::string& json, const std::string& file);

/// Names of the two files of a bundle directory.
constexpr const char* kBundleFile = "bundle.json";
constexpr const char* kBoosterFile = "model.ubj";

}  // namespace p8
