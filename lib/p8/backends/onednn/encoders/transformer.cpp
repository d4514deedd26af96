#include "p8/backends/onednn/encoders/transformer.h"

#include <algorithm>
#include <cstring>

#include <fmt/core.h>

#include "p8/backends/onednn/layers/attention.h"

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

Transformer::Transformer(const TransformerShape& shape, const WeightReader& reader, Precision precision,
                         std::size_t parts)
    : shape_(shape),
      numbers_(plain_numbers(precision)),
      block_numbers_(precision == Precision::Int8 ? Numbers::Byte : numbers_),
      in_({shape.width, 3 * shape.width, true, block_numbers_, Numbers::Float, {}}, parts),
      keys_values_({shape.width, 2 * shape.width, true, block_numbers_, Numbers::Float, {}}, parts),
      out_({shape.width, shape.width, true, block_numbers_, Numbers::Float, {true}}, parts),
      hidden_({shape.width, shape.hidden, true, block_numbers_, block_numbers_, activated(shape.activation)}, parts),
      back_({shape.hidden, shape.width, true, block_numbers_, Numbers::Float, {true}}, parts),
      last_queries_({shape.width, shape.width, true, numbers_, Numbers::Float, {}}, parts),
      last_out_({shape.width, shape.width, true, numbers_, Numbers::Float, {true}}, parts),
      last_hidden_({shape.width, shape.hidden, true, numbers_, numbers_, activated(shape.activation)}, parts),
      last_back_({shape.hidden, shape.width, true, numbers_, Numbers::Float, {true}}, parts),
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
  const auto packed = [&](const Layer& layer, const std::string& part) {
    return layer.pack(reader.rows_of(name + part + ".weight"), reader.read(name + part + ".bias"));
  };
  const bool is_last = number + 1 == shape_.layers;
  Block block;
  block.norm_1 = read_norm(reader, name + "ln_1", shape_.epsilon);
  block.norm_2 = read_norm(reader, name + "ln_2", shape_.epsilon);
  block.out = packed(is_last ? last_out_ : out_, "attn.out_proj");
  block.hidden = packed(is_last ? last_hidden_ : hidden_, "mlp.c_fc");
  block.back = packed(is_last ? last_back_ : back_, "mlp.c_proj");
  const std::string in_weight = name + "attn.in_proj_weight";  // (3 D, D)
  const std::vector<float> bias = reader.read(name + "attn.in_proj_bias");
  const auto own = bias.begin() + static_cast<std::ptrdiff_t>(shape_.width);
  if (is_last) {
    block.queries = last_queries_.pack(reader.rows_of(in_weight), {bias.begin(), own});
    block.in = keys_values_.pack(reader.rows_of(in_weight, shape_.width), {own, bias.end()});
  } else {
    block.in = in_.pack(reader.rows_of(in_weight), bias);
  }
  return block;
}

void Transformer::prepare_run(std::size_t rows, std::size_t sequences) {
  for (Layer* const layer : {&in_, &keys_values_, &out_, &hidden_, &back_}) layer->prepare(rows);
  last_queries_.prepare(sequences);
}

void Transformer::prepare_finish(std::size_t sequences) {
  for (Layer* const layer : {&last_out_, &last_hidden_, &last_back_}) layer->prepare(sequences);
  project_.prepare(sequences);
}

void Transformer::grow(Workspace& workspace, std::size_t rows, std::size_t widest) const {
  const std::size_t width = std::max({widest, shape_.hidden, 3 * shape_.width});
  workspace.x.grow(rows * shape_.width * sizeof(float));
  workspace.normal.grow(rows * shape_.width * sizeof(float));
  workspace.wide.grow(rows * width * sizeof(float));
  workspace.gathered.grow(rows * shape_.width * sizeof(float));
  workspace.queries.grow(rows * shape_.width * sizeof(float));
  if (is_quantized()) {
    workspace.floats.grow(rows * shape_.width * sizeof(float));
    workspace.bytes.grow(rows * shape_.hidden);
    workspace.scales.grow(4 * rows * sizeof(float));
  }
  workspace.rows = std::max(workspace.rows, rows);
}

