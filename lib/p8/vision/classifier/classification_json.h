#pragma once

#include <nlohmann/json_fwd.hpp>

#include "p8/vision/classifier/seen_images.h"

namespace p8 {

/// The figures of a classifier as keys of metrics.json; null where undefined: accuracy, accuracy_interval,
/// balanced_accuracy, macro_f1, weighted_f1, log_loss, ece, roc_auc, top_k, images, labelled, answered, abstained,
/// failed, accuracy_of_all, answered_share, per_class.
nlohmann::ordered_json classification_json(const Classification& classification, const ClassifierMetrics& figures);

/// What a classifier is judged by where it meets photos that it was made with: {images, matched_by, new: {images,
/// accuracy, accuracy_interval}}. "new" are the answered ones that it was not made with, the only ones that tell
/// something.
nlohmann::ordered_json seen_json(const SeenImages& seen, bool by_content);

}  // namespace p8
