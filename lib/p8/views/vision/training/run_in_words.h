#pragma once

#include "p8/vision/comparison/comparison.h"

/// What a run was, in sentences, from its options as run.json has them.
namespace p8::views {

/// "clip-head puts a new head of two linear layers … on the image encoder of ViT-B-32.pt, which stays as published."
Text model_in_words(const ComparedRun& run);

/// How it was trained: loss, optimiser, epochs. Empty for zero-shot.
Text training_in_words(const ComparedRun& run);

/// Accuracy with its interval, macro F1, and what it took: "clip-head reaches 90.5% …".
Text result_in_words(const ComparedRun& run);

}  // namespace p8::views
