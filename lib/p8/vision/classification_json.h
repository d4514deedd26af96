#pragma once

#include <nlohmann/json.hpp>

#include "p8/vision/classification.h"

namespace p8 {

/// The figures of a classifier as keys of metrics.json; null where undefined: accuracy, accuracy_interval,
/// balanced_accuracy, macro_f1, weighted_f1, log_loss, ece, roc_auc, top_k, images, labelled, answered, abstained,
/// failed, accuracy_of_all, per_class.
nlohmann::ordered_json classification_json(const Classification& classification, const ClassificationFigures& figures);

}  // namespace p8
