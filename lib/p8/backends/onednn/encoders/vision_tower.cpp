#include "p8/backends/onednn/encoders/vision_tower.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace p8::engine {

namespace {

TransformerShape shape_of(const ClipArchitecture& clip) {
  const auto& vision = std::get<VisionTransformerShape>(clip.vision);
  return {vision.width,
          vision.layers,
          vision.heads,
          vision.hidden,
          clip.embedding,
          clip.vision_activation,
          static_cast<float>(clip.layer_norm_epsilon),
          false,
          "ln_post",
          "proj"};
}

}  // namespace

VisionTower::VisionTower(const ClipCheckpoint& checkpoint, Precision precision, std::shared_ptr<TowerRun> run)
    : precision_(precision),
      side_(checkpoint.architecture.image_size),
      patch_(std::get<VisionTransformerShape>(checkpoint.architecture.vision).patch),
      grid_(side_ / patch_),
      run_(std::move(run)),
      // Always of floats: pixels rounded to eight bits of fraction cost a trained ViT up to 2e-3 of cosine, all that
      // follows 1e-5; floats cost a hundredth of the time.
      patches_({3 * patch_ * patch_,
                std::get<VisionTransformerShape>(checkpoint.architecture.vision).width,
                false,
                Numbers::Float,
                Numbers::Float,
                {}},
               run_->threads()),
      transformer_(shape_of(checkpoint.architecture), WeightReader(checkpoint.weights, "visual."), precision,
                   run_->threads()) {
  const WeightReader reader(checkpoint.weights, "visual.");
  patch_weights_ = patches_.pack(reader.rows_of("conv1.weight"), nullptr);
  class_embedding_ = reader.read("class_embedding");
  positional_embedding_ = reader.read("positional_embedding");
  norm_ = read_norm(reader, "ln_pre", transformer_.shape().epsilon);
}

void VisionTower::embed(const float* pixels, std::size_t images, Workspace& workspace, Scratch& scratch,
                        const Worker& member) const {
  const std::size_t width = transformer_.shape().width, per_image = grid_ * grid_;
  const std::size_t patch_width = 3 * patch_ * patch_;
  // Patches, (images · patches, 3 · patch · patch).
  const Range patches = member.share(images * per_image);
  for (std::size_t p = patches.begin; p < patches.end; ++p) {
    const std::size_t y = p % per_image / grid_ * patch_, x = p % grid_ * patch_;
    for (std::size_t line = 0; line < 3 * patch_; ++line) {
      const std::size_t channel = p / per_image * 3 + line / patch_;
      const float* const from = pixels + (channel * side_ + y + line % patch_) * side_ + x;
      std::copy_n(from, patch_, workspace.wide.as<float>() + p * patch_width + line * patch_);
    }
  }
  member.arrive_and_wait();
  float* const embedded = workspace.normal.as<float>();  // (images · patches, D)
  patches_.run(workspace.wide.as(), images * per_image, patch_weights_, embedded, scratch.product.as(), member);
  member.arrive_and_wait();
  // The class token, then the patches, each with its place added; normalised: (images · T, D).
  const Range rows = member.share(images * (per_image + 1));
  for (std::size_t row = rows.begin; row < rows.end; ++row) {
    const std::size_t token = row % (per_image + 1), image = row / (per_image + 1);
    const float* const from = token == 0 ? class_embedding_.data() : embedded + (image * per_image + token - 1) * width;
    const float* const place = positional_embedding_.data() + token * width;
    float* const to = workspace.x.as<float>() + row * width;
    for (std::size_t i = 0; i < width; ++i) to[i] = from[i] + place[i];
    normalize_rows(norm_, to, 1, to, Numbers::Float);
  }
  member.arrive_and_wait();
}

void VisionTower::encode(const float* pixels, std::size_t images, float* embeddings) {
  if (images == 0) return;
  translate_exceptions([&] {
    const std::size_t tokens = grid_ * grid_ + 1, image_numbers = 3 * side_ * side_;
    const Schedule schedule = make_schedule(std::vector<std::size_t>(images, tokens), run_->threads());
    TowerRun::Sizes sizes{0, tokens, 3 * patch_ * patch_};
    {
      const OnlyThisThread only_this_thread;
      for (const Range& piece : schedule.pieces()) {
        transformer_.prepare_run(piece.size() * tokens, piece.size());
        patches_.prepare(piece.size() * (tokens - 1));
        sizes.rows = std::max(sizes.rows, piece.size() * tokens);
      }
    }
    run_->run(
        transformer_, schedule, images, sizes,
        [&](const Range& piece, Workspace& workspace, Scratch& scratch, PooledRows& pooled, const Worker& member) {
          embed(pixels + piece.begin * image_numbers, piece.size(), workspace, scratch, member);
          std::vector<Sequence> sequences;
          for (std::size_t i = 0; i < piece.size(); ++i) sequences.push_back({i * tokens, tokens, i * tokens});
          transformer_.run(workspace, piece.size() * tokens, sequences, scratch, pooled, piece.begin, member);
        },
        embeddings);
  });
}

}  // namespace p8::engine