void Transformer::grow(Scratch& scratch, std::size_t length) const {
  for (const Layer* const layer :
       {&in_, &keys_values_, &out_, &hidden_, &back_, &last_queries_, &last_out_, &last_hidden_, &last_back_}) {
    scratch.product.grow(layer->scratch_bytes());
  }
  scratch.product.grow(project_.scratch_bytes());
  scratch.attention.grow(attention_scratch(shape_.width / shape_.heads, length) * sizeof(float));
}

void Transformer::grow(PooledRows& pooled, std::size_t sequences) const {
  pooled.x.grow(sequences * shape_.width * sizeof(float));
  pooled.attended.grow(sequences * shape_.width * sizeof(float));
}

Rows Transformer::normal_rows(Workspace& workspace) const {
  if (!is_quantized()) return {workspace.normal.as(), {}};
  float* const scales = workspace.scales.as<float>();
  return {workspace.normal.as(),
          {workspace.normal.as<std::uint8_t>(), scales, workspace.scales.as<std::int32_t>() + workspace.rows}};
}

Rows Transformer::hidden_rows(Workspace& workspace) const {
  if (!is_quantized()) return {workspace.wide.as(), {}};
  float* const scales = workspace.scales.as<float>() + 2 * workspace.rows;
  return {workspace.bytes.as(),
          {workspace.bytes.as<std::uint8_t>(), scales, workspace.scales.as<std::int32_t>() + 3 * workspace.rows}};
}

void Transformer::normalize(const LayerNorm& norm, Workspace& workspace, std::size_t rows, const Worker& member) const {
  const std::size_t width = shape_.width;
  const float* const x = workspace.x.as<float>();
  const Range share = member.share(rows);
  if (is_quantized()) {
    for (std::size_t row = share.begin; row < share.end; ++row) {
      float* const normal = workspace.floats.as<float>() + row * width;
      normalize_rows(norm, x + row * width, 1, normal, Numbers::Float);
      quantize_rows(normal, 1, width, normal_rows(workspace).quantized, row);
    }
  } else {
    normalize_rows(norm, x + share.begin * width, share.size(),
                   row_at(workspace.normal.as(), share.begin, width, numbers_), numbers_);
  }
  member.arrive_and_wait();
}

void Transformer::attend_all(const std::vector<Sequence>& sequences, std::size_t rows, Workspace& workspace,
                             Scratch& scratch, const Worker& member) const {
  const std::size_t width = shape_.width, heads = shape_.heads, head_width = width / heads;
  const Numbers numbers = is_quantized() ? Numbers::Float : numbers_;
  void* const out = is_quantized() ? workspace.floats.as() : workspace.normal.as();
  const Range share = member.share(sequences.size() * heads);
  for (std::size_t i = share.begin; i < share.end; ++i) {
    const Sequence& sequence = sequences[i / heads];
    const std::size_t at = i % heads * head_width;
    AttentionHead head;
    head.queries = workspace.wide.as<float>() + sequence.first * 3 * width + at;
    head.keys = head.queries + width;
    head.values = head.queries + 2 * width;
    head.query_stride = head.key_stride = 3 * width;
    head.query_count = head.key_count = sequence.length;
    head.width = head_width;
    head.is_causal = shape_.is_causal;
    head.out = row_at(out, sequence.first, width, numbers) + at * size_of(numbers);
    head.out_stride = width;
    head.numbers = numbers;
    attend(head, scratch.attention.as<float>());
  }
  member.arrive_and_wait();
  if (!is_quantized()) return;
  const Range own = member.share(rows);
  quantize_rows(workspace.floats.as<float>() + own.begin * width, own.size(), width, normal_rows(workspace).quantized,
                own.begin);
  member.arrive_and_wait();
}

