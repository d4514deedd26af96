#pragma once

#include <cstddef>

#include "p8/base/aligned_buffer.h"

// The memory that a tower computes in; it stays from one batch to the next.
namespace p8::engine {

/// The rows of one image or text among those that are computed together, and the one that its embedding is read off.
struct Sequence {
  std::size_t first = 0;
  std::size_t length = 0;
  std::size_t pooled = 0;  ///< in [first, first + length)
};

/// What a thread, or threads that compute together, write in between.
struct Workspace {
  std::size_t rows = 0;    // capacity
  AlignedBuffer x;         // (rows, D): the residual stream
  AlignedBuffer normal;    // (rows, D): normalised, then attended
  AlignedBuffer wide;      // (rows, the widest): queries, keys and values; hidden layers; patches; sums of bytes
  AlignedBuffer gathered;  // (rows, D): the pooled rows
  AlignedBuffer queries;   // (rows, D): theirs
  // Where the blocks multiply bytes:
  AlignedBuffer floats;  // (rows, D): what becomes bytes
  AlignedBuffer bytes;   // (rows, hidden)
  AlignedBuffer scales;  // (4, rows): scales and zeros of the normalised, then of the hidden rows
};

/// What each thread writes alone.
struct Scratch {
  AlignedBuffer product;
  AlignedBuffer attention;
};

/// The pooled row of every image or text of a batch.
struct PooledRows {
  AlignedBuffer x;         // (B, D)
  AlignedBuffer attended;  // (B, D)
};

}  // namespace p8::engine
