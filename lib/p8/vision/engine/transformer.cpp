#include "p8/vision/engine/transformer.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "p8/vision/engine/attention.h"

namespace p8::engine {

namespace {

Epilogue activated(Activation activation) {
  return {false, activation == Activation::QuickGelu ? Epilogue::Activation::QuickGelu : Epilogue::Activation::Gelu};
}

char* row_at(void* rows, std::size_t row, std::size_t width, Numbers numbers) {
  return static_cast<char*>(rows) + row * width * size_of(numbers);
}

}  // namespace

LayerNorm read_norm(const WeightReader& reader, const std::string& name, float epsilon) {
  return {reader.read(name + ".weight"), reader.read(name + ".bias"), epsilon};
}

Numbers numbers_of(Precision precision) { return precision == Precision::Fp32 ? Numbers::Float : Numbers::BFloat; }

Transformer::Transformer(const TransformerShape& shape, const WeightReader& reader, Precision precision,
                         std::size_t parts)
    : shape_(shape),
      numbers_(numbers_of(precision)),
      in_({shape.width, 3 * shape.width, true, numbers_, Numbers::Float, {}}, parts),
      keys_values_({shape.width, 2 * shape.width, true, numbers_, Numbers::Float, {}}, parts),
      queries_({shape.width, shape.width, true, numbers_, Numbers::Float, {}}, parts),
      out_({shape.width, shape.width, true, numbers_, Numbers::Float, {true}}, parts),
      hidden_({shape.width, shape.hidden, true, numbers_, numbers_, activated(shape.activation)}, parts),
      back_({shape.hidden, shape.width, true, numbers_, Numbers::Float, {true}}, parts),
      project_({shape.width, shape.embedding, false, numbers_, Numbers::Float, {}}, parts) {
  for (std::size_t i = 0; i < shape.layers; ++i) blocks_.push_back(read_block(i, reader));
  last_norm_ = read_norm(reader, shape.last_norm, shape.epsilon);
  const std::vector<float> stored = reader.read(shape.projection);  // (D, E)
  const auto transposed = [&](const Range& outputs) {
    std::vector<float> weight;
    for (std::size_t j = outputs.begin; j < outputs.end; ++j) {
      for (std::size_t i = 0; i < shape.width; ++i) weight.push_back(stored[i * shape.embedding + j]);
    }
    return weight;
  };
  projection_ = project_.pack(transposed, nullptr);
}

Transformer::Block Transformer::read_block(std::size_t number, const WeightReader& reader) const {
  const std::string name = fmt::format("transformer.resblocks.{}.", number);
  const auto packed = [&](const Linear& linear, const std::string& layer) {
    return linear.pack(reader.rows_of(name + layer + ".weight"), reader.read(name + layer + ".bias").data());
  };
  Block block;
  block.norm_1 = read_norm(reader, name + "ln_1", shape_.epsilon);
  block.norm_2 = read_norm(reader, name + "ln_2", shape_.epsilon);
  block.out = packed(out_, "attn.out_proj");
  block.hidden = packed(hidden_, "mlp.c_fc");
  block.back = packed(back_, "mlp.c_proj");
  const std::string in_weight = name + "attn.in_proj_weight";  // (3 D, D)
  const std::vector<float> bias = reader.read(name + "attn.in_proj_bias");
  if (number + 1 < shape_.layers) {
    block.in = in_.pack(reader.rows_of(in_weight), bias.data());
  } else {
    block.queries = queries_.pack(reader.rows_of(in_weight), bias.data());
    block.in = keys_values_.pack(reader.rows_of(in_weight, shape_.width), bias.data() + shape_.width);
  }
  return block;
}

void Transformer::prepare_run(std::size_t rows, std::size_t sequences) {
  for (Linear* const linear : {&in_, &keys_values_, &out_, &hidden_, &back_}) linear->prepare(rows);
  queries_.prepare(sequences);
}

void Transformer::prepare_finish(std::size_t sequences) {
  for (Linear* const linear : {&out_, &hidden_, &back_, &project_}) linear->prepare(sequences);
}

void Transformer::grow(Workspace& workspace, std::size_t rows, std::size_t widest) const {
  const std::size_t width = std::max({widest, shape_.hidden, 3 * shape_.width});
  workspace.x.grow(rows * shape_.width * sizeof(float));
  workspace.normal.grow(rows * shape_.width * sizeof(float));
  workspace.wide.grow(rows * width * sizeof(float));
  workspace.gathered.grow(rows * shape_.width * sizeof(float));
  workspace.queries.grow(rows * shape_.width * sizeof(float));
  workspace.rows = rows;
}

void Transformer::grow(Scratch& scratch, std::size_t length) const {
  for (const Linear* const linear : {&in_, &keys_values_, &queries_, &out_, &hidden_, &back_, &project_}) {
    scratch.product.grow(linear->scratch_bytes());
  }
  scratch.attention.grow(attention_scratch(shape_.width / shape_.heads, length) * sizeof(float));
}

void Transformer::grow(PooledRows& pooled, std::size_t sequences) const {
  pooled.x.grow(sequences * shape_.width * sizeof(float));
  pooled.attended.grow(sequences * shape_.width * sizeof(float));
}

void Transformer::attend_all(const float* projected, const std::vector<Sequence>& sequences, void* out,
                             Scratch& scratch, const Member& member) const {
  const std::size_t width = shape_.width, heads = shape_.heads, head_width = width / heads;
  const Range share = member.share(sequences.size() * heads);
  for (std::size_t i = share.begin; i < share.end; ++i) {
    const Sequence& sequence = sequences[i / heads];
    const std::size_t at = i % heads * head_width;
    AttentionHead head;
    head.queries = projected + sequence.first * 3 * width + at;
    head.keys = head.queries + width;
    head.values = head.queries + 2 * width;
    head.query_stride = head.key_stride = 3 * width;
    head.query_count = head.key_count = sequence.length;
    head.width = head_width;
    head.is_causal = shape_.is_causal;
    head.out = row_at(out, sequence.first, width, numbers_) + at * size_of(numbers_);
    head.out_stride = width;
    head.numbers = numbers_;
    attend(head, scratch.attention.as<float>());
  }
}

void Transformer::attend_pooled(const float* queries, const float* keys_values, const std::vector<Sequence>& sequences,
                                void* out, Scratch& scratch, const Member& member) const {
  const std::size_t width = shape_.width, heads = shape_.heads, head_width = width / heads;
  const Range share = member.share(sequences.size() * heads);
  for (std::size_t i = share.begin; i < share.end; ++i) {
    const Sequence& sequence = sequences[i / heads];
    const std::size_t at = i % heads * head_width;
    AttentionHead head;
    head.queries = queries + i / heads * width + at;
    head.keys = keys_values + sequence.first * 2 * width + at;
    head.values = head.keys + width;
    head.query_stride = width;
    head.key_stride = 2 * width;
    head.query_count = 1;
    head.key_count = shape_.is_causal ? sequence.pooled + 1 - sequence.first : sequence.length;
    head.width = head_width;
    head.out = row_at(out, i / heads, width, numbers_) + at * size_of(numbers_);
    head.out_stride = width;
    head.numbers = numbers_;
    attend(head, scratch.attention.as<float>());
  }
}

void Transformer::run_perceptron(const Block& block, float* x, std::size_t rows, Workspace& workspace, Scratch& scratch,
                                 const Member& member) const {
  const Range share = member.share(rows);
  void* const normal = workspace.normal.as();
  normalize_rows(block.norm_2, x + share.begin * shape_.width, share.size(),
                 row_at(normal, share.begin, shape_.width, numbers_), numbers_);
  member.meet();
  hidden_.run(normal, rows, block.hidden, workspace.wide.as(), scratch.product.as(), member);
  member.meet();
  back_.run(workspace.wide.as(), rows, block.back, x, scratch.product.as(), member);
  member.meet();
}

void Transformer::run(Workspace& workspace, std::size_t rows, const std::vector<Sequence>& sequences, Scratch& scratch,
                      PooledRows& pooled, std::size_t first, const Member& member) const {
  const std::size_t width = shape_.width;
  float* const x = workspace.x.as<float>();
  float* const wide = workspace.wide.as<float>();
  void* const normal = workspace.normal.as();
  const Range share = member.share(rows);
  const auto normalize = [&](const LayerNorm& norm) {
    normalize_rows(norm, x + share.begin * width, share.size(), row_at(normal, share.begin, width, numbers_), numbers_);
    member.meet();
  };
  for (std::size_t i = 0; i + 1 < blocks_.size(); ++i) {
    const Block& block = blocks_[i];
    normalize(block.norm_1);
    in_.run(normal, rows, block.in, wide, scratch.product.as(), member);
    member.meet();
    attend_all(wide, sequences, normal, scratch, member);
    member.meet();
    out_.run(normal, rows, block.out, x, scratch.product.as(), member);
    member.meet();
    run_perceptron(block, x, rows, workspace, scratch, member);
  }

  const Block& last = blocks_.back();
  normalize(last.norm_1);
  const Range own = member.share(sequences.size());
  for (std::size_t i = own.begin; i < own.end; ++i) {
    const std::size_t row = sequences[i].pooled;
    std::memcpy(row_at(workspace.gathered.as(), i, width, numbers_), row_at(normal, row, width, numbers_),
                width * size_of(numbers_));
    std::memcpy(pooled.x.as<float>() + (first + i) * width, x + row * width, width * sizeof(float));
  }
  keys_values_.run(normal, rows, last.in, wide, scratch.product.as(), member);
  member.meet();
  queries_.run(workspace.gathered.as(), sequences.size(), last.queries, workspace.queries.as(), scratch.product.as(),
               member);
  member.meet();
  attend_pooled(workspace.queries.as<float>(), wide, sequences, row_at(pooled.attended.as(), first, width, numbers_),
                scratch, member);
  member.meet();
}

void Transformer::finish(PooledRows& pooled, std::size_t sequences, Workspace& workspace, Scratch& scratch,
                         float* embeddings, const Member& member) const {
  const Block& last = blocks_.back();
  float* const x = pooled.x.as<float>();
  out_.run(pooled.attended.as(), sequences, last.out, x, scratch.product.as(), member);
  member.meet();
  run_perceptron(last, x, sequences, workspace, scratch, member);
  const Range share = member.share(sequences);
  void* const normal = workspace.normal.as();
  normalize_rows(last_norm_, x + share.begin * shape_.width, share.size(),
                 row_at(normal, share.begin, shape_.width, numbers_), numbers_);
  member.meet();
  project_.run(normal, sequences, projection_, embeddings, scratch.product.as(), member);
  member.meet();
}

}  // namespace p8::engine