void Transformer::attend_pooled(const std::vector<Sequence>& sequences, Workspace& workspace, void* out,
                                Scratch& scratch, const Worker& member) const {
  const std::size_t width = shape_.width, heads = shape_.heads, head_width = width / heads;
  const Range share = member.share(sequences.size() * heads);
  for (std::size_t i = share.begin; i < share.end; ++i) {
    const Sequence& sequence = sequences[i / heads];
    const std::size_t at = i % heads * head_width;
    AttentionHead head;
    head.queries = workspace.queries.as<float>() + i / heads * width + at;
    head.keys = workspace.wide.as<float>() + sequence.first * 2 * width + at;
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
  member.arrive_and_wait();
}

void Transformer::run_block(const Block& block, Workspace& workspace, std::size_t rows,
                            const std::vector<Sequence>& sequences, Scratch& scratch, const Worker& member) const {
  void* const wide = workspace.wide.as();
  void* const room = scratch.product.as();
  normalize(block.norm_1, workspace, rows, member);
  in_.run(normal_rows(workspace), rows, block.in, wide, wide, room, member);
  attend_all(sequences, rows, workspace, scratch, member);
  out_.run(normal_rows(workspace), rows, block.out, workspace.x.as(), wide, room, member);
  normalize(block.norm_2, workspace, rows, member);
  hidden_.run(normal_rows(workspace), rows, block.hidden, wide, wide, room, member);
  if (is_quantized()) {
    const Range share = member.share(rows);
    quantize_rows(workspace.wide.as<float>() + share.begin * shape_.hidden, share.size(), shape_.hidden,
                  hidden_rows(workspace).quantized, share.begin);
    member.arrive_and_wait();
  }
  back_.run(hidden_rows(workspace), rows, block.back, workspace.x.as(), wide, room, member);
}

void Transformer::run(Workspace& workspace, std::size_t rows, const std::vector<Sequence>& sequences, Scratch& scratch,
                      PooledRows& pooled, std::size_t first, const Worker& member) const {
  for (std::size_t i = 0; i + 1 < blocks_.size(); ++i)
    run_block(blocks_[i], workspace, rows, sequences, scratch, member);
  const Block& last = blocks_.back();
  const std::size_t width = shape_.width;
  void* const room = scratch.product.as();
  normalize(last.norm_1, workspace, rows, member);
  const Range own = member.share(sequences.size());
  for (std::size_t i = own.begin; i < own.end; ++i) {
    const float* const x = workspace.x.as<float>() + sequences[i].pooled * width;
    normalize_rows(last.norm_1, x, 1, row_at(workspace.gathered.as(), i, width, numbers_), numbers_);
    std::memcpy(pooled.x.as<float>() + (first + i) * width, x, width * sizeof(float));
  }
  keys_values_.run(normal_rows(workspace), rows, last.in, workspace.wide.as(), workspace.wide.as(), room, member);
  last_queries_.run({workspace.gathered.as(), {}}, sequences.size(), last.queries, workspace.queries.as(), nullptr,
                    room, member);
  attend_pooled(sequences, workspace, row_at(pooled.attended.as(), first, width, numbers_), scratch, member);
}

void Transformer::finish(PooledRows& pooled, std::size_t sequences, Workspace& workspace, Scratch& scratch,
                         float* embeddings, const Worker& member) const {
  const Block& last = blocks_.back();
  float* const x = pooled.x.as<float>();
  void* const normal = workspace.normal.as();
  void* const room = scratch.product.as();
  const Range share = member.share(sequences);
  const auto normalize_pooled = [&](const LayerNorm& norm) {
    normalize_rows(norm, x + share.begin * shape_.width, share.size(),
                   row_at(normal, share.begin, shape_.width, numbers_), numbers_);
    member.arrive_and_wait();
  };
  last_out_.run({pooled.attended.as(), {}}, sequences, last.out, x, nullptr, room, member);
  normalize_pooled(last.norm_2);
  last_hidden_.run({normal, {}}, sequences, last.hidden, workspace.wide.as(), nullptr, room, member);
  last_back_.run({workspace.wide.as(), {}}, sequences, last.back, x, nullptr, room, member);
  normalize_pooled(last_norm_);
  project_.run(normal, sequences, projection_, embeddings, room, member);
  member.arrive_and_wait();
}

}  // namespace p8::engine
