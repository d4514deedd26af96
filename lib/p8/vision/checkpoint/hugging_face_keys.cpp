#include "p8/vision/checkpoint/hugging_face_keys.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "p8/vision/checkpoint/config_keys.h"
#include "p8/vision/checkpoint/model_config.h"

namespace p8 {

namespace {

using nlohmann::json;
using KnownKeys = std::vector<KnownKey>;

KnownKeys operator+(KnownKeys keys, const KnownKeys& more) {
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

// What transformers 4.57 and older ones write of every model, which matters to programs that train or write texts.
const KnownKeys kCommon = {
    {"_attn_implementation"},
    {"_attn_implementation_autoset"},
    {"_commit_hash"},
    {"_name_or_path"},
    {"attn_implementation"},
    {"attention_dropout"},
    {"bad_words_ids"},
    {"begin_suppress_tokens"},
    {"bos_token_id"},
    {"chunk_size_feed_forward"},
    {"decoder_start_token_id"},
    {"diversity_penalty"},
    {"do_sample"},
    {"dropout"},
    {"dtype"},
    {"early_stopping"},
    {"encoder_no_repeat_ngram_size"},
    {"exponential_decay_length_penalty"},
    {"finetuning_task"},
    {"forced_bos_token_id"},
    {"forced_eos_token_id"},
    {"gradient_checkpointing"},
    {"id2label"},
    {"initializer_factor"},
    {"initializer_range"},
    {"label2id"},
    {"length_penalty"},
    {"max_length"},
    {"min_length"},
    {"no_repeat_ngram_size"},
    {"num_beam_groups"},
    {"num_beams"},
    {"num_return_sequences"},
    {"output_attentions"},
    {"output_hidden_states"},
    {"output_scores"},
    {"pad_token_id"},  // positions behind the end are not seen
    {"prefix"},
    {"problem_type"},
    {"remove_invalid_values"},
    {"repetition_penalty"},
    {"return_dict"},
    {"return_dict_in_generate"},
    {"sep_token_id"},
    {"suppress_tokens"},
    {"task_specific_params"},
    {"temperature"},
    {"tf_legacy_loss"},
    {"tie_encoder_decoder"},
    {"tie_word_embeddings"},
    {"top_k"},
    {"top_p"},
    {"torch_dtype"},
    {"torchscript"},
    {"transformers_version"},
    {"typical_p"},
    {"use_bfloat16"},
    {"use_cache"},
    {"add_cross_attention", "[false]"},
    {"is_decoder", "[false]"},
    {"is_encoder_decoder", "[false]"},
    {"pruned_heads", "[{}, []]"},
    {"tokenizer_class", R"(["CLIPTokenizer", "CLIPTokenizerFast"])"},
};

const KnownKeys kModel = kCommon + KnownKeys{
                                       {"model_type"},
                                       {"text_config"},
                                       {"vision_config"},
                                       {"text_config_dict"},
                                       {"vision_config_dict"},
                                       {"projection_dim"},
                                       {"logit_scale_init_value"},  // before training
                                       {"eos_token_id"},            // the towers have their own
                                       {"vocabulary"},              // p8's own
                                       {"architectures", R"([["CLIPModel"]])"},
                                   };

const KnownKeys kTower = kCommon + KnownKeys{
                                       {"architectures"},     {"hidden_size"},         {"intermediate_size"},
                                       {"num_hidden_layers"}, {"num_attention_heads"}, {"hidden_act"},
                                       {"layer_norm_eps"},    {"projection_dim"},  // CLIPModel takes the one above
                                   };

const KnownKeys kText =
    kTower +
    KnownKeys{{"vocab_size"}, {"max_position_embeddings"}, {"eos_token_id"}, {"model_type", R"(["clip_text_model"])"}};

const KnownKeys kVision = kTower + KnownKeys{{"image_size"},
                                             {"patch_size"},
                                             {"eos_token_id"},
                                             {"num_channels", "[3]"},
                                             {"model_type", R"(["clip_vision_model"])"}};

const KnownKeys kImage = {
    {"size"},
    {"crop_size"},
    {"do_resize"},
    {"do_center_crop"},
    {"do_normalize"},
    {"do_rescale"},
    {"resample"},
    {"image_mean"},
    {"image_std"},
    {"rescale_factor"},
    {"do_convert_rgb"},  // p8 always does
    {"_valid_processor_keys"},
    {"data_format"},
    {"default_to_square"},  // of a size that is a number, which CLIP's does not square
    {"device"},
    {"disable_grouping"},
    {"input_data_format"},
    {"processor_class"},
    {"return_tensors"},
    {"use_fast"},
    {"do_pad", "[false]"},
    {"pad_size"},
    {"image_processor_type", R"(["CLIPImageProcessor", "CLIPImageProcessorFast", "CLIPImageProcessorPil"])"},
    {"feature_extractor_type", R"(["CLIPFeatureExtractor"])"},
};

const KnownKeys kTokenizer = {
    {"add_bos_token"},
    {"clean_up_tokenization_spaces"},  // of tokens made text
    {"errors"},
    {"is_local"},
    {"max_length"},
    {"model_input_names"},
    {"model_max_length"},
    {"name_or_path"},
    {"pad_token"},  // behind the end, where it is not seen
    {"pad_token_id"},
    {"processor_class"},
    {"special_tokens_map_file"},
    {"backend"},
    {"stride"},
    {"truncation_strategy"},
    {"unk_token"},  // bytes are all known
    {"added_tokens_decoder"},
    {"bos_token"},
    {"eos_token"},
    {"add_prefix_space", "[false]"},
    {"do_lower_case", "[true]"},
    {"additional_special_tokens", "[[]]"},
    {"extra_special_tokens", "[{}, []]"},
    {"padding_side", R"(["right"])"},
    {"truncation_side", R"(["right"])"},
    {"split_special_tokens", "[false]"},
    {"use_fast"},
    {"tokenizer_class", R"(["CLIPTokenizer", "CLIPTokenizerFast"])"},
};

/// The text of a token: itself, or the content of its description.
json content_of(const json& token) { return token.is_object() && token.contains("content") ? token["content"] : token; }

}  // namespace

void check_hugging_face_keys(const ModelConfig& config, const json& text, const json& vision) {
  KeyCheck keys(config.name());
  keys.check(config.root(), "", kModel);
  keys.check(text, "text_config.", kText);
  keys.check(vision, "vision_config.", kVision);
  keys.throw_any();
}

void check_hugging_face_image_keys(const ModelConfig& config, const json& image) {
  KeyCheck keys(config.name());
  keys.check(image, "", kImage);
  constexpr double kTolerance = 1e-6;
  if (std::fabs(config.number(image, "rescale_factor", 1.0 / 255.0) * 255.0 - 1.0) > kTolerance) {
    keys.refuse("rescale_factor", image["rescale_factor"]);
  }
  keys.throw_any();
}

void check_hugging_face_tokenizer(const std::string& path, std::size_t context) {
  const ModelConfig config(path);
  const json& root = config.root();
  KeyCheck keys(config.name());
  keys.check(root, "", kTokenizer);
  const auto expect = [&](const char* key, const json& mark) {
    const auto found = root.find(key);
    if (found != root.end() && !found->is_null() && content_of(*found) != mark) keys.refuse(key, content_of(*found));
  };
  expect("bos_token", "<|startoftext|>");
  expect("eos_token", "<|endoftext|>");
  // Longer texts would be cut before the model's last position.
  if (config.number(root, "model_max_length", 1e30) < static_cast<double>(context)) {
    keys.refuse("model_max_length", root["model_max_length"]);
  }
  keys.throw_any();
}

}  // namespace p8
