#include "p8/vision/checkpoint/hugging_face_names.h"

#include <array>

namespace p8 {

namespace {

struct Rename {
  std::string_view hugging_face;
  std::string_view openai;
};

/// Whole names and beginnings; what ends with "." is a beginning.
constexpr Rename kTowers[] = {
    {"text_model.embeddings.token_embedding.weight", "token_embedding.weight"},
    {"text_model.embeddings.position_embedding.weight", "positional_embedding"},
    {"text_model.final_layer_norm.", "ln_final."},
    {"text_projection.weight", "text_projection"},
    {"vision_model.embeddings.class_embedding", "visual.class_embedding"},
    {"vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"},
    {"vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"},
    {"vision_model.pre_layrnorm.", "visual.ln_pre."},  // sic
    {"vision_model.post_layernorm.", "visual.ln_post."},
    {"visual_projection.weight", "visual.proj"},
    {"logit_scale", "logit_scale"},
};
constexpr Rename kBlocks[] = {
    {"vision_model.encoder.layers.", "visual.transformer.resblocks."},
    {"text_model.encoder.layers.", "transformer.resblocks."},
};
/// Behind the number of the block.
constexpr Rename kInBlock[] = {
    {"layer_norm1.", "ln_1."},
    {"layer_norm2.", "ln_2."},
    {"mlp.fc1.", "mlp.c_fc."},
    {"mlp.fc2.", "mlp.c_proj."},
    {"self_attn.out_proj.", "attn.out_proj."},
};
constexpr std::array<std::string_view, 3> kInProjections = {"self_attn.q_proj.", "self_attn.k_proj.",
                                                            "self_attn.v_proj."};
constexpr std::string_view kInProjection = "attn.in_proj_";

bool begins_with(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

/// The name with its beginning replaced, or nothing where the rename is not of it.
std::optional<std::string> replaced(std::string_view name, std::string_view from, std::string_view to) {
  const bool fits = from.back() == '.' ? begins_with(name, from) : name == from;
  if (!fits) return std::nullopt;
  return std::string(to) + std::string(name.substr(from.size()));
}

bool is_projection(std::string_view openai_name) {
  return openai_name == "text_projection" || openai_name == "visual.proj";
}

}  // namespace

std::optional<OpenAiPlace> openai_place(std::string_view hugging_face_name) {
  for (const Rename& rename : kTowers) {
    if (const auto name = replaced(hugging_face_name, rename.hugging_face, rename.openai)) {
      return OpenAiPlace{*name, 0, is_projection(*name)};
    }
  }
  for (const Rename& block : kBlocks) {
    if (!begins_with(hugging_face_name, block.hugging_face)) continue;
    const std::string_view numbered = hugging_face_name.substr(block.hugging_face.size());
    const std::size_t dot = numbered.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const std::string start = std::string(block.openai) + std::string(numbered.substr(0, dot + 1));
    const std::string_view inside = numbered.substr(dot + 1);
    for (const Rename& rename : kInBlock) {
      if (const auto name = replaced(inside, rename.hugging_face, rename.openai)) return OpenAiPlace{start + *name};
    }
    for (std::size_t part = 0; part < kInProjections.size(); ++part) {
      if (const auto name = replaced(inside, kInProjections[part], kInProjection)) {
        return OpenAiPlace{start + *name, part};
      }
    }
  }
  return std::nullopt;
}

HuggingFaceParts hugging_face_parts(const std::string& openai_name) {
  for (const Rename& rename : kTowers) {
    if (const auto name = replaced(openai_name, rename.openai, rename.hugging_face)) {
      return {{*name}, is_projection(openai_name)};
    }
  }
  for (const Rename& block : kBlocks) {
    if (!begins_with(openai_name, block.openai)) continue;
    const std::size_t dot = openai_name.find('.', block.openai.size());
    const std::string start =
        std::string(block.hugging_face) + openai_name.substr(block.openai.size(), dot + 1 - block.openai.size());
    const std::string_view inside = std::string_view(openai_name).substr(dot + 1);
    for (const Rename& rename : kInBlock) {
      if (const auto name = replaced(inside, rename.openai, rename.hugging_face)) return {{start + *name}};
    }
    if (!begins_with(inside, kInProjection)) continue;
    HuggingFaceParts parts;
    for (const std::string_view projection : kInProjections) {
      parts.names.push_back(start + std::string(projection) + std::string(inside.substr(kInProjection.size())));
    }
    return parts;
  }
  return {};
}

}  // namespace p8
