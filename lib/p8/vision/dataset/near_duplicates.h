#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "p8/vision/dataset/split.h"
#include "p8/vision/embedding/embedding_cache.h"
#include "p8/vision/image/decode_image.h"

namespace p8 {

/// Two photos that look the same, whatever their size and compression.
struct NearDuplicate {
  std::string first;
  std::string second;
  Part first_part = Part::Train;
  Part second_part = Part::Train;
  int distance = 0;  ///< bits that differ of their perceptual hashes
};

/// (items) the perceptual hash of each photo; none for those that cannot be read.
using ImageHashes = std::vector<std::optional<std::uint64_t>>;

/// Hashes the photos `items` of the set on `threads` threads.   @param cache  keeps the hashes; null: none.
/// Throws Error(Output) when the cache cannot be written; Interrupted.
ImageHashes hash_images(const ImageSet& set, const std::vector<std::size_t>& items, const DecodeOptions& decode,
                        int threads, EmbeddingCache* cache,
                        const std::function<void(std::size_t done, std::size_t total)>& progress = {});

/// Groups in which everyone looks like another one of the group (union-find over all pairs of at most
/// kNearDuplicateBits).
Groups duplicate_groups(const ImageHashes& hashes);

/// The pairs of near-duplicates that a split tears apart, the nearest first, then in the set's order.
std::vector<NearDuplicate> cross_split_duplicates(const ImageSet& set, const Split& split, const ImageHashes& hashes);

}  // namespace p8
