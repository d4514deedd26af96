#include "p8/vision/checkpoint/config_keys.h"

#include <doctest/doctest.h>

#include "p8/vision/checkpoint/clip_checkpoint.h"
#include "p8/vision/checkpoint/clip_configs.h"
#include "p8/vision/checkpoint/hugging_face_keys.h"
#include "p8/vision/checkpoint/model_config.h"
#include "support/contains.h"
#include "support/error.h"
#include "support/temporary.h"
#include "vision/checkpoint/small_models.h"

// A configuration that asks for another model is refused by the key, never answered as if it did not.
namespace p8 {

namespace {

using test::message_of;
using test::TemporaryDirectory;

using p8::test::contains;

/// What opening open_clip's folder says when such members are added to its sections.
std::string open_clip_message(const std::string& model, const std::string& vision, const std::string& text,
                              const std::string& image = "", Language language = Language::English) {
  const TemporaryDirectory directory;
  test::write_counting(clip_tensor_shapes(test::small_vit()), directory.file("open_clip_model.safetensors"));
  directory.write("open_clip_config.json",
                  R"({"model_cfg": {"embed_dim": 6)" + model +
                      R"(, "vision_cfg": {"image_size": 8, "layers": 1, "width": 8, "patch_size": 4)" + vision +
                      R"(}, "text_cfg": {"context_length": 5, "vocab_size": 11, "width": 8, "heads": 2, "layers": 1)" +
                      text + R"(}}, "preprocess_cfg": {"mode": "RGB")" + image + "}}");
  return message_of([&] { open_clip_checkpoint(directory.path()); }, language);
}

std::string hugging_face_message(const std::string& model, const std::string& vision, const std::string& text) {
  const TemporaryDirectory directory;
  test::write_counting(test::hugging_face_tensor_shapes(clip_tensor_shapes(test::small_vit())),
                       directory.file("model.safetensors"));
  directory.write("config.json", R"({"model_type": "clip")" + model +
                                     R"(, "vision_config": {"num_attention_heads": 1)" + vision +
                                     R"(}, "text_config": {"num_attention_heads": 1)" + text + "}}");
  return message_of([&] { open_clip_checkpoint(directory.path()); });
}

}  // namespace

TEST_CASE("open_clip: a key that asks for another network, tokenizer or image preparation is named with its value") {
  struct Refused {
    const char *model, *vision, *text, *image, *named;
  };
  constexpr Refused kRefused[] = {
      {"", "", R"(, "hf_tokenizer_name": "facebook/xlm-v-base")", "",
       "text_cfg.hf_tokenizer_name is not supported (\"facebook/xlm-v-base\")"},
      {"", "", R"(, "pool_type": "eos", "eos_id": 2)", "", "text_cfg.pool_type is not supported (\"eos\")"},
      {"", "", R"(, "pool_type": "last")", "", "text_cfg.pool_type is not supported (\"last\")"},
      {"", "", R"(, "tokenizer_kwargs": {"clean": "canonicalize"})", "", "text_cfg.tokenizer_kwargs is not supported"},
      {"", "", R"(, "tokenizer_type": "tiktoken")", "", "text_cfg.tokenizer_type"},
      {"", "", R"(, "hf_model_name": "roberta-base")", "", "text_cfg.hf_model_name"},
      {"", "", R"(, "text_arch": "modern")", "", "text_cfg.text_arch"},
      {"", "", R"(, "no_causal_mask": true)", "", "text_cfg.no_causal_mask"},
      {"", "", R"(, "embed_cls": true)", "", "text_cfg.embed_cls"},
      {"", "", R"(, "pad_id": 1)", "", "text_cfg.pad_id"},
      {"", "", R"(, "proj_bias": true)", "", "text_cfg.proj_bias"},
      {"", "", R"(, "proj_type": "none")", "", "text_cfg.proj_type"},
      {"", "", R"(, "ls_init_value": 0.1)", "", "text_cfg.ls_init_value"},
      {"", "", R"(, "act_kwargs": {"approximate": "tanh"})", "", "text_cfg.act_kwargs"},
      {"", "", R"(, "norm_kwargs": {"eps": 1e-6})", "", "vision_cfg.norm_kwargs.eps"},
      {"", "", R"(, "something_new": 0)", "", "text_cfg.something_new is not supported (0)"},
      {"", R"(, "pool_type": "avg")", "", "", "vision_cfg.pool_type is not supported (\"avg\")"},
      {"", R"(, "global_average_pool": true)", "", "", "vision_cfg.global_average_pool"},
      {"", R"(, "attentional_pool": true)", "", "", "vision_cfg.attentional_pool"},
      {"", R"(, "attentional_pool": "parallel")", "", "", "vision_cfg.attentional_pool"},
      {"", R"(, "no_ln_pre": true)", "", "", "vision_cfg.no_ln_pre"},
      {"", R"(, "final_ln_after_pool": true)", "", "", "vision_cfg.final_ln_after_pool"},
      {"", R"(, "pos_embed_type": "sin_cos_2d")", "", "", "vision_cfg.pos_embed_type"},
      {"", R"(, "ls_init_value": 1e-5)", "", "", "vision_cfg.ls_init_value"},
      {"", R"(, "qk_norm": true)", "", "", "vision_cfg.qk_norm"},
      {"", R"(, "norm_kwargs": {"elementwise_affine": false})", "", "", "vision_cfg.norm_kwargs.elementwise_affine"},
      {"", R"(, "timm_model_name": "vit_base_patch16_siglip_224")", "", "", "vision_cfg.timm_model_name"},
      {R"(, "multimodal_cfg": {"width": 768})", "", "", "", "model_cfg.multimodal_cfg is not supported"},
      {R"(, "init_logit_bias": -10)", "", "", "", "model_cfg.init_logit_bias is not supported (-10)"},
      {R"(, "audio_cfg": {})", "", "", "", "model_cfg.audio_cfg"},
      {"", "", "", R"(, "resize_mode": "squash")", "resize_mode squash is not supported"},
      {"", "", "", R"(, "interpolation": "random")", "interpolation random is not supported"},
      {"", "", "", R"(, "size": 16)", "preprocess_cfg.size is 16 but the weights have 8"},
      {"", "", "", R"(, "crop_pct": 0.9)", "preprocess_cfg.crop_pct is not supported (0.9)"},
  };
  for (const Refused& refused : kRefused) {
    CAPTURE(refused.named);
    CHECK(contains(open_clip_message(refused.model, refused.vision, refused.text, refused.image), refused.named));
  }
  const std::string both = open_clip_message("", R"(, "pool_type": "avg")", R"(, "pool_type": "last")");
  CHECK(
      contains(both, "open_clip_config.json: vision_cfg.pool_type is not supported (\"avg\"); text_cfg.pool_type is"));
  CHECK(contains(open_clip_message("", R"(, "pool_type": "avg")", "", "", Language::French),
                 "vision_cfg.pool_type n'est pas pris en charge (\"avg\")"));
}

TEST_CASE("open_clip: keys that change no answer, or say what p8 does, are taken") {
  CHECK(open_clip_message(R"(, "custom_text": true, "nonscalar_logit_scale": true, "init_logit_bias": null)",
                          R"(, "patch_dropout": 0.5, "timm_model_name": "", "timm_pool": "avg", "pool_type": "tok",
                             "attentional_pool": false, "attn_pooler_heads": 8, "ls_init_value": null,
                             "act_kwargs": {}, "norm_kwargs": {"eps": 1e-6}, "output_tokens": false)",
                          R"(, "hf_tokenizer_name": "", "tokenizer_kwargs": {}, "pool_type": "argmax", "eos_id": 2,
                             "pad_id": 0, "proj_type": "linear", "norm_kwargs": {"eps": 1e-6}, "text_arch": "clip")",
                          R"(, "size": [8, 8], "fill_color": 0)") == "no error");
  CHECK(open_clip_message("", "", R"(, "pool_type": "eos", "eos_id": 10)") == "no error");  // the largest id
  const TemporaryDirectory directory;
  const auto epsilon = [&](const std::string& eps) {
    return read_open_clip_architecture(
               ModelConfig(directory.write(
                   "c.json", R"({"model_cfg": {"vision_cfg": {"layers": [1, 1, 1, 1], "norm_kwargs": {"eps": 0.1}},
                             "text_cfg": {"width": 8, "norm_kwargs": {"eps": )" +
                                 eps + "}}}}")))
        .layer_norm_epsilon;
  };
  CHECK(epsilon("1e-6") == 1e-6);  // a ResNet has no layer normalisation
  CHECK(test::kind_of([&] { epsilon("0"); }) == 4);
}

