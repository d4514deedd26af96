#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "p8/vision/classifier/finetuning.h"
#include "p8/vision/embedding/backbone.h"

namespace p8::app {

/// The options of `p8 finetune` about head and training.
struct TrainingArguments {
  std::string head = "mlp";
  std::size_t hidden = 256;
  std::optional<double> wise_ft;
  std::string optimizer = "adam";
  std::string schedule = "constant";
  std::string objective = "ce";
  std::optional<std::size_t> unfreeze;
  std::size_t augment = 0;
  TrainingOptions training;

  /// Throws Error(Usage) where a head and the backbone or another option do not go together.
  FinetuneOptions options(const BackboneName& backbone, std::uint64_t seed, int threads) const;
  HeadKind kind() const { return *head_kind(head); }
  bool is_contrastive() const { return objective == "contrastive"; }
  /// Last layers of the backbone that are trained: none, but one with the contrastive objective.
  std::size_t layers() const { return unfreeze.value_or(is_contrastive() ? 1 : 0); }
  bool trains_backbone() const { return is_contrastive() || layers() > 0; }
  /// Whether the class texts are needed.
  bool needs_texts() const;
};

void add_training_options(CLI::App& command, TrainingArguments& arguments);

/// Throws Error(Usage) where a batch is too small for a contrastive objective.
void require_pairs(const TrainingOptions& training);

/// What may shape a training of the options of `p8 finetune`: all but those that are known not to, or whose files are
/// compared by what is in them. Numbers are written alike: "1e-3" is "0.001".
/// @param backbone_sha256  of the weights, or of the configuration of a model that has none.
TrainingSettings settings_of(const CLI::App& command, const std::string& backbone_sha256);

}  // namespace p8::app
