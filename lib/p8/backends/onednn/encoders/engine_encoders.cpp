#include "p8/backends/onednn/encoders/engine_encoders.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "p8/backends/onednn/encoders/text_tower.h"
#include "p8/backends/onednn/encoders/vgg16_encoder.h"
#include "p8/backends/onednn/encoders/vision_tower.h"
#include "p8/base/instruction_set.h"

namespace p8::engine {

namespace {

/// What P8_INSTRUCTIONS forbids, oneDNN must not use either: told before it first computes.
void limit_onednn() {
  static const bool is_limited =
      instruction_set() == InstructionSet::Avx2 && dnnl::set_max_cpu_isa(dnnl::cpu_isa::avx2) == dnnl::status::success;
  static_cast<void>(is_limited);
}

bool serves(Precision precision) {
  limit_onednn();
  if (instruction_set() == InstructionSet::Baseline) return false;
  return precision == Precision::Fp32 || (precision == Precision::Bf16 ? has_bfloats() : has_bytes());
}

bool is_transformer(const ClipArchitecture& clip) {
  const auto* const vision = std::get_if<VisionTransformerShape>(&clip.vision);
  return vision != nullptr && vision->layers > 0 && clip.text.layers > 0;
}

double temperature_of(const Checkpoint& weights) {
  float logit_scale = 0.0F;
  weights.at("logit_scale").to_float(&logit_scale);
  return std::exp(-static_cast<double>(logit_scale));
}

std::size_t team_size(const EncoderOptions& options) { return static_cast<std::size_t>(std::max(1, options.threads)); }

}  // namespace

std::optional<ClipEncoders> engine_clip(const ClipCheckpoint& checkpoint, const EncoderOptions& options) {
  if (!serves(options.precision) || !is_transformer(checkpoint.architecture)) return std::nullopt;
  return translate_exceptions([&]() -> std::optional<ClipEncoders> {
    try {
      const OnlyThisThread only_this_thread;
      const auto run = std::make_shared<TowerRun>(team_size(options));
      ClipEncoders encoders;
      encoders.image = std::make_unique<VisionTower>(checkpoint, options.precision, run);
      encoders.text = std::make_unique<TextTower>(checkpoint, options.precision, run);
      encoders.temperature = temperature_of(checkpoint.weights);
      encoders.device = "cpu";
      return encoders;
    } catch (const NotServed&) {
      return std::nullopt;
    }
  });
}

std::unique_ptr<ImageEncoder> engine_vgg16(const Vgg16Checkpoint& checkpoint, Vgg16Part part,
                                           const EncoderOptions& options) {
  if (!serves(options.precision) || options.precision == Precision::Int8) return nullptr;
  return translate_exceptions([&]() -> std::unique_ptr<ImageEncoder> {
    try {
      const OnlyThisThread only_this_thread;
      return std::make_unique<Vgg16Encoder>(checkpoint, part, options.precision, team_size(options));
    } catch (const NotServed&) {
      return nullptr;
    }
  });
}

std::optional<EncoderEngine> best_engine() {
  if (serves(Precision::Bf16)) return engine_of(Precision::Bf16);
  if (serves(Precision::Fp32)) return engine_of(Precision::Fp32);
  return std::nullopt;
}

}  // namespace p8::engine