TEST_CASE("the configuration is judged before the weights are looked for") {
  const TemporaryDirectory directory;
  directory.write("open_clip_config.json", R"({"model_cfg": {"vision_cfg": {"timm_model_name": "eva02"},
                                               "text_cfg": {"width": 8}}})");
  CHECK(contains(message_of([&] { open_clip_checkpoint(directory.path()); }), "vision_cfg.timm_model_name"));
  const TemporaryDirectory siglip;
  siglip.write("config.json", R"({"model_type": "siglip", "text_config": {}, "vision_config": {}})");
  CHECK(contains(message_of([&] { open_clip_checkpoint(siglip.path()); }), "model_type siglip is not supported"));
}

TEST_CASE("Hugging Face: a key that asks for another network is named with its value") {
  struct Refused {
    const char *model, *vision, *text, *named;
  };
  constexpr Refused kRefused[] = {
      {R"(, "architectures": ["EvaCLIPModel"])", "", "", "architectures is not supported ([\"EvaCLIPModel\"])"},
      {R"(, "auto_map": {"AutoModel": "m.M"})", "", "", "auto_map is not supported"},
      {R"(, "quantization_config": {"bits": 4})", "", "", "quantization_config is not supported"},
      {"", R"(, "model_type": "siglip_vision_model")", "", "vision_config.model_type is not supported"},
      {"", R"(, "num_channels": 1)", "", "vision_config.num_channels is not supported (1)"},
      {"", R"(, "use_rope": true)", "", "vision_config.use_rope is not supported (true)"},
      {"", "", R"(, "is_decoder": true)", "text_config.is_decoder is not supported (true)"},
      {"", "", R"(, "layer_norm_eps": 1e-6)", "layer_norm_eps is not supported"},
      {"", "", R"(, "hidden_act": "gelu_new")", "hidden_act gelu_new is not supported"},
  };
  for (const Refused& refused : kRefused) {
    CAPTURE(refused.named);
    CHECK(contains(hugging_face_message(refused.model, refused.vision, refused.text), refused.named));
  }
  CHECK(hugging_face_message(R"(, "architectures": ["CLIPModel"], "torch_dtype": "float16", "id2label": {"0": "a"},
                                "_attn_implementation": "sdpa", "text_config_dict": null)",
                             R"(, "projection_dim": 512, "pruned_heads": {}, "dropout": 0.1)",
                             R"(, "eos_token_id": 2, "pad_token_id": 1, "use_cache": true)") == "no error");
}

