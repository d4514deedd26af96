#include "p8/vision/dataset/near_duplicates.h"

#include <algorithm>
#include <numeric>

#include "p8/base/error.h"
#include "p8/base/interrupt.h"
#include "p8/base/parallel.h"
#include "p8/vision/dataset/image_embeddings.h"
#include "p8/vision/dataset/image_file.h"
#include "p8/vision/image/perceptual_hash.h"

namespace p8 {

namespace {

constexpr std::size_t kPieces = 4;  // of 16 bits, which floats hold exactly

std::vector<float> pieces_of(std::uint64_t hash) {
  std::vector<float> pieces;
  for (std::size_t i = 0; i < kPieces; ++i) pieces.push_back(static_cast<float>((hash >> (16 * i)) & 0xffff));
  return pieces;
}

std::uint64_t hash_of(const std::vector<float>& pieces) {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < kPieces; ++i) hash |= static_cast<std::uint64_t>(pieces[i]) << (16 * i);
  return hash;
}

struct Hashed {
  std::size_t item = 0;
  std::optional<std::uint64_t> hash;
  std::string new_key;  // of the cache, where it does not have the hash
};

std::size_t root_of(Groups& parents, std::size_t item) {
  while (parents[item] != item) item = parents[item] = parents[parents[item]];
  return item;
}

/// Calls `use(i, j, distance)` for each pair of near-duplicates, i < j.
template <typename Use>
void for_each_pair(const ImageHashes& hashes, Use use) {
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (!hashes[i]) continue;
    for (std::size_t j = i + 1; j < hashes.size(); ++j) {
      if (!hashes[j]) continue;
      const int distance = hash_distance(*hashes[i], *hashes[j]);
      if (distance <= kNearDuplicateBits) use(i, j, distance);
    }
  }
}

}  // namespace

ImageHashes hash_images(const ImageSet& set, const std::vector<std::size_t>& items, const DecodeOptions& decode,
                        int threads, EmbeddingCache* cache,
                        const std::function<void(std::size_t done, std::size_t total)>& progress) {
  ImageHashes hashes(set.items.size());
  const std::string identity = "p8 perceptual hash 1\n" + preprocessing_identity({}, decode);
  std::size_t next = 0, done = 0;
  ordered_pipeline(
      threads, [&]() { return next < items.size() ? std::optional(items[next++]) : std::nullopt; },
      [&](std::size_t item) {
        Hashed hashed{item, {}, {}};
        try {
          const std::string bytes = read_image_file(set.items[item], decode.max_bytes);
          const std::string key =
              cache == nullptr ? "" : embedding_key(EmbeddingOf::Image, digest_of(bytes).sha256, identity);
          const auto kept = cache == nullptr ? std::nullopt : cache->find(key, kPieces);
          hashed.hash = kept ? hash_of(*kept) : perceptual_hash(decode_image(bytes, set.items[item].image, decode));
          if (!kept) hashed.new_key = key;
        } catch (const Error&) {  // one that has just become unreadable resembles none
        }
        return hashed;
      },
      [&](const Hashed& hashed) {
        throw_if_interrupted();
        hashes[hashed.item] = hashed.hash;
        if (hashed.hash && !hashed.new_key.empty()) cache->store(hashed.new_key, pieces_of(*hashed.hash));
        if (progress) progress(++done, items.size());
      });
  return hashes;
}

Groups duplicate_groups(const ImageHashes& hashes) {
  Groups parents = single_groups(hashes.size());
  for_each_pair(hashes, [&](std::size_t i, std::size_t j, int) {
    const std::size_t a = root_of(parents, i), b = root_of(parents, j);
    parents[std::max(a, b)] = std::min(a, b);
  });
  for (std::size_t item = 0; item < parents.size(); ++item) parents[item] = root_of(parents, item);
  return parents;
}

std::vector<NearDuplicate> cross_split_duplicates(const ImageSet& set, const Split& split, const ImageHashes& hashes) {
  std::vector<NearDuplicate> pairs;
  for_each_pair(hashes, [&](std::size_t i, std::size_t j, int distance) {
    if (!split.parts[i] || !split.parts[j] || split.parts[i] == split.parts[j]) return;
    pairs.push_back({set.items[i].image, set.items[j].image, *split.parts[i], *split.parts[j], distance});
  });
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.distance < b.distance; });
  return pairs;
}

}  // namespace p8
