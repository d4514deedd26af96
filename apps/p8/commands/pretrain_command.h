#pragma once

#include <CLI/CLI.hpp>

#include "p8/options/finetune_inputs.h"

namespace p8::app {

/// `p8 finetune` with a configuration instead of weights: trains a whole model from scratch.
/// @param declared  the command, for what was given and for run.json.
void run_pretraining(const FinetuneCommand& command, const BackboneName& name, const CLI::App& declared);

}  // namespace p8::app
