#pragma once

#include <torch/types.h>

namespace p8::training {

/// Symmetric InfoNCE of B photos and their B texts, all of length 1 (B, E): the mean of the cross-entropies of each
/// photo's softmax over the texts and of each text's over the photos. All texts that are equal to a photo's own share
/// its target (UniCL, Yang et al. 2022, equations 2 and 3); where all differ it is CLIP's loss.
/// @param own  (B) the number of each photo's text; equal numbers, equal texts.   @param scale  of the cosines.
torch::Tensor contrastive_loss(const torch::Tensor& photos, const torch::Tensor& texts, const torch::Tensor& own,
                               double scale);
/// The same of (B, B) logits, a photo's in a row.
torch::Tensor contrastive_loss(const torch::Tensor& logits, const torch::Tensor& own);

}  // namespace p8::training
