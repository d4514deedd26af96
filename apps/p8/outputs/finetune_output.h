#pragma once

#include <string>
#include <vector>

#include "p8/options/finetune_inputs.h"

namespace p8::app {

/// Shows how a training goes on, and ends it where the program was interrupted.
TrainingObserver training_observer(Run& run, std::size_t epochs);

/// The most memory that the process has taken.
double peak_megabytes();

/// Fills in how the result was made, and the backbone's cost.
void describe(const FinetuneCommand& command, const FinetuneOptions& options, const FinetuneData& data,
              FinetuneResult& result);

/// Says what was left out, and what the split tears apart.
void warn(const FinetuneResult& result, std::size_t unlabelled, std::size_t photos, Log& log);

/// Writes head.safetensors, classifier.json, the backbone's trained layers, and with the contrastive objective the
/// whole model with its vocabulary; returns the names of the files.
std::vector<std::string> write_classifier(const FinetuneCommand& command, const FinetuneData& data,
                                          const FinetunedHead& head, Run& run);

/// One line for the terminal.
Text summary(const FinetuneResult& result, const ClassifierMetrics& figures);

}  // namespace p8::app
