#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/vision/backbone.h"
#include "p8/vision/finetuning.h"

namespace p8::app {

/// The options of `p8 finetune` about head and training.
struct TrainingArguments {
  std::string head = "mlp";
  std::size_t hidden = 256;
  std::optional<double> wise_ft;
  std::string optimizer = "adam";
  std::string schedule = "constant";
  TrainingOptions training;

  /// Throws Error(Usage) where a head and the backbone or another option do not go together.
  FinetuneOptions options(const BackboneName& backbone, std::uint64_t seed, int threads) const;
  HeadKind kind() const { return *head_kind(head); }
  /// Whether the class texts are needed.
  bool needs_texts() const;
};

void add_training_options(CLI::App& command, TrainingArguments& arguments);

}  // namespace p8::app
