#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "p8/vision/checkpoint/clip_architecture.h"
#include "p8/vision/encoder.h"
#include "p8/vision/engine/linear.h"
#include "p8/vision/engine/row_kernels.h"
#include "p8/vision/engine/weight_reader.h"

namespace p8::engine {

/// What a tower's blocks and its end have in common.
struct TransformerShape {
  std::size_t width = 0;      ///< D
  std::size_t layers = 0;     ///< L, at least 1
  std::size_t heads = 0;      ///< divides D
  std::size_t hidden = 0;     ///< of the perceptron
  std::size_t embedding = 0;  ///< E
  Activation activation = Activation::QuickGelu;
  float epsilon = 1e-5F;
  bool is_causal = false;
  std::string last_norm;   ///< names of what follows the blocks: "ln_post"
  std::string projection;  ///< "proj", (D, E)
};

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
  AlignedBuffer wide;      // (rows, the widest): queries, keys and values; hidden layers; patches
  AlignedBuffer gathered;  // (rows, D): the pooled rows
  AlignedBuffer queries;   // (rows, D): theirs
};

/// What each thread writes alone.
struct Scratch {
  AlignedBuffer product;
  AlignedBuffer attention;
};

/// The pooled row of every image or text of a batch.
struct PooledRows {
  AlignedBuffer x;         // (B, D)
  AlignedBuffer attended;  // (B, D), in the precision's numbers
};

/// The blocks of a CLIP tower and what follows them (see network::Transformer, the reference). Of the last block only
/// the pooled rows are needed: its queries and all that follows its attention are computed for these alone.
class Transformer {
 public:
  /// @param parts  see Linear.   Throws Error(Model); NotServed.
  Transformer(const TransformerShape& shape, const WeightReader& reader, Precision precision, std::size_t parts);

  const TransformerShape& shape() const { return shape_; }
  /// In which the products of the blocks are computed.
  Numbers numbers() const { return numbers_; }

  /// Makes what run() and finish() need; not while a thread is in them.
  void prepare_run(std::size_t rows, std::size_t sequences);
  void prepare_finish(std::size_t sequences);
  /// Makes the room for so many rows of which none's sequence is longer than `length`.
  void grow(Workspace& workspace, std::size_t rows, std::size_t widest) const;
  void grow(Scratch& scratch, std::size_t length) const;
  void grow(PooledRows& pooled, std::size_t sequences) const;

  /// Everything up to the last attention; x is changed. Puts the pooled rows of the sequences at `first` and behind.
  void run(Workspace& workspace, std::size_t rows, const std::vector<Sequence>& sequences, Scratch& scratch,
           PooledRows& pooled, std::size_t first, const Member& member) const;
  /// The rest: → (sequences, E).
  void finish(PooledRows& pooled, std::size_t sequences, Workspace& workspace, Scratch& scratch, float* embeddings,
              const Member& member) const;

 private:
  struct Block {
    LayerNorm norm_1, norm_2;
    PackedWeights in;       // queries, keys and values; of the last block keys and values
    PackedWeights queries;  // of the last block
    PackedWeights out, hidden, back;
  };

  Block read_block(std::size_t number, const WeightReader& reader) const;
  void attend_all(const float* projected, const std::vector<Sequence>& sequences, void* out, Scratch& scratch,
                  const Member& member) const;
  void attend_pooled(const float* queries, const float* keys_values, const std::vector<Sequence>& sequences, void* out,
                     Scratch& scratch, const Member& member) const;
  void run_perceptron(const Block& block, float* x, std::size_t rows, Workspace& workspace, Scratch& scratch,
                      const Member& member) const;

  TransformerShape shape_;
  Numbers numbers_;
  Linear in_, keys_values_, queries_, out_, hidden_, back_, project_;
  std::vector<Block> blocks_;
  LayerNorm last_norm_;
  PackedWeights projection_;
};

/// A layer normalisation by the name of its parts.
LayerNorm read_norm(const WeightReader& reader, const std::string& name, float epsilon);

/// In what numbers a precision stores what products read.
Numbers numbers_of(Precision precision);

}  // namespace p8::engine
