#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "p8/backends/onednn/encoders/transformer.h"
#include "p8/backends/onednn/layers/thread_pool.h"

namespace p8::engine {

/// Who computes which items of a batch, in pieces that fit the cache. Threads that each have items of their own need
/// not wait for each other; what is left over is computed by all together.
struct Schedule {
  std::vector<std::vector<Range>> alone;  ///< of each member
  std::vector<Range> together;

  std::vector<Range> pieces() const;  ///< all of them
};

/// @param rows  of each item.   Item i of member m is number m · (items / members) + i.
Schedule make_schedule(const std::vector<std::size_t>& rows, std::size_t members);

/// Rows that are computed at once: enough that weights are read from memory rarely, few enough that what is between two
/// layers stays in the cache.
constexpr std::size_t kRowsAtOnce = 400;

/// A team and the memory that it computes a tower in, which stays for the next batch.
class TowerRun {
 public:
  explicit TowerRun(std::size_t threads) : team_(threads), alone_(threads), scratch_(threads) {}

  std::size_t threads() const { return team_.size(); }

  struct Sizes {
    std::size_t rows = 0;    ///< of the largest piece
    std::size_t length = 0;  ///< of the longest sequence
    std::size_t widest = 0;  ///< of the rows before the first block
  };
  /// Computes one piece of the schedule; puts the pooled rows of its items at piece.begin and behind.
  using Piece = std::function<void(const Range& piece, Workspace&, Scratch&, PooledRows&, const Worker&)>;

  /// → (items, E). The transformer has been prepared for every piece; prepares it for the end.
  void run(Transformer& transformer, const Schedule& schedule, std::size_t items, const Sizes& sizes,
           const Piece& piece, float* embeddings);

 private:
  ThreadPool team_;
  std::vector<Workspace> alone_;
  Workspace together_;
  std::vector<Scratch> scratch_;
  PooledRows pooled_;
};

}  // namespace p8::engine