TEST_CASE("Hugging Face: a tower's section in the form of the first versions is the one that counts") {
  const TemporaryDirectory directory;
  const auto activation = [&](const std::string& more) {
    return read_hugging_face_architecture(
               ModelConfig(
                   directory.write("config.json", R"({"text_config": {"hidden_act": "quick_gelu"})" + more + "}")),
               hugging_face_defaults())
        .text_activation;
  };
  CHECK(activation("") == Activation::QuickGelu);
  CHECK(activation(R"(, "text_config_dict": null)") == Activation::QuickGelu);
  CHECK(activation(R"(, "text_config_dict": {"hidden_act": "gelu"})") == Activation::Gelu);
}

TEST_CASE("Hugging Face: an image preparation that p8 does not do is named") {
  const TemporaryDirectory directory;
  const auto message = [&](const std::string& json) {
    const std::string path = directory.write("preprocessor_config.json", json);
    return message_of([&] { read_hugging_face_preprocessing(path, 8); });
  };
  CHECK(
      contains(message(R"({"size": {"height": 8, "width": 8}})"), "size {\"height\":8,\"width\":8} is not supported"));
  CHECK(contains(message(R"({"size": {"shortest_edge": 8, "longest_edge": 9}})"), "size"));
  CHECK(contains(message(R"({"image_processor_type": "SiglipImageProcessor"})"),
                 "image_processor_type is not supported (\"SiglipImageProcessor\")"));
  CHECK(contains(message(R"({"rescale_factor": 1})"), "rescale_factor is not supported (1)"));
  CHECK(contains(message(R"({"do_pad": true})"), "do_pad is not supported (true)"));
  CHECK(contains(message(R"({"do_resize": false})"), "do_resize: false is not supported"));
  CHECK(contains(message(R"({"crop_pct": 0.9})"), "crop_pct is not supported (0.9)"));
  const std::string section = directory.write(
      "processor_config.json", R"({"processor_class": "CLIPProcessor", "image_processor": {"size": {"shortest_edge": 9},
                                   "crop_size": {"height": 8, "width": 8}, "image_mean": [0, 0, 0]}})");
  CHECK(read_hugging_face_preprocessing(section, 8).size == 9);
  CHECK(read_hugging_face_preprocessing(section, 8).mean[0] == 0.0F);
}

TEST_CASE("Hugging Face: a tokenizer that is not CLIP's is named") {
  const TemporaryDirectory directory;
  const auto message = [&](const std::string& json) {
    const std::string path = directory.write("tokenizer_config.json", json);
    return message_of([&] { check_hugging_face_tokenizer(path, 77); });
  };
  CHECK(message(R"({"tokenizer_class": "CLIPTokenizer", "model_max_length": 77, "do_lower_case": true,
                    "bos_token": {"content": "<|startoftext|>"}, "eos_token": "<|endoftext|>", "pad_token": "!"})") ==
        "no error");
  CHECK(contains(message(R"({"tokenizer_class": "XLMRobertaTokenizer"})"), "tokenizer_class is not supported"));
  CHECK(contains(message(R"({"do_lower_case": false})"), "do_lower_case is not supported (false)"));
  CHECK(contains(message(R"({"model_max_length": 64})"), "model_max_length is not supported (64)"));
  CHECK(contains(message(R"({"eos_token": "</s>"})"), "eos_token is not supported (\"</s>\")"));
  CHECK(contains(message(R"({"padding_side": "left"})"), "padding_side is not supported"));
}

}  // namespace p8
