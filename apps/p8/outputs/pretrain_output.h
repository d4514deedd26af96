#pragma once

#include <string>
#include <vector>

#include "p8/options/pretrain_inputs.h"

namespace p8::app {

constexpr const char* kModelFolder = "model";  // of the results

/// "contrastive" for CLIP, "ce" for VGG16.
const char* objective_of(BackboneKind kind);

/// What is known of the training before it begins; the model's own facts are left to be filled in.
PretrainingResult describe(const FinetuneCommand& command, const BackboneName& name, const PretrainData& data,
                           const PretrainingOptions& options);

/// Says what was left out, what the split tears apart, and which texts are cut.
void warn(const PretrainingResult& result, Log& log);

/// labels.txt in the model's folder: what VGG16's outputs stand for, one a line. Returns its name.
std::string write_labels(const std::vector<std::string>& classes, Run& run);

/// Writes tables, figures and report, and ends the run.   @param model_files  in the model's folder.
void write_results(const PretrainData& data, const PretrainingResult& result,
                   const std::vector<std::string>& model_files, Run& run);

}  // namespace p8::app
