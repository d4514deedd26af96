#include "p8/backends/onednn/encoders/text_tower.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "p8/base/error.h"

namespace p8::engine {

namespace {

constexpr std::size_t kRowStep = 16;  // pieces are filled up to such steps, so that few numbers of rows occur

std::size_t filled_up(std::size_t rows) { return (rows + kRowStep - 1) / kRowStep * kRowStep; }

TransformerShape shape_of(const ClipArchitecture& clip) {
  const TextTransformerShape& text = clip.text;
  return {text.width,
          text.layers,
          text.heads,
          text.hidden,
          clip.embedding,
          clip.text_activation,
          static_cast<float>(clip.layer_norm_epsilon),
          true,
          "ln_final",
          "text_projection"};
}

/// The texts by length, then dealt out: those of each member of a schedule stand together.
std::vector<std::size_t> dealt(const std::vector<std::size_t>& lengths, std::size_t members) {
  std::vector<std::size_t> sorted(lengths.size());
  std::iota(sorted.begin(), sorted.end(), std::size_t{0});
  std::stable_sort(sorted.begin(), sorted.end(), [&](std::size_t a, std::size_t b) { return lengths[a] < lengths[b]; });
  std::vector<std::size_t> order;
  const std::size_t own = sorted.size() / members;
  for (std::size_t m = 0; m < members; ++m) {
    for (std::size_t i = 0; i < own; ++i) order.push_back(sorted[i * members + m]);
  }
  order.insert(order.end(), sorted.begin() + static_cast<std::ptrdiff_t>(own * members), sorted.end());
  return order;
}

}  // namespace

TextTower::TextTower(const ClipCheckpoint& checkpoint, Precision precision, std::shared_ptr<TowerRun> run)
    : context_(checkpoint.architecture.text.context),
      vocabulary_(checkpoint.architecture.text.vocabulary),
      run_(std::move(run)),
      transformer_(shape_of(checkpoint.architecture), WeightReader(checkpoint.weights), precision, run_->threads()) {
  const WeightReader reader(checkpoint.weights);
  token_embedding_ = reader.read("token_embedding.weight");
  positional_embedding_ = reader.read("positional_embedding");
}

void TextTower::check(const std::int64_t* ids, std::size_t count) const {
  for (std::size_t i = 0; i < count; ++i) {
    if (ids[i] >= 0 && static_cast<std::size_t>(ids[i]) < vocabulary_) continue;
    throw model_error("the tokenizer gives token {}, but the model knows {} tokens: they do not belong together",
                      "le découpage donne le jeton {}, mais le modèle en connaît {} : ils ne vont pas ensemble", ids[i],
                      vocabulary_);
  }
}

std::size_t TextTower::length_of(const std::int64_t* ids) const {
  return static_cast<std::size_t>(std::max_element(ids, ids + context_) - ids) + 1;
}

void TextTower::encode(const std::int64_t* ids, std::size_t texts, float* embeddings) {
  if (texts == 0) return;
  check(ids, texts * context_);
  std::vector<std::size_t> lengths(texts);
  for (std::size_t i = 0; i < texts; ++i) lengths[i] = length_of(ids + i * context_);
  const std::vector<std::size_t> order = dealt(lengths, run_->threads());
  std::vector<std::size_t> rows(texts);
  for (std::size_t i = 0; i < texts; ++i) rows[i] = lengths[order[i]];

  translate_exceptions([&] {
    const std::size_t width = transformer_.shape().width;
    const Schedule schedule = make_schedule(rows, run_->threads());
    const auto rows_of = [&](const Range& piece) {
      return filled_up(std::accumulate(rows.begin() + static_cast<std::ptrdiff_t>(piece.begin),
                                       rows.begin() + static_cast<std::ptrdiff_t>(piece.end), std::size_t{0}));
    };
    TowerRun::Sizes sizes{0, *std::max_element(rows.begin(), rows.end()), 0};
    {
      const OnlyThisThread only_this_thread;
      for (const Range& piece : schedule.pieces()) {
        transformer_.prepare_run(rows_of(piece), piece.size());
        sizes.rows = std::max(sizes.rows, rows_of(piece));
      }
    }
    std::vector<float> dealt_embeddings(texts * this->width());
    run_->run(
        transformer_, schedule, texts, sizes,
        [&](const Range& piece, Workspace& workspace, Scratch& scratch, PooledRows& pooled, const Worker& member) {
          std::vector<Sequence> sequences;
          std::size_t end = 0;
          for (std::size_t i = piece.begin; i < piece.end; end += rows[i], ++i) {
            sequences.push_back({end, rows[i], end + rows[i] - 1});
          }
          float* const x = workspace.x.as<float>();  // (rows, D)
          const Range share = member.share(piece.size());
          for (std::size_t i = share.begin; i < share.end; ++i) {
            const std::int64_t* const tokens = ids + order[piece.begin + i] * context_;
            for (std::size_t t = 0; t < sequences[i].length; ++t) {
              const float* const token = token_embedding_.data() + static_cast<std::size_t>(tokens[t]) * width;
              const float* const place = positional_embedding_.data() + t * width;
              float* const to = x + (sequences[i].first + t) * width;
              for (std::size_t j = 0; j < width; ++j) to[j] = token[j] + place[j];
            }
          }
          if (member.index() == 0) std::fill(x + end * width, x + rows_of(piece) * width, 0.0F);
          member.arrive_and_wait();
          transformer_.run(workspace, rows_of(piece), sequences, scratch, pooled, piece.begin, member);
        },
        dealt_embeddings.data());
    for (std::size_t i = 0; i < texts; ++i) {
      std::copy_n(dealt_embeddings.data() + i * this->width(), this->width(), embeddings + order[i] * this->width());
    }
  });
}

}  // namespace p8::engine
