#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "p8/backends/onednn/layers/layer.h"
#include "p8/backends/onednn/layers/row_kernels.h"
#include "p8/backends/onednn/layers/weight_reader.h"
#include "p8/backends/onednn/layers/workspace.h"
#include "p8/vision/checkpoint/clip_architecture.h"
#include "p8/vision/embedding/encoder.h"

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

/// The blocks of a CLIP tower and what follows them (see network::Transformer, the reference). Of the last block only
/// the pooled rows are needed: its queries and all that follows its attention are computed for these alone. With int8
/// the blocks multiply bytes, but these few rows, attention and the residual stream do not.
class Transformer {
 public:
  /// @param parts  see Linear.   Throws Error(Model); NotServed.
  Transformer(const TransformerShape& shape, const WeightReader& reader, Precision precision, std::size_t parts);

  const TransformerShape& shape() const { return shape_; }

  /// Makes what run() and finish() need; not while a thread is in them.
  void prepare_run(std::size_t rows, std::size_t sequences);
  void prepare_finish(std::size_t sequences);
  /// Make the room for so many rows of which none's sequence is longer than `length`.   @param widest  of the rows
  /// before the first block.
  void grow(Workspace& workspace, std::size_t rows, std::size_t widest) const;
  void grow(Scratch& scratch, std::size_t length) const;
  void grow(PooledRows& pooled, std::size_t sequences) const;

  /// Everything up to the last attention; x is changed. Puts the pooled rows of the sequences at `first` and behind.
  void run(Workspace& workspace, std::size_t rows, const std::vector<Sequence>& sequences, Scratch& scratch,
           PooledRows& pooled, std::size_t first, const Worker& member) const;
  /// The rest: → (sequences, E).
  void finish(PooledRows& pooled, std::size_t sequences, Workspace& workspace, Scratch& scratch, float* embeddings,
              const Worker& member) const;

 private:
  struct Block {
    LayerNorm norm_1, norm_2;
    LayerWeights in;       // queries, keys and values; of the last block keys and values
    LayerWeights queries;  // of the last block
    LayerWeights out, hidden, back;
  };

  Block read_block(std::size_t number, const WeightReader& reader) const;
  bool is_quantized() const { return block_numbers_ == Numbers::Byte; }
  Rows normal_rows(Workspace& workspace) const;
  Rows hidden_rows(Workspace& workspace) const;
  /// Each ends with a meeting.
  void normalize(const LayerNorm& norm, Workspace& workspace, std::size_t rows, const Worker& member) const;
  void attend_all(const std::vector<Sequence>& sequences, std::size_t rows, Workspace& workspace, Scratch& scratch,
                  const Worker& member) const;
  void attend_pooled(const std::vector<Sequence>& sequences, Workspace& workspace, void* out, Scratch& scratch,
                     const Worker& member) const;
  void run_block(const Block& block, Workspace& workspace, std::size_t rows, const std::vector<Sequence>& sequences,
                 Scratch& scratch, const Worker& member) const;

  TransformerShape shape_;
  Numbers numbers_;        // of what is not in the blocks
  Numbers block_numbers_;  // that the blocks' products read
  Layer in_, keys_values_, out_, hidden_, back_;
  Layer last_queries_, last_out_, last_hidden_, last_back_;
  Linear project_;
  std::vector<Block> blocks_;
  LayerNorm last_norm_;
  PackedWeights projection_;
};

/// A layer normalisation by the name of its parts.
LayerNorm read_norm(const WeightReader& reader, const std::string& name, float epsilon);

}  // namespace p8::engine
