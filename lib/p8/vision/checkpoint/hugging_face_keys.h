#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

// Which keys of Hugging Face's configurations p8 does what they ask for. Each function throws Error(Model) naming the
// file and every other key with its value.
namespace p8 {

class ModelConfig;

/// config.json of a CLIPModel. @param text, vision  its two sections.
void check_hugging_face_keys(const ModelConfig& config, const nlohmann::json& text, const nlohmann::json& vision);

/// preprocessor_config.json of a CLIPImageProcessor. @param image  the file, or its section.
void check_hugging_face_image_keys(const ModelConfig& config, const nlohmann::json& image);

/// tokenizer_config.json of a CLIPTokenizer. @param context  the model's positions.
void check_hugging_face_tokenizer(const std::string& path, std::size_t context);

}  // namespace p8
